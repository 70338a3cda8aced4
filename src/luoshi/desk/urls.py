"""The addresses of every kind of record."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.desk.bulk.pages import bulk, columns, exports, imports, new_names, taking_back
from luoshi.desk.details import pages as details
from luoshi.desk.details import panels
from luoshi.desk.drafts.pages import form_draft
from luoshi.desk.fieldwork import pages as fieldwork
from luoshi.desk.figures import official_table_pages as official
from luoshi.desk.figures import pages as counting
from luoshi.desk.holders import pages as held
from luoshi.desk.lists.pages import columns as list_columns
from luoshi.desk.lists.pages import lists, search, views
from luoshi.desk.previews import pages as leaves
from luoshi.desk.privacy.erasing.pages import erasures, holds
from luoshi.desk.steps import pages as steps
from luoshi.desk.steps import quick_entry_pages
from luoshi.kernel.code_lists import pages as code_lists
from luoshi.kernel.files import pages as files
from luoshi.kernel.history import pages as journal
from luoshi.kernel.history import verification_pages as witness
from luoshi.kernel.messages.pages import inbox, outbox
from luoshi.kernel.parameters import pages as parameters
from luoshi.kernel.search.links import pages as links
from luoshi.kernel.unique import pages as unique

app_name = "records"
urlpatterns = [
    path("inbox/", inbox.message_list, name="inbox"),
    path("inbox/kinds/", inbox.message_kinds, name="message_kinds"),
    path("inbox/mark/", inbox.mark_messages, name="mark_messages"),
    path("inbox/<id:pk>/open/", inbox.open_message, name="open_message"),
    path("outbox/", outbox.outbox_list, name="outbox"),
    path("outbox/again/", outbox.outbox_resend, name="send_again"),
    path("values/", parameters.parameter_list, name="values"),
    path("values/take/", parameters.lawful_values_take, name="take_values"),
    path("values/lists/<str:name>/", code_lists.code_list_detail, name="code_list"),
    path("values/lists/<str:name>/set/", code_lists.set_one, name="set_code_list"),
    path("values/lists/<str:name>/bring/", code_lists.code_list_import, name="bring_code_list"),
    path("values/lists/<str:name>/sheet/", code_lists.code_list_export, name="code_list_sheet"),
    path("values/<str:name>/", parameters.parameter_detail, name="value"),
    path("values/<str:name>/set/", parameters.set_one, name="set_value"),
    path("values/<str:name>/compute/", parameters.parameter_compute, name="compute_value"),
    path("search/", limit_heavy_view(search.record_search), name="search"),
    path("journal/", journal.journal_list, name="journal"),
    path("journal/export/", limit_heavy_view(journal.journal_lines_export), name="journal_export"),
    path("journal/verify/now/", witness.verify_now, name="journal_verify_now"),
    path("journal/verify/", journal.verify_page, name="journal_verify_page"),
    path("journal/erasures/", erasures.erasure_list, name="erasures"),
    path("journal/erasures/new/", erasures.erasure_order_new, name="erasure_new"),
    path("journal/erasures/<id:pk>/", erasures.erasure_detail, name="erasure"),
    path("journal/holds/", holds.hold_list, name="holds"),
    path("journal/holds/new/", holds.erasure_hold_new, name="hold_new"),
    path("journal/holds/<id:pk>/", holds.hold_detail, name="hold"),
    path("field/", fieldwork.field_shell, name="field"),
    path("field/worker.js", fieldwork.field_worker, name="field_worker"),
    path("field/session/", fieldwork.field_session, name="field_session"),
    path("field/<slug:name>/<slug:step>/send/", fieldwork.field_send, name="field_send"),
    path("<slug:name>/", lists.record_list, name="list"),
    path("<slug:name>/field/", fieldwork.field_choose, name="field_choose"),
    path("<slug:name>/field/take/", fieldwork.field_take, name="field_take"),
    path("<slug:name>/new/", steps.record_new, name="new"),
    path("<slug:name>/new/<slug:step>/", steps.record_new, name="begin"),
    path("<slug:name>/quick/", quick_entry_pages.quick_entry_new, name="quick"),
    path("<slug:name>/choose/", links.link_choices, name="choose"),
    path("<slug:name>/print/", limit_heavy_view(lists.record_list_print), name="print"),
    path("<slug:name>/export/", limit_heavy_view(exports.record_list_export), name="export"),
    path("<slug:name>/figures/", limit_heavy_view(counting.figures_detail), name="figures"),
    path("<slug:name>/figures/sheet/", limit_heavy_view(counting.figures_sheet), name="figures_sheet"),
    path("<slug:name>/coverage/<slug:which>/", limit_heavy_view(counting.coverage_detail), name="coverage"),
    path("<slug:name>/coverage/<slug:which>/sheet/", limit_heavy_view(counting.coverage_sheet), name="coverage_sheet"),
    path("<slug:name>/tables/<slug:which>/", limit_heavy_view(official.official_table_detail), name="official_table"),
    path(
        "<slug:name>/tables/<slug:which>/<slug:form>/",
        limit_heavy_view(official.official_table_file),
        name="official_file",
    ),
    path("<slug:name>/held/<slug:which>/", limit_heavy_view(held.vacancy_list), name="held"),
    path("<slug:name>/held/<slug:which>/sheet/", limit_heavy_view(held.vacant_sheet), name="held_sheet"),
    path("<slug:name>/columns/", list_columns.list_columns_edit, name="list_columns"),
    path("<slug:name>/views/", views.saved_view_edit, name="views"),
    path("<slug:name>/views/save/", views.saved_view_new, name="save_view"),
    path("<slug:name>/bulk/", bulk.bulk_step_edit, name="bulk"),
    path("<slug:name>/bulk/<id:run>/", bulk.bulk_run_detail, name="run"),
    path("<slug:name>/bulk/<id:run>/undo/", bulk.bulk_run_undo, name="undo"),
    path("<slug:name>/import/", imports.import_run_new, name="import"),
    path("<slug:name>/import/template/", imports.import_template_export, name="import_template"),
    path(
        "<slug:name>/import/columns/<str:token>/",
        limit_heavy_view(columns.import_columns_edit),
        name="import_columns",
    ),
    path("<slug:name>/import/<id:run>/", imports.import_run_detail, name="import_run"),
    path("<slug:name>/import/<id:run>/new/", new_names.new_names_edit, name="import_new"),
    path("<slug:name>/import/<id:run>/back/", taking_back.import_back_edit, name="import_back"),
    path("<slug:name>/import/<id:run>/refused/", imports.import_refused_export, name="import_refused"),
    path("<slug:name>/<id:pk>/", details.record_detail, name="detail"),
    path("<slug:name>/<id:pk>/files/<id:attachment>/", files.attachment_download, name="file"),
    path("<slug:name>/<id:pk>/files/<id:attachment>/shown/", leaves.attachment_preview, name="file_shown"),
    path("<slug:name>/<id:pk>/files/<id:attachment>/<int:number>.png", leaves.attachment_page_image, name="file_page"),
    path("<slug:name>/<id:pk>/double/", unique.double_ruling_edit, name="double"),
    path("<slug:name>/<id:pk>/panel/", panels.record_panel, name="panel"),
    path("<slug:name>/<id:pk>/look/", details.record_unmask, name="look"),
    path("<slug:name>/<id:pk>/<slug:step>/draft/", form_draft, name="form_draft"),
    path("<slug:name>/<id:pk>/<slug:step>/", steps.record_step_edit, name="step"),
]
