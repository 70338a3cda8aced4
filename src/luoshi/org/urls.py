"""URLs of units, people, posts and accounts."""

from __future__ import annotations

from django.urls import path

from luoshi.base.forms.requests import limit_heavy_view
from luoshi.org.orders import pages as orders
from luoshi.org.orders import request_pages as requests
from luoshi.org.people.pages import lookups, people, posts
from luoshi.org.proposals.pages import accounts, changes, departures, proposals, slips
from luoshi.org.roster import pages as roster
from luoshi.org.tokens import pages as tokens
from luoshi.org.unit_import import pages as unit_import
from luoshi.org.units import pages as units

app_name = "org"
urlpatterns = [
    path("units/", units.unit_list, name="units"),
    path("units/find/", lookups.unit_lookup, name="find_unit"),
    path("units/found/", orders.founding_order, name="found_unit"),
    path("units/requests/", requests.unit_requests, name="unit_requests"),
    path("units/export.xlsx", limit_heavy_view(unit_import.unit_export_download), name="export_units"),
    path("units/template.xlsx", unit_import.unit_template_download, name="units_template"),
    path("units/import/", unit_import.unit_sheet_upload, name="import_units"),
    path("units/import/run/<id:pk>/", unit_import.unit_import_progress, name="import_progress"),
    path("units/import/<slug:token>/", unit_import.unit_trial_detail, name="import_trial"),
    path("units/<id:pk>/", units.unit_detail, name="unit"),
    path("units/<id:pk>/<slug:name>/", orders.unit_order_form, name="order"),
    path("me/tokens/", tokens.token_list, name="tokens"),
    path("me/tokens/new/", tokens.token_new, name="new_token"),
    path("me/tokens/<id:pk>/end/", tokens.token_revoke, name="end_token"),
    path("people/", people.people_list, name="people"),
    path("people/find/", lookups.person_lookup, name="find_person"),
    path("people/import/", roster.roster_upload, name="import_people"),
    path("people/import/template.xlsx", roster.roster_template_download, name="roster_template"),
    path("people/import/<slug:token>/", roster.roster_trial_detail, name="roster_trial"),
    path("people/new/", roster.roster_person_new, name="new_person"),
    path("people/accounts/", accounts.open_many, name="open_accounts"),
    path("people/slips/", slips.account_slip_list, name="slips"),
    path("people/changes/", proposals.proposal_list, name="proposals"),
    path("people/changes/alone/", proposals.sole_setup_review, name="alone"),
    path("people/changes/<id:pk>/confirm/", proposals.proposal_confirm, name="confirm_proposal"),
    path("people/changes/<id:pk>/refuse/", proposals.proposal_refuse, name="refuse_proposal"),
    path("people/<id:pk>/", people.person_detail, name="person"),
    path("people/<id:pk>/look/", people.person_contact_reveal, name="look_at_person"),
    path("people/<id:pk>/correct/", people.person_edit, name="correct_person"),
    path("people/<id:pk>/appoint/", changes.appoint_person, name="appoint_person"),
    path("people/<id:pk>/account/", accounts.open_one, name="open_account"),
    path("people/<id:pk>/enable/", accounts.account_enable, name="enable_account"),
    path("people/<id:pk>/leave/", departures.person_departure, name="leave"),
    path("posts/", posts.post_list, name="posts"),
    path("posts/find/", lookups.post_lookup, name="find_post"),
    path("posts/new/", changes.new_post, name="new_post"),
    path("posts/<id:pk>/", posts.post_detail, name="post"),
    path("posts/<id:pk>/appoint/", changes.appoint_to, name="appoint_to"),
    path("posts/<id:pk>/deputy/", changes.appoint_to, {"deputy": True}, name="deputise"),
    path("posts/<id:pk>/charges/", changes.post_charges_edit, name="charges"),
    path("posts/<id:pk>/fields/", changes.leader_fields_edit, name="post_fields"),
    path("posts/<id:pk>/mandate/", changes.give_mandate, name="give_mandate"),
    path("posts/<id:pk>/end/", changes.end_post, name="end_post"),
    path("tenures/<id:pk>/end/", changes.end_tenure, name="end_tenure"),
    path("mandates/<id:pk>/end/", changes.end_mandate, name="end_mandate"),
]
