"""The list of people and a person's page; entering and correcting people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from luoshi.base.errors import Refusal
from luoshi.base.forms.fields import mask_protected_text
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.codes.contact import mask_email, mask_mobile
from luoshi.org.actors.models import ROLES, Person, Tenure
from luoshi.org.actors.view_dates import ViewDates, administrator_or_404, parse_view_dates
from luoshi.org.base import ports
from luoshi.org.base.actions import journal_marked_submission
from luoshi.org.base.acts import STATUS, FormAct, perform_act
from luoshi.org.base.screened_forms import CleanedValues
from luoshi.org.people.actions import people as actions
from luoshi.org.people.forms import CHOICES, CorrectPerson
from luoshi.org.people.pages import tenure_tables
from luoshi.org.people.pages.tenure_tables import Names
from luoshi.org.people.queries import people as queries
from luoshi.org.units.choosers import UnitInput

STANDINGS = [
    ("", gettext_lazy("all")),
    ("held", gettext_lazy("hold a post")),
    ("none", gettext_lazy("hold no post")),
    ("stopped", gettext_lazy("disabled")),
]


class PeopleFilterForm(forms.Form):
    """Filters of the list of people."""

    q = forms.CharField(label=gettext_lazy("Name or pinyin initials"), required=False, max_length=60)
    unit = forms.CharField(
        label=gettext_lazy("Unit, including subordinate units"), required=False, max_length=120, widget=UnitInput()
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=[("", gettext_lazy("all")), *CHOICES])
    standing = forms.ChoiceField(label=gettext_lazy("Post held"), required=False, choices=STANDINGS)


@require_safe
@login_required
def people_list(request: HttpRequest) -> HttpResponse:
    """Show the list of people: names and posts; outsiders see only a few. At most eight queries, however many rows."""
    actor, at = request_actor(request), parse_view_dates(request)
    form = PeopleFilterForm(request.GET or None)
    by = form.cleaned_data if form.is_valid() else {}
    named = {"words" if name == "q" else name: value for name, value in by.items()}
    view = queries.in_view(actor, at.today)
    page = paginate_rows(request, queries.filter_people(at.day, view=view, **named))
    names = tenure_tables.units_called([tenure.post.unit for person in page for tenure in _tenures(person)], at)
    inside = view is None
    rows = [DataRow(str(person.pk), person.name, _cells(person, inside, at, names)) for person in page]
    columns = [DataColumn(_("Full name")), DataColumn(_("Posts")), DataColumn(_("Role"))]
    keeps = Role.ADMINISTRATOR in actor.roles
    empty = Empty(_("No person has this name."), _("Type fewer characters, or take away a filter."))
    context = {
        "title": _("People"),
        "as_of": at.bar(request.path, request.GET),
        "actions": _buttons(actor, keeps, len(queries.waiting_proposals(actor, at.today)), at),
        "table": DataTable(
            _("People"), [*columns, DataColumn(_("Telephone"), "code")] if inside else columns, rows, empty
        ),
        "filters": {
            "action": request.path,
            "form": form,
            "hidden": at.hidden_fields,
            "clear_url": request.path + at.query,
            "active": [],
        },
        "pager": build_pager(request, page),
    }
    return render(request, "luoshi/list.html", context)


def _buttons(actor: Actor, keeps: bool, waiting: int, at: ViewDates) -> list[dict[str, Any]]:
    found: list[dict[str, object]] = [{"label": _("Posts"), "url": reverse("org:posts") + at.query}]
    if keeps or Role.AUDITOR in actor.roles:
        label = _("Changes of rights to confirm: %(count)d") % {"count": waiting} if waiting else _("Changes of rights")
        found.append({"label": label, "url": reverse("org:proposals"), "main": bool(waiting)})
    if keeps:
        found.append({"label": _("Open accounts for people without one"), "url": reverse("org:open_accounts")})
        found.append({"label": _("Slips"), "url": reverse("org:slips")})
        found.append({"label": _("Import people"), "url": reverse("org:import_people")})
        found.append({"label": _("Enter a person"), "url": reverse("org:new_person"), "main": not waiting})
    return found


def _tenures(person: Person) -> list[Tenure]:
    return person.now  # type: ignore[attr-defined]


def _cells(person: Person, inside: bool, at: ViewDates, names: Names) -> list[DataCell]:
    now = _tenures(person)
    cells = [
        DataCell(person.name, _("Full name"), head=True, url=reverse("org:person", args=[person.pk]) + at.query),
        DataCell("、".join(tenure_tables.format_held_post(tenure, names) for tenure in now), _("Posts")),
        DataCell("、".join(dict.fromkeys(str(ROLES[Role(tenure.post.role)]) for tenure in now)), _("Role")),
    ]
    return (
        [*cells, DataCell(mask_protected_text(person.phone, mask_mobile), _("Telephone"), "code")] if inside else cells
    )


@require_safe
@login_required
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person: posts held now and before, mandates and, to those concerned, their open work."""
    found = _person_or_404(request, pk)
    return render(request, "org/person.html", _context(request, found))


def _person_or_404(request: HttpRequest, pk: int) -> Person:
    """Return a person that the user may see; raise Http404 for others."""
    view = queries.in_view(request_actor(request), timezone.localdate())
    if view is not None and pk not in view.people:
        raise Http404
    return get_object_or_404(Person.objects.select_related("user"), pk=pk)


@require_POST
@login_required
def person_contact_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the same page once with telephone and e-mail unmasked, to users who may see them and give a reason."""
    found = get_object_or_404(Person.objects.select_related("user"), pk=pk)
    try:  # first, because a refused attempt is journaled too
        plain = actions.reveal_contact(found, request_actor(request), request.POST.get("reason", ""), at=timezone.now())
    except Refusal as error:
        if error.code == "marked":
            journal_marked_submission(request.POST, request_actor(request), at=timezone.now())
        context = _context(request, _person_or_404(request, pk)) | {
            "look_wrong": error.what,
            "look_marked": error.code == "marked",
        }
        return render(request, "org/person.html", context, status=STATUS.get(error.code, 422))
    response = render(request, "org/person.html", _context(request, found, plain))
    response["Cache-Control"] = "no-store"
    return response


def _context(request: HttpRequest, found: Person, plain: dict[str, str] | None = None) -> dict[str, Any]:
    actor, at = request_actor(request), parse_view_dates(request)
    day, today = at.day, at.day == at.today
    keeps = Role.ADMINISTRATOR in actor.roles
    acts = keeps and today  # actions take effect today: the page of another day is read-only
    view = queries.in_view(actor, at.today)
    inside = view is None
    tenures = list(queries.tenures_of(found))
    if view is not None and found.pk != actor.person:
        tenures = [tenure for tenure in tenures if tenure.post_id in view.posts]
    names = tenure_tables.units_called([tenure.post.unit for tenure in tenures], at)
    now = [tenure for tenure in tenures if tenure.until > day and tenure.post.until > day]
    posts = {tenure.post_id for tenure in now if tenure.start <= day and not tenure.deputy}
    mandates = list(queries.mandates_of(posts)) if posts and inside else []
    sections = [
        tenure_tables.build_table_card(
            "now", _("Posts held"), tenure_tables.tenures_of_person(now, at, acts, names), len(now)
        ),
        tenure_tables.build_table_card(
            "mandates", _("Mandates"), tenure_tables.build_mandates_table(mandates, at, acts), len(mandates)
        ),
    ]
    if today and (keeps or Role.AUDITOR in actor.roles or actor.person == found.pk):
        waiting = ports.pending_on_posts(sorted(posts), found.pk, actor, day)
        sections.insert(
            1,
            tenure_tables.build_pending_card("pending", _("Waits on these posts"), waiting, day),
        )
    before = [tenure for tenure in tenures if tenure not in now]
    if before:
        table = tenure_tables.tenures_of_person(before, at, False, names)
        sections.append(tenure_tables.build_table_card("before", _("Held before"), table, len(before)))
    return {
        "title": found.name,
        "as_of": at.bar(reverse("org:person", args=[found.pk])),
        "crumbs": [(_("People"), reverse("org:people") + at.query), (found.name, "")],
        "actions": _acts(found, now, day) if acts else [],
        "facts": _facts(found, actor, plain) if inside else [],
        "sections": [section for section in sections if section["table"].rows or section["id"] in ("now", "pending")],
        "look_url": reverse("org:look_at_person", args=[found.pk]) + at.query
        if inside and plain is None and (found.phone or found.email)
        else "",
    }


def _acts(found: Person, now: list[Tenure], day: date) -> list[dict[str, Any]]:
    names = [("appoint_person", _("Appoint to a post")), ("correct_person", _("Correct"))]
    user = getattr(found, "user", None)
    if user is None and any(tenure.start <= day and tenure.post.start <= day for tenure in now):
        names.append(("open_account", _("Open an account")))
    if now or user is not None:
        names.append(("leave", _("Departure…")))
    if user is not None and not user.is_active:
        names.append(("enable_account", _("Enable the account again")))
    acts = [
        {
            "label": label,
            "url": reverse(f"org:{name}", args=[found.pk]),
            "dialog": name not in ("leave", "open_account"),
        }
        for name, label in names
    ]
    if user is not None and user.is_active:
        label = (
            _("Slip to enable the account") if user.is_unused else _("Link for setting a password")
        )  # a page of ``site``, where the sign-in code is
        acts.append({"label": label, "url": reverse("issue_reset", args=[user.pk])})
    return acts


def _facts(found: Person, actor: Actor, plain: dict[str, str] | None) -> list[LabelledFact]:
    facts = [
        LabelledFact(_("Telephone"), plain["phone"] if plain else mask_protected_text(found.phone, mask_mobile)),
        LabelledFact(_("E-mail"), plain["email"] if plain else mask_email(found.email)),
    ]
    user = getattr(found, "user", None)
    if not actor.roles.isdisjoint({Role.ADMINISTRATOR, Role.AUDITOR}):
        stands = "" if user is None else _("enabled") if user.is_active else _("disabled")
        facts.append(LabelledFact(_("Account"), user.username if user else _("none"), note=stands))
    return facts


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a person's name and contact details."""
    actor = administrator_or_404(request)
    found = get_object_or_404(Person, pk=pk)

    def do(given: CleanedValues) -> str:
        phone, email = given["phone"] or found.phone, given["email"] or found.email
        actions.correct_person(found, given["name"], phone, email, actor, at=timezone.now())
        return _("Corrected.")

    act = FormAct(
        _("Correct"),
        lambda sent: CorrectPerson(sent, day=timezone.localdate(), initial={"name": found.name}),
        do,
        reverse("org:person", args=[pk]),
        of=found.name,
        crumbs=[(_("People"), reverse("org:people")), (found.name, reverse("org:person", args=[pk]))],
        draft=False,
    )
    return perform_act(request, act)
