"""All addresses."""

from __future__ import annotations

from django.urls import include, path

from luoshi.records.kinds.registry import lines
from luoshi.site import help, pages
from luoshi.site.begin import address
from luoshi.site.begin import pages as begin
from luoshi.site.demo.pages import addresses
from luoshi.site.leader import acts
from luoshi.site.leader import pages as leader
from luoshi.site.open import join as joining
from luoshi.site.open import pages as opened

urlpatterns = [
    path("", pages.home, name="home"),
    path("", include("luoshi.site.signin.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("begin/", begin.page, name="begin"),
    path("begin/address/", address.ask, name="begin_address"),
    path("begin/address/tried/", address.tried, name="begin_tried"),
    path("begin/away/", begin.away, name="begin_away"),
    path("leader/", leader.page, name="leader_own"),
    path("leader/<id:post>/", leader.page, name="leader"),
    path("leader/<id:post>/seen/", leader.seen, name="leader_seen"),
    path("leader/<id:post>/<slug:which>/", leader.listing, name="leader_list"),
    path("leader/<id:post>/<id:pk>/call/", acts.call, name="leader_call"),
    path("leader/<id:post>/<id:pk>/write/", acts.write, name="leader_write"),
    path("leader/<id:post>/<id:pk>/chase/", acts.chase, name="leader_chase"),
    path("open/", opened.index, name="open"),
    path("join/", joining.join, name="join"),
    path("join/code/", joining.code, name="join_code"),
    path("open/paper/", opened.paper, name="open_paper"),
    path("open/<slug:name>/", opened.listing, name="open_list"),
    path("open/<slug:name>/ask/", opened.ask, name="open_ask"),
    path("open/<slug:name>/notice/", opened.notice, name="open_notice"),
    path("open/<slug:name>/<str:code>/", opened.record, name="open_record"),
    path("help/", help.page, name="help_start"),
    path("help/<slug:chapter>/", help.page, name="help"),
    path("api/", include("luoshi.site.api")),
    *addresses(),
    path("", include("luoshi.org.urls")),
    *(path("", include((line.urls, line.name))) for line in lines() if line.urls),
    path("", include("luoshi.records.urls")),
]

handler400 = "luoshi.site.errors.bad_request"
handler403 = "luoshi.site.errors.forbidden"
handler404 = "luoshi.site.errors.not_found"
handler500 = "luoshi.site.errors.failed"
