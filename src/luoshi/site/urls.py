"""All URLs."""

from __future__ import annotations

from django.urls import include, path

from luoshi.kernel.kinds.registry import declared_lines
from luoshi.site import help
from luoshi.site.begin import address
from luoshi.site.begin import pages as begin
from luoshi.site.begin.lines import lines_in_use_edit
from luoshi.site.demo.pages import demo_urlpatterns
from luoshi.site.home import pages as home
from luoshi.site.leader import acts
from luoshi.site.leader import pages as leader
from luoshi.site.navigation import pages as navigation
from luoshi.site.open import filings
from luoshi.site.open import index as open_index
from luoshi.site.open import join as joining
from luoshi.site.open import pages as opened
from luoshi.site.open import registrations as registering
from luoshi.site.today import acts as home_acts
from luoshi.site.today import lists as home_lists

urlpatterns = [
    path("", home.home_page, name="home"),
    path("", include("luoshi.site.signin.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("begin/", begin.setup_steps_list, name="begin"),
    path("begin/lines/", lines_in_use_edit, name="begin_lines"),
    path("begin/address/", address.office_address_edit, name="begin_address"),
    path("begin/address/tried/", address.office_address_probe, name="begin_tried"),
    path("begin/away/", begin.setup_card_dismiss, name="begin_away"),
    path("today/late/<id:pk>/call/", home_acts.late_matter_call, name="late_call"),
    path("today/<slug:which>/", home_lists.today_list, name="today_list"),
    path("leader/", leader.leader_overview, name="leader_own"),
    path("leader/<id:post>/", leader.leader_overview, name="leader"),
    path("leader/<id:post>/seen/", leader.leader_changes_seen, name="leader_seen"),
    path("leader/<id:post>/<slug:which>/", leader.leader_figure_list, name="leader_list"),
    path("leader/<id:post>/<id:pk>/call/", acts.matter_call, name="leader_call"),
    path("leader/<id:post>/<id:pk>/write/", acts.leader_note_new, name="leader_write"),
    path("leader/<id:post>/<id:pk>/chase/", acts.matter_chase, name="leader_chase"),
    path("open/", open_index.public_index, name="open"),
    path("open/ask/", opened.public_status_query, name="open_ask_any"),
    path("join/", joining.outside_signup, name="join"),
    path("join/code/", joining.outside_signup_code, name="join_code"),
    path("file/", filings.public_filing, name="file_appeal"),
    path("file/notice/", filings.public_filing_notice, name="file_appeal_notice"),
    path("open/sign-up/<str:code>/", registering.activity_sign_up, name="open_sign_up"),
    path("open/sign-up/<str:code>/notice/", registering.activity_sign_up_notice, name="open_sign_up_notice"),
    path("open/my-sign-up/<str:code>/", registering.own_sign_up, name="open_own_sign_up"),
    path("open/paper/", opened.public_paper_check, name="open_paper"),
    path("open/<slug:name>/", opened.public_record_list, name="open_list"),
    path("open/<slug:name>/ask/", opened.public_status_query, name="open_ask"),
    path("open/<slug:name>/notice/", opened.public_notice_print, name="open_notice"),
    path("open/<slug:name>/<str:code>/", opened.public_record_detail, name="open_record"),
    path("open/<slug:name>/<str:code>/<str:file>", opened.public_record_document, name="open_document"),
    path("all/", navigation.all_pages_list, name="all_pages"),
    path("all/pin/", navigation.page_pin, name="pin_page"),
    path("all/find/", navigation.palette_results, name="palette"),
    path("help/", help.help_chapter_detail, name="help_start"),
    path("help/<slug:chapter>/", help.help_chapter_detail, name="help"),
    path("api/", include("luoshi.site.api")),
    *demo_urlpatterns(),
    path("", include("luoshi.org.urls")),
    *(path("", include((line.urls, line.name))) for line in declared_lines() if line.urls),
    path("", include("luoshi.desk.urls")),
]

handler400 = "luoshi.site.errors.bad_request"
handler403 = "luoshi.site.errors.forbidden"
handler404 = "luoshi.site.errors.not_found"
handler500 = "luoshi.site.errors.failed"
