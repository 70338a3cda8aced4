"""The addresses of plans that the generic pages of records do not have."""

from __future__ import annotations

from django.urls import path

from luoshi.ledger.audit import pages as audit
from luoshi.ledger.calendar import pages as calendar
from luoshi.ledger.circular import pages as circular
from luoshi.ledger.compare import pages as compare
from luoshi.ledger.draws import pages as draws
from luoshi.ledger.letters import pages as letters
from luoshi.ledger.light_tables.pages import tables as lights
from luoshi.ledger.meanings import pages as meanings
from luoshi.ledger.mine.pages import mine, report
from luoshi.ledger.originals.pages import found, originals
from luoshi.ledger.overview.pages import board
from luoshi.ledger.overview.pages import tree as tree_progress
from luoshi.ledger.pictures import pages as pictures
from luoshi.ledger.plans.pages import editions, plans
from luoshi.ledger.publishing import pages as review
from luoshi.ledger.rates import pages as plan_progress
from luoshi.ledger.reaching import pages as plan_figures
from luoshi.ledger.receiving.pages import columns as receive_columns
from luoshi.ledger.receiving.pages import converting as receive_converting
from luoshi.ledger.receiving.pages import receiving as receive
from luoshi.ledger.rows.pages import correct
from luoshi.ledger.sending import pages as sending
from luoshi.ledger.sheets.pages import back as sheet_back
from luoshi.ledger.sheets.pages import sheets
from luoshi.ledger.sheets.pages import work as sheet_work
from luoshi.ledger.twins import pages as twins
from luoshi.ledger.verifying import pages as verifying
from luoshi.ledger.years import pages as years
from luoshi.org.base.requests import heavy

urlpatterns = [
    path("mine/", mine.page, name="mine"),
    path("mine/report/", report.page, name="report"),
    path("verify/", verifying.page, name="verify"),
    path("meanings/", meanings.page, name="meanings"),
    path("audit/", audit.index, name="audit"),
    path("audit/<slug:name>/", audit.rows, name="audit_list"),
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/address/<slug:act>/", calendar.address, name="calendar_address"),
    path("calendar/feed/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("units/progress/", tree_progress.page, name="tree_progress"),
    path("board/", board.page, name="board"),
    path("pictures/", pictures.page, name="pictures"),
    path("pictures/<slug:name>/<str:file>", pictures.picture, name="picture_drawn"),
    path("lights/", lights.index, name="lights"),
    path("lights/edit/", lights.edit, name="lights_edit"),
    path("lights/use/", lights.use, name="lights_use"),
    path("plans/receive/", receive.page, name="receive"),
    path("plans/<id:pk>/receive/", receive.more, name="receive_more"),
    path("plans/<id:pk>/correct/", correct.page, name="correct"),
    path("plans/<id:pk>/rows/<slug:act>/", correct.act, name="row"),
    path("plans/<id:pk>/row/<id:row>/", correct.form, name="row_form"),
    path("plans/<id:pk>/original/<int:place>/", originals.original, name="original"),
    path("plans/<id:pk>/original/<int:place>/<int:number>.png", originals.original_page, name="original_page"),
    path("plans/<id:pk>/found/<int:place>/", found.page, name="found"),
    path("plans/<id:pk>/labels/<int:place>/", originals.labels, name="labels"),
    path("plans/<id:pk>/picture/<int:place>/", originals.picture, name="picture"),
    path("plans/<id:pk>/picture/<int:place>/<int:number>.png", originals.picture_page, name="picture_page"),
    path("plans/<id:pk>/reading/", receive.progress, name="reading"),
    path("plans/<id:pk>/reading/<int:place>/again/", receive.again, name="read_again"),
    path("plans/<id:pk>/reading/<int:place>/kind/", receive.kind_said, name="read_as"),
    path("plans/<id:pk>/reading/<int:place>/columns/", receive_columns.page, name="columns"),
    path("plans/<id:pk>/converting/", receive_converting.page, name="converting"),
    path("plans/<id:pk>/converting/<id:number>/", receive_converting.act, name="converting_act"),
    path("plans/<id:pk>/converting/<id:number>/file/", receive_converting.file, name="converting_file"),
    path("plans/<id:pk>/sheet/", sheets.give, name="sheet"),
    path("plans/<id:pk>/sheet/<str:token>/", sheets.columns, name="sheet_columns"),
    path("plans/<id:pk>/sheet/<str:token>/trial/", sheets.trial, name="sheet_trial"),
    path("plans/<id:pk>/sheet/<str:token>/changes/", sheet_back.changes, name="sheet_changes"),
    path("plans/<id:pk>/sheet/<str:token>/bringing/", sheet_work.page, name="sheet_work"),
    path("plans/<id:pk>/ledger.xlsx", heavy(sheet_back.ledger_file), name="ledger_file"),
    path("plans/<id:pk>/review/", review.page, name="review"),
    path("plans/<id:pk>/send/", sending.page, name="send"),
    path("plans/<id:pk>/", plans.page, name="plan"),
    path("plans/<id:pk>/print/", plans.paper, name="print"),
    path("plans/<id:pk>/progress/", plan_progress.page, name="plan_progress"),
    path("plans/<id:pk>/figures/", heavy(plan_figures.page), name="plan_figures"),
    path("plans/<id:pk>/figures/book/", heavy(plan_figures.book), name="plan_figures_book"),
    path("plans/<id:pk>/figures/<slug:name>/<str:file>", heavy(plan_figures.picture), name="plan_figures_picture"),
    path("plans/<id:pk>/circular.docx", circular.draft, name="circular"),
    path("plans/<id:pk>/editions/<int:number>/", editions.page, name="edition"),
    path("plans/<id:pk>/editions/<int:number>/changes/", editions.changed, name="changes"),
    path("plans/<id:pk>/editions/<int:number>/print/", editions.paper, name="edition_print"),
    path("plans/<id:pk>/year/", years.page, name="year"),
    path("plans/<id:pk>/next/", years.following, name="next"),
    path("plans/<id:pk>/twins/", twins.page, name="twins"),
    path("plans/<id:pk>/twins/search/", twins.search, name="twin_search"),
    path("plans/<id:pk>/twins/<slug:act>/", twins.act, name="twin"),
    path("plans/<id:pk>/compare/", compare.page, name="compare"),
    path("plans/<id:pk>/compare.xlsx", heavy(compare.sheet), name="compare_sheet"),
    path("draws/<id:pk>/proof.json", draws.proof, name="draw_proof"),
    path("letters/<id:pk>/", letters.page, name="letter"),
    path("letters/<id:pk>/print/", letters.paper, name="letter_print"),
]
