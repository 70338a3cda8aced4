"""The URLs of the ledger, besides the generic pages of records."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.commitments.about_tables import pages as about_tables
from luoshi.commitments.draws import pages as draws
from luoshi.commitments.letters import pages as letters
from luoshi.commitments.light_tables.pages import tables as lights
from luoshi.commitments.publishing import pages as review
from luoshi.commitments.publishing.sending import pages as sending
from luoshi.commitments.reporting.calendar import pages as calendar
from luoshi.commitments.reporting.worklist.pages import report, worklist
from luoshi.commitments.statistics.audit import pages as audit
from luoshi.commitments.statistics.circular import pages as circular
from luoshi.commitments.statistics.overview.pages import board
from luoshi.commitments.statistics.overview.pages import tree as tree_progress
from luoshi.commitments.statistics.pictures import pages as pictures
from luoshi.commitments.statistics.rates import pages as plan_progress
from luoshi.commitments.statistics.target_progress import pages as plan_figures
from luoshi.commitments.tags.pages import matrix as tag_matrix
from luoshi.commitments.tags.pages import proposals as tag_proposals
from luoshi.commitments.verifying import pages as verifying
from luoshi.commitments.years import pages as years
from luoshi.plans.compare import pages as compare
from luoshi.plans.detail.originals.pages import originals, search_hits
from luoshi.plans.detail.pages import editions, plans
from luoshi.plans.indicator_terms import pages as meanings
from luoshi.plans.receiving.pages import columns as receive_columns
from luoshi.plans.receiving.pages import converting as receive_converting
from luoshi.plans.receiving.pages import receiving as receive
from luoshi.plans.receiving.pages import scans
from luoshi.plans.rows.pages import correct, strips
from luoshi.plans.sheets.pages import roundtrip as sheet_back
from luoshi.plans.sheets.pages import sheet_progress as sheet_work
from luoshi.plans.sheets.pages import sheets
from luoshi.plans.twins import pages as twins

urlpatterns = [
    path("mine/", worklist.own_commitment_list, name="mine"),
    path("mine/report/", report.monthly_report_edit, name="report"),
    path("verify/", verifying.verification_edit, name="verify"),
    path("meanings/", meanings.undefined_term_list, name="meanings"),
    path("year-table/<slug:name>/", limit_heavy_view(about_tables.about_table), name="about_table"),
    path(
        "year-table/<slug:name>/<slug:form>/",
        limit_heavy_view(about_tables.export_about_table),
        name="about_table_file",
    ),
    path("audit/", audit.audit_question_list, name="audit"),
    path("audit/<slug:name>/", audit.audit_question_detail, name="audit_list"),
    path("calendar/", calendar.calendar_month, name="calendar"),
    path("calendar/address/<slug:act>/", calendar.calendar_address_edit, name="calendar_address"),
    path("calendar/feed/<str:secret>.ics", calendar.ical_feed, name="calendar_feed"),
    path("units/progress/", tree_progress.unit_progress_tree, name="tree_progress"),
    path("board/", board.commitment_board, name="board"),
    path("pictures/", pictures.commitment_chart_list, name="pictures"),
    path("pictures/<slug:name>/<str:file>", pictures.commitment_chart_file, name="picture_drawn"),
    path("lights/", lights.light_table_list, name="lights"),
    path("lights/edit/", lights.light_table_edit, name="lights_edit"),
    path("lights/use/", lights.light_table_activate, name="lights_use"),
    path("plans/receive/", receive.plan_receive, name="receive"),
    path("plans/<id:pk>/receive/", receive.plan_receive_more, name="receive_more"),
    path("plans/<id:pk>/correct/", correct.row_correction, name="correct"),
    path("plans/<id:pk>/rows/<slug:act>/", correct.row_correction_edit, name="row"),
    path("plans/<id:pk>/row/<id:row>/", correct.row_correction_form, name="row_form"),
    path("plans/<id:pk>/original/<int:place>/", originals.original_detail, name="original"),
    path("plans/<id:pk>/original/<int:place>/<int:number>.png", originals.original_page, name="original_page"),
    path("plans/<id:pk>/found/<int:place>/", search_hits.search_hit_detail, name="found"),
    path("plans/<id:pk>/original/<int:place>/<int:number>.jpg", originals.scan_page, name="scan_page"),
    path("plans/<id:pk>/original/<int:place>/checked/", scans.scan_figures_check, name="scan_checked"),
    path("plans/<id:pk>/strips/", strips.row_strips, name="row_strips"),
    path("plans/<id:pk>/labels/<int:place>/", originals.export_source_labels, name="labels"),
    path("plans/<id:pk>/picture/<int:place>/", originals.transcript_picture_detail, name="picture"),
    path("plans/<id:pk>/picture/<int:place>/<int:number>.png", originals.picture_page, name="picture_page"),
    path("plans/<id:pk>/reading/", receive.source_reading_status, name="reading"),
    path("plans/<id:pk>/reading/<int:place>/again/", receive.source_reread, name="read_again"),
    path("plans/<id:pk>/reading/<int:place>/kind/", receive.kind_said, name="read_as"),
    path("plans/<id:pk>/reading/<int:place>/columns/", receive_columns.source_columns_edit, name="columns"),
    path("plans/<id:pk>/converting/", receive_converting.conversion_list, name="converting"),
    path("plans/<id:pk>/converting/<id:number>/", receive_converting.conversion_edit, name="converting_act"),
    path("plans/<id:pk>/converting/<id:number>/page/<int:page>.jpg", scans.held_page, name="held_page"),
    path("plans/<id:pk>/converting/<id:number>/file/", receive_converting.conversion_file, name="converting_file"),
    path("plans/<id:pk>/sheet/", sheets.sheet_upload, name="sheet"),
    path("plans/<id:pk>/sheet/<str:token>/", sheets.sheet_columns_edit, name="sheet_columns"),
    path("plans/<id:pk>/sheet/<str:token>/trial/", sheets.sheet_trial_detail, name="sheet_trial"),
    path("plans/<id:pk>/sheet/<str:token>/changes/", sheet_back.ledger_sheet_changes, name="sheet_changes"),
    path("plans/<id:pk>/sheet/<str:token>/bringing/", sheet_work.sheet_work_detail, name="sheet_work"),
    path("plans/<id:pk>/ledger.xlsx", limit_heavy_view(sheet_back.ledger_file), name="ledger_file"),
    path("plans/<id:pk>/review/", review.publication_review, name="review"),
    path("plans/<id:pk>/send/", sending.plan_send, name="send"),
    path("plans/<id:pk>/", plans.plan_detail, name="plan"),
    path("plans/<id:pk>/print/", plans.plan_paper, name="print"),
    path("plans/<id:pk>/progress/", plan_progress.plan_rates_detail, name="plan_progress"),
    path("plans/<id:pk>/figures/", limit_heavy_view(plan_figures.plan_target_list), name="plan_figures"),
    path("plans/<id:pk>/figures/book/", limit_heavy_view(plan_figures.export_plan_targets), name="plan_figures_book"),
    path(
        "plans/<id:pk>/figures/<slug:name>/<str:file>",
        limit_heavy_view(plan_figures.target_chart_file),
        name="plan_figures_picture",
    ),
    path("plans/<id:pk>/tags/", tag_matrix.plan_tag_matrix, name="tag_matrix"),
    path("plans/<id:pk>/tags/book/", limit_heavy_view(tag_matrix.export_tag_matrix), name="tag_matrix_book"),
    path("plans/<id:pk>/tags/proposals/", tag_proposals.tag_proposal_list, name="tag_proposals"),
    path("plans/<id:pk>/circular.docx", circular.circular_draft, name="circular"),
    path("plans/<id:pk>/editions/<int:number>/", editions.edition_detail, name="edition"),
    path("plans/<id:pk>/editions/<int:number>/changes/", editions.edition_change_list, name="changes"),
    path("plans/<id:pk>/editions/<int:number>/print/", editions.edition_paper, name="edition_print"),
    path("plans/<id:pk>/year/", years.year_end_edit, name="year"),
    path("plans/<id:pk>/next/", years.next_year_plan_new, name="next"),
    path("plans/<id:pk>/twins/", twins.twin_list, name="twins"),
    path("plans/<id:pk>/twins/search/", twins.twin_search_new, name="twin_search"),
    path("plans/<id:pk>/twins/<slug:act>/", twins.twin_edit, name="twin"),
    path("plans/<id:pk>/compare/", compare.plan_comparison, name="compare"),
    path("plans/<id:pk>/compare.xlsx", limit_heavy_view(compare.export_plan_comparison), name="compare_sheet"),
    path("draws/<id:pk>/proof.json", draws.export_draw_proof, name="draw_proof"),
    path("letters/<id:pk>/", letters.letter_detail, name="letter"),
    path("letters/<id:pk>/print/", letters.letter_paper, name="letter_print"),
]
