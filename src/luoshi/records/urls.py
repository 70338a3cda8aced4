"""The addresses of every kind of record."""

from __future__ import annotations

from django.urls import path

from luoshi.org.base.requests import heavy
from luoshi.records.code_lists import pages as code_lists
from luoshi.records.counting import pages as counting
from luoshi.records.details import pages as details
from luoshi.records.erasing.pages import erasures, holds
from luoshi.records.files import pages as files
from luoshi.records.held import pages as held
from luoshi.records.journal import pages as journal
from luoshi.records.leaves import pages as leaves
from luoshi.records.links import pages as links
from luoshi.records.lists.pages import lists, search, views
from luoshi.records.many.pages import bulk, exports, imports
from luoshi.records.messages.pages import inbox, outbox
from luoshi.records.parameters import pages as parameters
from luoshi.records.steps import entering
from luoshi.records.steps import pages as steps
from luoshi.records.unique import pages as unique
from luoshi.records.witness import pages as witness

app_name = "records"
urlpatterns = [
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/mark/", inbox.mark_messages, name="mark_messages"),
    path("inbox/<id:pk>/open/", inbox.open_message, name="open_message"),
    path("outbox/", outbox.index, name="outbox"),
    path("outbox/again/", outbox.again, name="send_again"),
    path("values/", parameters.index, name="values"),
    path("values/lists/<str:name>/", code_lists.detail, name="code_list"),
    path("values/lists/<str:name>/set/", code_lists.set_one, name="set_code_list"),
    path("values/lists/<str:name>/bring/", code_lists.bring_in, name="bring_code_list"),
    path("values/lists/<str:name>/sheet/", code_lists.sheet, name="code_list_sheet"),
    path("values/<str:name>/", parameters.detail, name="value"),
    path("values/<str:name>/set/", parameters.set_one, name="set_value"),
    path("values/<str:name>/compute/", parameters.compute, name="compute_value"),
    path("search/", heavy(search.index), name="search"),
    path("journal/", journal.index, name="journal"),
    path("journal/export/", heavy(journal.export), name="journal_export"),
    path("journal/verify/now/", witness.verify_now, name="journal_verify_now"),
    path("journal/verify/", journal.verify_page, name="journal_verify_page"),
    path("journal/erasures/", erasures.index, name="erasures"),
    path("journal/erasures/new/", erasures.new, name="erasure_new"),
    path("journal/erasures/<id:pk>/", erasures.order, name="erasure"),
    path("journal/holds/", holds.index, name="holds"),
    path("journal/holds/new/", holds.new, name="hold_new"),
    path("journal/holds/<id:pk>/", holds.one, name="hold"),
    path("<slug:name>/", lists.index, name="list"),
    path("<slug:name>/new/", steps.new, name="new"),
    path("<slug:name>/new/<slug:step>/", steps.new, name="begin"),
    path("<slug:name>/quick/", entering.enter, name="quick"),
    path("<slug:name>/choose/", links.choose, name="choose"),
    path("<slug:name>/print/", heavy(lists.paper), name="print"),
    path("<slug:name>/export/", heavy(exports.export), name="export"),
    path("<slug:name>/figures/", heavy(counting.figures), name="figures"),
    path("<slug:name>/figures/sheet/", heavy(counting.figures_sheet), name="figures_sheet"),
    path("<slug:name>/coverage/<slug:which>/", heavy(counting.coverage), name="coverage"),
    path("<slug:name>/coverage/<slug:which>/sheet/", heavy(counting.coverage_sheet), name="coverage_sheet"),
    path("<slug:name>/held/<slug:which>/", heavy(held.vacant), name="held"),
    path("<slug:name>/held/<slug:which>/sheet/", heavy(held.vacant_sheet), name="held_sheet"),
    path("<slug:name>/views/", views.manage, name="views"),
    path("<slug:name>/views/save/", views.save, name="save_view"),
    path("<slug:name>/bulk/", bulk.bulk, name="bulk"),
    path("<slug:name>/bulk/<id:run>/", bulk.run, name="run"),
    path("<slug:name>/bulk/<id:run>/undo/", bulk.undo, name="undo"),
    path("<slug:name>/import/", imports.start, name="import"),
    path("<slug:name>/import/template/", imports.template, name="import_template"),
    path("<slug:name>/import/<id:run>/", imports.confirm, name="import_run"),
    path("<slug:name>/<id:pk>/", details.detail, name="detail"),
    path("<slug:name>/<id:pk>/files/<id:attachment>/", files.file, name="file"),
    path("<slug:name>/<id:pk>/files/<id:attachment>/shown/", leaves.one, name="file_shown"),
    path("<slug:name>/<id:pk>/files/<id:attachment>/<int:number>.png", leaves.page, name="file_page"),
    path("<slug:name>/<id:pk>/double/", unique.double, name="double"),
    path("<slug:name>/<id:pk>/look/", details.unmask, name="look"),
    path("<slug:name>/<id:pk>/<slug:step>/", steps.step, name="step"),
]
