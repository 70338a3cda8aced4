"""Administrator forms for posts: holders, deputies, charges and mandates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi.base.rights.rules.rights import Role
from luoshi.org.actors.models import Mandate, Person, Post, Tenure
from luoshi.org.actors.view_dates import administrator_or_404, post_or_404
from luoshi.org.base.acts import FormAct, outcome_message, perform_act
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.org.people import forms
from luoshi.org.people.actions.mandates import end_mandate as let_mandate_end
from luoshi.org.people.actions.posts import change_fields, set_up_post
from luoshi.org.people.pages import tenure_tables
from luoshi.org.people.queries.people import ALONE
from luoshi.org.people.queries.posts import charged_on
from luoshi.org.proposals.actions import submit_rights_change
from luoshi.org.proposals.pages.words import over_on
from luoshi.org.tree.models import FOREVER

DAY = timedelta(days=1)
BOTH = ["GET", "HEAD", "POST"]


def _after(last: date | None) -> date:
    return last + DAY if last else FOREVER


def _of_post(post: Post) -> dict[str, Any]:
    url = reverse("org:post", args=[post.pk])
    crumbs = [(_("People"), reverse("org:people")), (_("Posts"), reverse("org:posts")), (post.title, url)]
    return {"to": url, "of": str(post), "crumbs": crumbs}


def _of_person(person: Person) -> dict[str, Any]:
    url = reverse("org:person", args=[person.pk])
    return {"to": url, "of": person.name, "crumbs": [(_("People"), reverse("org:people")), (person.name, url)]}


@require_http_methods(BOTH)
@login_required
def new_post(request: HttpRequest) -> HttpResponse:
    """Set up a post."""
    actor, today = administrator_or_404(request), timezone.localdate()

    def do(given: CleanedValues) -> tuple[str, str]:
        unit, title, role, start = given["unit"], given["title"], Role(given["role"]), given["start"]
        over, fields = forms.selected_units(given), given["fields_in_charge"]
        post = set_up_post(unit, title, role, start, actor, at=timezone.now(), charges=over, fields=fields)
        return _("Set up: %(post)s.") % {"post": post}, reverse("org:post", args=[post.pk])

    initial = {"start": today, "unit": request.GET.get("unit", "")}
    act = FormAct(
        _("Set up a post"),
        lambda sent: forms.SetUpPost(sent, day=today, initial=initial),
        do,
        reverse("org:posts"),
        crumbs=[(_("People"), reverse("org:people")), (_("Posts"), reverse("org:posts"))],
        effects=[_("A post without units of its own is responsible for its unit and the subordinate units.")],
    )
    return perform_act(request, act)


def _appoint(request: HttpRequest, given: CleanedValues, person: Person, post: Post, deputy: bool) -> str:
    until = _after(given["last"])
    sent = {
        "person": person.pk,
        "post": post.pk,
        "start": given["start"].isoformat(),
        "until": until.isoformat(),
        "deputy": deputy,
        "names": {
            "person": person.name,
            "post": str(post),
            "days": [given["start"].isoformat(), tenure_tables.format_last_day(until)],
        },
    }
    proposed = submit_rights_change("appoint", sent, administrator_or_404(request), at=timezone.now())
    done = _("Appointed: %(person)s, %(post)s.") % {"person": person.name, "post": post}
    if proposed and proposed.outcome == ALONE:
        held = _("It is valid until %(day)s, and permanently once a second person has confirmed it.")
        return done + " " + held % {"day": over_on(proposed)}
    if proposed and "account" in proposed.given["names"]:
        return _("Proposed. Once a second person has confirmed it, it is in effect and the account is open.")
    return outcome_message(proposed, done)


@require_http_methods(BOTH)
@login_required
def appoint_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Appoint a person to a post, or as its deputy."""
    administrator_or_404(request)
    today, person = timezone.localdate(), get_object_or_404(Person, pk=pk)
    act = FormAct(
        _("Appoint to a post"),
        lambda sent: forms.Appoint(sent, without="person", day=today, initial={"start": today}),
        lambda given: _appoint(request, given, person, given["post"], given["deputy"]),
        **_of_person(person),
    )
    return perform_act(request, act)


@require_http_methods(BOTH)
@login_required
def appoint_to(request: HttpRequest, pk: int, deputy: bool = False) -> HttpResponse:
    """Appoint somebody to a post, or a deputy for a period."""
    administrator_or_404(request)
    today, post = timezone.localdate(), post_or_404(pk)

    def form(sent: QueryDict | None) -> forms.Appoint:
        return forms.Appoint(sent, without="post", deputy=deputy, day=today, initial={"start": today})

    act = FormAct(
        _("Appoint a deputy") if deputy else _("Appoint"),
        form,
        lambda given: _appoint(request, given, given["person"], post, deputy or given["deputy"]),
        effects=[_("A deputy has the rights of the post on these days, alongside its holder.")] if deputy else [],
        **_of_post(post),
    )
    return perform_act(request, act)


@require_http_methods(BOTH)
@login_required
def end_tenure(request: HttpRequest, pk: int) -> HttpResponse:
    """End a tenure."""
    actor, today = administrator_or_404(request), timezone.localdate()
    tenure = get_object_or_404(Tenure.objects.select_related("post__unit", "person"), pk=pk)

    def do(given: CleanedValues) -> str:
        successor = given["successor"]
        sent = {
            "tenure": tenure.pk,
            "day": (given["last"] + DAY).isoformat(),
            "successor": successor.pk if successor else None,
            "names": {
                "person": tenure.person.name,
                "post": str(tenure.post),
                "last": given["last"].isoformat(),
                "successor": successor.name if successor else "",
            },
        }
        return outcome_message(submit_rights_change("end_tenure", sent, actor, at=timezone.now()), _("Ended."))

    act = FormAct(
        _("End"),
        lambda sent: forms.EndTenure(sent, day=today, initial={"last": today}),
        do,
        **_of_person(tenure.person) | {"of": f"{tenure.person.name} · {tenure_tables.format_held_post(tenure, {})}"},
        danger=True,
    )
    return perform_act(request, act)


@require_http_methods(BOTH)
@login_required
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post."""
    actor, today, post = administrator_or_404(request), timezone.localdate(), post_or_404(pk)

    def do(given: CleanedValues) -> str:
        to = given["to"]
        sent = {
            "post": post.pk,
            "day": (given["last"] + DAY).isoformat(),
            "to": to.pk if to else None,
            "why": given["why"],
            "names": {"post": str(post), "last": given["last"].isoformat(), "to": str(to or "")},
        }
        return outcome_message(submit_rights_change("end_post", sent, actor, at=timezone.now()), _("Ended."))

    effects = [_("After that day nobody holds the post, deputises in it or records for it any longer.")]
    return perform_act(request, _dangerous(_("End this post"), forms.EndPost, do, today, post, effects))


def _dangerous(
    title: str,
    form: Callable[..., forms.DayForm],
    do: Callable[[CleanedValues], str],
    today: date,
    post: Post,
    effects: list[str],
) -> FormAct:
    def make(sent: QueryDict | None) -> forms.DayForm:
        return form(sent, day=today, initial={"last": today})

    return FormAct(title, make, do, effects=effects, danger=True, **_of_post(post))


@require_http_methods(BOTH)
@login_required
def post_charges_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the units that a post answers for, from a day on."""
    actor, today, post = administrator_or_404(request), timezone.localdate(), post_or_404(pk)
    here = [charge.unit for charge in charged_on(post, today)]

    def do(given: CleanedValues) -> str:
        units = forms.selected_units(given)
        sent = {
            "post": post.pk,
            "units": [unit.pk for unit in units],
            "day": given["start"].isoformat(),
            "names": {"post": str(post), "units": [str(unit) for unit in units], "start": given["start"].isoformat()},
        }
        return outcome_message(submit_rights_change("charges", sent, actor, at=timezone.now()), _("Changed."))

    act = FormAct(
        _("Change the units of responsibility"),
        lambda sent: forms.Charges(sent, units=here, day=today, initial={"start": today}),
        do,
        **_of_post(post),
    )
    return perform_act(request, act)


@require_http_methods(BOTH)
@login_required
def leader_fields_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the holder of a post is in charge of."""
    actor, post = administrator_or_404(request), post_or_404(pk)

    def do(given: CleanedValues) -> str:
        change_fields(post, given["fields_in_charge"], actor, at=timezone.now())
        return _("Changed.")

    act = FormAct(
        _("Change the fields of responsibility"),
        lambda sent: forms.ChangeFields(sent, day=timezone.localdate(), initial={"fields_in_charge": post.fields}),
        do,
        **_of_post(post),
    )
    return perform_act(request, act)


@require_http_methods(BOTH)
@login_required
def give_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Permit a secretary's post to record, from signed sheets, the decisions of the leader in this post."""
    actor, today, post = administrator_or_404(request), timezone.localdate(), post_or_404(pk)

    def do(given: CleanedValues) -> str:
        until, secretary = given["last"] + DAY, given["secretary"]
        sent = {
            "leader": post.pk,
            "secretary": secretary.pk,
            "start": given["start"].isoformat(),
            "until": until.isoformat(),
            "basis": given["basis"],
            "names": {
                "leader": str(post),
                "secretary": str(secretary),
                "days": [given["start"].isoformat(), tenure_tables.format_last_day(until)],
                "basis": given["basis"],
            },
        }
        return outcome_message(submit_rights_change("mandate", sent, actor, at=timezone.now()), _("Mandate given."))

    act = FormAct(
        _("Give a mandate"),
        lambda sent: forms.GiveMandate(sent, day=today, initial={"start": today}),
        do,
        effects=[_("The holder of the secretary's post records the leader's decisions, each from a signed sheet.")],
        **_of_post(post),
    )
    return perform_act(request, act)


@require_http_methods(BOTH)
@login_required
def end_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """End a mandate before its last day."""
    actor, today = administrator_or_404(request), timezone.localdate()
    mandate = get_object_or_404(Mandate.objects.select_related("leader__unit", "secretary__unit"), pk=pk)

    def do(given: CleanedValues) -> str:
        let_mandate_end(mandate, given["last"] + DAY, actor, at=timezone.now())
        return _("Ended.")

    return perform_act(request, _dangerous(_("End"), forms.EndMandate, do, today, mandate.leader, []))
