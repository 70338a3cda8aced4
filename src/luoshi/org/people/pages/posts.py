"""The list of posts and a post's page."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    Light,
    build_pager,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Role
from luoshi.base.rights.rules.roles import DECIDES
from luoshi.org.actors.models import ROLES, Post, Tenure
from luoshi.org.actors.view_dates import ViewDates, parse_view_dates, post_or_404
from luoshi.org.base import ports
from luoshi.org.people.forms import CHOICES
from luoshi.org.people.pages import tenure_tables
from luoshi.org.people.pages.tenure_tables import Names
from luoshi.org.people.queries import posts as queries
from luoshi.org.people.queries.people import in_view, mandates_of
from luoshi.org.units.choosers import UnitInput


class PostsFilterForm(forms.Form):
    """Filters of the list of posts."""

    q = forms.CharField(label=gettext_lazy("Post, unit or holder"), required=False, max_length=60)
    unit = forms.CharField(
        label=gettext_lazy("Unit, including subordinate units"), required=False, max_length=120, widget=UnitInput()
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=[("", gettext_lazy("all")), *CHOICES])
    vacant = forms.BooleanField(label=gettext_lazy("Only vacant posts"), required=False)


@require_safe
@login_required
def post_list(request: HttpRequest) -> HttpResponse:
    """Show the posts of a day with their holders then. At most seven queries, however many rows."""
    actor, at = request_actor(request), parse_view_dates(request)
    form = PostsFilterForm(request.GET or None)
    by = form.cleaned_data if form.is_valid() else {}
    named = {"words" if name == "q" else name: value for name, value in by.items()}
    page = paginate_rows(request, queries.filter_posts(at.day, view=in_view(actor, at.today), **named))
    names = tenure_tables.units_called([post.unit for post in page], at)
    keeps = Role.ADMINISTRATOR in actor.roles
    url = reverse("org:new_post")
    empty = Empty(_("There are no such posts."), _("Use fewer filters."))
    columns = [DataColumn(_("Unit")), DataColumn(_("Post")), DataColumn(_("Role")), DataColumn(_("Held by"))]
    context = {
        "title": _("Posts"),
        "as_of": at.bar(request.path, request.GET),
        "crumbs": [(_("People"), reverse("org:people") + at.query), (_("Posts"), "")],
        "actions": [{"label": _("Set up a post"), "url": url, "main": True, "dialog": True}] if keeps else [],
        "table": DataTable(
            _("Posts"), columns, [DataRow(str(post.pk), str(post), _cells(post, at, names)) for post in page], empty
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


def _cells(post: Post, at: ViewDates, names: Names) -> list[DataCell]:
    now = post.now  # type: ignore[attr-defined]
    vacant = None if any(not tenure.deputy for tenure in now) else Light("soon", _("vacant"))
    return [
        DataCell(tenure_tables.unit_name_on_day(post.unit, names), _("Unit")),
        DataCell(post.title, _("Post"), head=True, url=reverse("org:post", args=[post.pk]) + at.query),
        DataCell(str(ROLES[Role(post.role)]), _("Role")),
        DataCell("、".join(map(_named, now)), _("Held by"), light=vacant),
    ]


def _named(tenure: Tenure) -> str:
    return _("%(name)s (deputy)") % {"name": tenure.person.name} if tenure.deputy else tenure.person.name


@require_safe
@login_required
def post_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one post: its holders now and before, the units it answers for, mandates, and its open work."""
    actor, at = request_actor(request), parse_view_dates(request)
    day, today = at.day, at.day == at.today
    view = in_view(actor, at.today)
    if view is not None and pk not in view.posts:
        raise Http404
    found = post_or_404(pk)
    keeps = Role.ADMINISTRATOR in actor.roles
    acts = keeps and today  # actions take effect today: the page of another day is read-only
    tenures, charges, mandates = (
        list(queries.tenures_in(found)),
        list(queries.charges_of(found)),
        list(mandates_of([pk])),
    )
    if view is not None:  # an outsider sees who has their matter now, and nothing else of how the office is organized
        tenures, charges, mandates = [tenure for tenure in tenures if tenure.person_id in view.people], [], []
    names = tenure_tables.units_called([found.unit, *(charge.unit for charge in charges)], at)
    unit = tenure_tables.unit_name_on_day(found.unit, names)
    sections = [
        tenure_tables.build_table_card(
            "tenures", _("Who holds it"), tenure_tables.tenures_in_post(tenures, at, acts), len(tenures)
        ),
    ]
    if view is None:
        without = tenure_tables.days_without_holder(found, tenures, day)
        if without:
            table = tenure_tables.uncovered_days(without, day)
            sections.append(
                tenure_tables.build_table_card("uncovered", _("Days without a holder"), table, len(without))
            )
        sections.append(
            tenure_tables.build_table_card(
                "charges", _("Answers for"), tenure_tables.build_charges_table(charges, day, names), len(charges)
            )
        )
    if mandates or (view is None and Role(found.role) in DECIDES):
        sections.append(
            tenure_tables.build_table_card(
                "mandates", _("Mandates"), tenure_tables.build_mandates_table(mandates, at, acts), len(mandates)
            )
        )
    if today and (keeps or Role.AUDITOR in actor.roles or pk in actor.posts):
        waiting = ports.pending_on_posts([pk], 0, actor, day)
        sections.append(tenure_tables.build_pending_card("pending", _("Waits on this post"), waiting, day))
    there = found.start <= day < found.until
    now = sorted(
        (tenure for tenure in tenures if there and tenure.start <= day < tenure.until), key=lambda one: one.deputy
    )
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
            LabelledFact(_("Unit"), unit, reverse("org:unit", args=[found.unit_id]) + at.query),
            LabelledFact(_("Role"), str(ROLES[Role(found.role)])),
            *([LabelledFact(_("Fields in charge"), found.fields)] if found.fields else []),
            LabelledFact(
                _("Days"),
                tenure_tables.format_tenure_period(found.start, found.until),
                light=tenure_tables.tenure_light(found.start, found.until, day),
            ),
            LabelledFact(_("Held by"), "、".join(map(_named, now))),
        ],
        "sections": sections,
    }
    return render(request, "org/person.html", context)


def _acts(found: Post) -> list[dict[str, object]]:
    names = [
        ("appoint_to", _("Appoint")),
        ("deputise", _("Appoint a deputy")),
        ("charges", _("Change the units of responsibility")),
        ("post_fields", _("Change the fields of responsibility")),
        ("give_mandate", _("Give a mandate")),
        ("end_post", _("End this post")),
    ]
    return [
        {"label": label, "url": reverse(f"org:{name}", args=[found.pk]), "dialog": True}
        for name, label in names
        if name != "give_mandate" or Role(found.role) in DECIDES
    ]
