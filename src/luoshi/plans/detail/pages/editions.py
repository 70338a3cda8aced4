"""An edition of a plan as it was printed, its changes since the previous edition, and its print view."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import LabelledFact, build_pager, paginate_rows
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.detail.pages.ledger_view import ROWS, readable_section_rows
from luoshi.plans.detail.pages.plans import ledger_print_context
from luoshi.plans.detail.queries import plans
from luoshi.plans.editions.models.edition import Edition
from luoshi.plans.editions.queries.editions import (
    CHANGED,
    NEW,
    WITHDRAWN,
    edition_before,
    edition_changes,
    edition_in_force,
    plan_editions,
)


def _edition_or_404(request: HttpRequest, pk: int, number: int) -> tuple[Plan, Edition]:
    plan = plan_or_404(request, pk)
    found = next((edition for edition in plan_editions(plan) if edition.number == number), None)
    if found is None:
        raise Http404
    return plan, found


def _name(edition: Edition) -> str:
    return _("Edition %(number)d") % {"number": edition.number}


@require_safe
@login_required
def edition_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show an edition as it was printed, regardless of later changes to its rows."""
    plan, edition = _edition_or_404(request, pk, number)
    of = plans.edition_rows(plan, edition)
    some = paginate_rows(request, of.lines, ROWS)
    found = plans.rows_by_heading(plan, of, some, some.start_index()) if of.count else []
    last = edition_in_force(plan)
    before = edition_before(edition)
    actions: list[dict[str, object]] = [
        {"label": _("Print"), "url": reverse("ledger:edition_print", args=[plan.pk, number])}
    ]
    if before is not None:
        changed = {"label": _("What changed"), "url": reverse("ledger:changes", args=[plan.pk, number]), "main": True}
        actions = [changed, *actions]
    context = {
        "title": _("%(plan)s, edition %(number)d") % {"plan": edition.head["title"], "number": number},
        "crumbs": plan_crumbs(plan, _name(edition)),
        "plan": plan,
        "edition": edition,
        "later": last if last and last.number > number else None,
        "facts": _facts(edition),
        "groups": readable_section_rows(found, request_actor(request), timezone.localdate()),
        "count": of.count,
        "pager": build_pager(request, some),
        "actions": actions,
        "no_print": True,
    }
    return render(request, "ledger/edition.html", context)


def _facts(edition: Edition) -> list[LabelledFact]:
    head = edition.head
    return [
        LabelledFact(_("Published on"), timezone.localtime(edition.entry.at).strftime("%Y-%m-%d %H:%M")),
        LabelledFact(_("Published by"), str(edition.entry.person or _("the program"))),
        LabelledFact(_("Approved by"), edition.approver),
        LabelledFact(_("Approved on"), edition.approved.isoformat()),
        LabelledFact(_("Basis"), edition.basis),
        LabelledFact(_("Year"), head["year"]),
        LabelledFact(_("Issued by"), head["issuer"] or "—"),
        LabelledFact(_("Document number"), head["mark"] or "—"),
        LabelledFact(_("Kept by"), head["unit"]),
    ]


@require_safe
@login_required
def edition_change_list(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show old and new side by side: an edition compared with the one in force before it."""
    plan, edition = _edition_or_404(request, pk, number)
    before = edition_before(edition)
    found = edition_changes(edition, before) if before else []
    context: dict[str, object] = {
        "title": _("Changes in edition %(number)d") % {"number": number},
        "of": plan.title,
        "crumbs": plan_crumbs(
            plan, _("What changed"), (_name(edition), reverse("ledger:edition", args=[plan.pk, number]))
        ),
        "plan": plan,
        "edition": edition,
        "before": before,
        "changes": found,
        "counts": [
            {"label": label, "count": sum(change.how == how for change in found)}
            for how, label in ((CHANGED, _("changed")), (NEW, _("new row")), (WITHDRAWN, _("taken out")))
        ],
    }
    return render(request, "ledger/changes.html", context)


@require_safe
@login_required
def edition_paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Print an edition as it was published, on A4 landscape."""
    plan, edition = _edition_or_404(request, pk, number)
    back = reverse("ledger:edition", args=[plan.pk, number])
    return render(
        request,
        "ledger/print.html",
        ledger_print_context(plan, edition, request_actor(request), back=back, standing=False),
    )
