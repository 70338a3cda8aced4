"""The list of posts and the page of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.org.actors.asked import Asked, asked, post_or_404
from luoshi.org.actors.models import ROLES, Post, Tenure
from luoshi.org.base import ports
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Light, Row, Table, paged, pager
from luoshi.org.people.forms import CHOICES
from luoshi.org.people.pages import shown
from luoshi.org.people.pages.shown import Names
from luoshi.org.people.queries import posts as queries
from luoshi.org.people.queries.people import in_view, mandates_of
from luoshi.org.rights.rules.rights import Role
from luoshi.org.rights.rules.roles import DECIDES
from luoshi.org.units.choosers import UnitInput


class Narrowed(forms.Form):
    """What the list of posts can be narrowed by."""

    q = forms.CharField(label=gettext_lazy("Post, unit or holder"), required=False, max_length=60)
    unit = forms.CharField(
        label=gettext_lazy("Unit, with those beneath it"), required=False, max_length=120, widget=UnitInput()
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=[("", gettext_lazy("all")), *CHOICES])
    vacant = forms.BooleanField(label=gettext_lazy("Only those that nobody holds"), required=False)


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The posts of a day with who held them then. Seven queries at most, however many rows."""
    actor, at = acting(request), asked(request)
    form = Narrowed(request.GET or None)
    by = form.cleaned_data if form.is_valid() else {}
    named = {"words" if name == "q" else name: one for name, one in by.items()}
    page = paged(request, queries.listed(at.day, view=in_view(actor, at.today), **named))
    names = shown.units_called([one.unit for one in page], at)
    keeps = Role.ADMINISTRATOR in actor.roles
    url = reverse("org:new_post")
    empty = Empty(_("There are no such posts."), _("Take away a filter."))
    columns = [Column(_("Unit")), Column(_("Post")), Column(_("Role")), Column(_("Held by"))]
    context = {
        "title": _("Posts"),
        "as_of": at.bar(request.path, request.GET),
        "crumbs": [(_("People"), reverse("org:people") + at.query), (_("Posts"), "")],
        "actions": [{"label": _("Set up a post"), "url": url, "main": True, "dialog": True}] if keeps else [],
        "table": Table(
            _("Posts"), columns, [Row(str(one.pk), str(one), _cells(one, at, names)) for one in page], empty
        ),
        "filters": {
            "action": request.path,
            "form": form,
            "hidden": at.kept,
            "clear_url": request.path + at.query,
            "active": [],
        },
        "pager": pager(request, page),
    }
    return render(request, "luoshi/list.html", context)


def _cells(post: Post, at: Asked, names: Names) -> list[Cell]:
    now = post.now  # type: ignore[attr-defined]
    vacant = None if any(not one.deputy for one in now) else Light("soon", _("vacant"))
    return [
        Cell(shown.called(post.unit, names), _("Unit")),
        Cell(post.title, _("Post"), head=True, url=reverse("org:post", args=[post.pk]) + at.query),
        Cell(str(ROLES[Role(post.role)]), _("Role")),
        Cell("、".join(map(_named, now)), _("Held by"), light=vacant),
    ]


def _named(tenure: Tenure) -> str:
    return _("%(name)s (deputy)") % {"name": tenure.person.name} if tenure.deputy else tenure.person.name


@require_safe
@login_required
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: who holds and held it, for which units it answers, mandates, and what waits on it."""
    actor, at = acting(request), asked(request)
    day, today = at.day, at.day == at.today
    view = in_view(actor, at.today)
    if view is not None and pk not in view.posts:
        raise Http404
    found = post_or_404(pk)
    keeps = Role.ADMINISTRATOR in actor.roles
    acts = keeps and today  # what is done is done today: the page of another day only shows
    tenures, charges, mandates = (
        list(queries.tenures_in(found)),
        list(queries.charges_of(found)),
        list(mandates_of([pk])),
    )
    if view is not None:  # who has one's matter now, and nothing else of how the office is made up
        tenures, charges, mandates = [one for one in tenures if one.person_id in view.people], [], []
    names = shown.units_called([found.unit, *(one.unit for one in charges)], at)
    unit = shown.called(found.unit, names)
    sections = [
        shown.card("tenures", _("Who holds it"), shown.tenures_in_post(tenures, at, acts), len(tenures)),
    ]
    if view is None:
        without = shown.days_without_holder(found, tenures, day)
        if without:
            table = shown.uncovered_days(without, day)
            sections.append(shown.card("uncovered", _("Days without a holder"), table, len(without)))
        sections.append(shown.card("charges", _("Answers for"), shown.charges(charges, day, names), len(charges)))
    if mandates or (view is None and Role(found.role) in DECIDES):
        sections.append(shown.card("mandates", _("Mandates"), shown.mandates(mandates, at, acts), len(mandates)))
    if today and (keeps or Role.AUDITOR in actor.roles or pk in actor.posts):
        waiting = ports.pending([pk], 0, actor, day)
        sections.append(shown.waiting("pending", _("Waits on this post"), waiting, day))
    there = found.start <= day < found.until
    now = sorted((one for one in tenures if there and one.start <= day < one.until), key=lambda one: one.deputy)
    context = {
        "title": found.title,
        "kind": unit,
        "as_of": at.bar(request.path),
        "crumbs": [
            (_("People"), reverse("org:people") + at.query),
            (_("Posts"), reverse("org:posts") + at.query),
            (found.title, ""),
        ],
        "actions": _acts(found) if acts and found.until > day else [],
        "facts": [
            Fact(_("Unit"), unit, reverse("org:unit", args=[found.unit_id]) + at.query),
            Fact(_("Role"), str(ROLES[Role(found.role)])),
            *([Fact(_("Fields in charge"), found.fields)] if found.fields else []),
            Fact(_("Days"), shown.days(found.start, found.until), light=shown.light(found.start, found.until, day)),
            Fact(_("Held by"), "、".join(map(_named, now))),
        ],
        "sections": sections,
    }
    return render(request, "org/person.html", context)


def _acts(found: Post) -> list[dict[str, Any]]:
    names = [
        ("appoint_to", _("Appoint")),
        ("deputise", _("Appoint a deputy")),
        ("charges", _("Change what it answers for")),
        ("post_fields", _("Change the fields in charge")),
        ("give_mandate", _("Give a mandate")),
        ("end_post", _("End this post")),
    ]
    return [
        {"label": label, "url": reverse(f"org:{name}", args=[found.pk]), "dialog": True}
        for name, label in names
        if name != "give_mandate" or Role(found.role) in DECIDES
    ]
