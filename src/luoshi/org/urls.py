"""The addresses of units and people."""

from __future__ import annotations

from django.urls import path

from luoshi.org.base.requests import heavy
from luoshi.org.orders import pages as orders
from luoshi.org.people.pages import find, people, posts
from luoshi.org.proposals.pages import accounts, changes, leaving, proposals, slips
from luoshi.org.roster import pages as roster
from luoshi.org.tokens import pages as tokens
from luoshi.org.unit_import import pages as unit_import
from luoshi.org.units import pages as units

app_name = "org"
urlpatterns = [
    path("units/", units.index, name="units"),
    path("units/find/", find.unit, name="find_unit"),
    path("units/found/", orders.founding_order, name="found_unit"),
    path("units/export.xlsx", heavy(unit_import.export), name="export_units"),
    path("units/template.xlsx", unit_import.template, name="units_template"),
    path("units/import/", unit_import.give, name="import_units"),
    path("units/import/run/<id:pk>/", unit_import.run, name="import_progress"),
    path("units/import/<slug:token>/", unit_import.trial, name="import_trial"),
    path("units/<id:pk>/", units.detail, name="unit"),
    path("units/<id:pk>/<slug:name>/", orders.order, name="order"),
    path("me/tokens/", tokens.index, name="tokens"),
    path("me/tokens/new/", tokens.new, name="new_token"),
    path("me/tokens/<id:pk>/end/", tokens.end, name="end_token"),
    path("people/", people.index, name="people"),
    path("people/find/", find.person, name="find_person"),
    path("people/import/", roster.give, name="import_people"),
    path("people/import/template.xlsx", roster.template, name="roster_template"),
    path("people/import/<slug:token>/", roster.trial, name="roster_trial"),
    path("people/new/", roster.new, name="new_person"),
    path("people/accounts/", accounts.open_many, name="open_accounts"),
    path("people/slips/", slips.index, name="slips"),
    path("people/changes/", proposals.index, name="proposals"),
    path("people/changes/alone/", proposals.alone, name="alone"),
    path("people/changes/<id:pk>/confirm/", proposals.confirm, name="confirm_proposal"),
    path("people/changes/<id:pk>/refuse/", proposals.refuse, name="refuse_proposal"),
    path("people/<id:pk>/", people.person, name="person"),
    path("people/<id:pk>/look/", people.look, name="look_at_person"),
    path("people/<id:pk>/correct/", people.correct, name="correct_person"),
    path("people/<id:pk>/appoint/", changes.appoint_person, name="appoint_person"),
    path("people/<id:pk>/account/", accounts.open_one, name="open_account"),
    path("people/<id:pk>/enable/", accounts.enable, name="enable_account"),
    path("people/<id:pk>/leave/", leaving.leave, name="leave"),
    path("posts/", posts.index, name="posts"),
    path("posts/find/", find.post, name="find_post"),
    path("posts/new/", changes.new_post, name="new_post"),
    path("posts/<id:pk>/", posts.post, name="post"),
    path("posts/<id:pk>/appoint/", changes.appoint_to, name="appoint_to"),
    path("posts/<id:pk>/deputy/", changes.appoint_to, {"deputy": True}, name="deputise"),
    path("posts/<id:pk>/charges/", changes.charges, name="charges"),
    path("posts/<id:pk>/fields/", changes.fields, name="post_fields"),
    path("posts/<id:pk>/mandate/", changes.give_mandate, name="give_mandate"),
    path("posts/<id:pk>/end/", changes.end_post, name="end_post"),
    path("tenures/<id:pk>/end/", changes.end_tenure, name="end_tenure"),
    path("mandates/<id:pk>/end/", changes.end_mandate, name="end_mandate"),
]
