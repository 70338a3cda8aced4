"""Pages for twins: likely pairs, both sentences side by side, and the person's decision."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataTable, Empty, LabelledFact, build_pager, paginate_rows
from luoshi.base.forms.shapes import DataRow as Line
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.narrowing import narrow_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import record_or_404, render_problem
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.matching.model import AnswerReason
from luoshi.org.tree.queries import unit_names_on_day
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.detail.queries.plans import upper_plan
from luoshi.plans.rows.actions.editing import By
from luoshi.plans.twins.actions import twins as act_on
from luoshi.plans.twins.actions.search import start_twin_search as begin_search
from luoshi.plans.twins.models import TwinSearch
from luoshi.plans.twins.queries import search as twin_search
from luoshi.plans.twins.queries import twins

T = TypeVar("T")
PAIRS = 20  # per page
ACTS = {"link": act_on.link_twins, "apart": act_on.reject_twins, "unlink": act_on.unlink_twins}
DONE = {
    "link": gettext_lazy("They are now the same task: one report will answer both."),
    "apart": gettext_lazy("They will not be suggested again."),
    "unlink": gettext_lazy("Taken back. Nothing else has changed."),
}
WORDS = {
    "same_words": gettext_lazy("the same text"),
    "like_words": gettext_lazy("text %(share)s%% similar"),
    "same_lead": gettext_lazy("the same lead unit: %(unit)s"),
    "shared_unit": gettext_lazy("%(unit)s takes part in both"),
    "same_figures": gettext_lazy("the same figures: %(figures)s"),
    "figure_on_one_side": gettext_lazy("only one of them has figures: %(figures)s"),
}
"""Why two are proposed, by the reason's code (matching.twins.REASONS)."""


@require_safe
@login_required
def twin_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show likely twins in other plans of the year, and the decisions for and against."""
    plan, actor, day = plan_or_404(request, pk), request_actor(request), timezone.localdate()
    out = plan.state not in twins.NEVER_OUT
    if not out and "keeper" not in relations_to_record(plan, actor, day):
        raise Http404  # rows under correction are visible only to their keeper
    paging, its, search = _likely(request, plan, actor, day)
    pairs = twins.decidable_twin_pairs(its, actor, day)
    names = unit_names_on_day(_units(pairs), day)
    context = {
        "title": _("The same task in other plans: %(plan)s") % {"plan": plan.title},
        "crumbs": plan_crumbs(plan, _("The same task")),
        "plan": plan,
        "out": out,
        "search": search,
        "pairs": [_shown(pair, names) for pair in pairs],
        **paging,
        "linked": [_said(decision) for decision in twins.plan_twin_decisions(plan, actor, day, same=True)],
        "apart": [_said(decision) for decision in twins.plan_twin_decisions(plan, actor, day, same=False)],
    }
    return render(request, "ledger/twins.html", context)


def _likely(
    request: HttpRequest, plan: Plan, actor: Actor, day: date
) -> tuple[dict[str, object], list[twins.LikelyTwin], dict[str, object] | None]:
    """Return the paging of likely twins, the page's pairs, and for a long search its progress."""
    if not twin_search.is_long(plan):
        likely = paginate_rows(request, twins.likely_twins(plan, actor, day), PAIRS)
        return _paging(request, likely), list(likely), None
    search = twin_search.search_of(plan)
    found = paginate_rows(request, twin_search.proposed_twin_ids(search, plan, actor, day) if search else [], PAIRS)
    pairs = twin_search.pairs_of(search, list(found)) if search else []
    return _paging(request, found), pairs, _search(plan, search)


def _paging(request: HttpRequest, found: Page[T]) -> dict[str, object]:
    return {"count": found.paginator.count, "pager": build_pager(request, found), "page": found.number}


def _search(plan: Plan, search: TwinSearch | None) -> dict[str, object]:
    """Describe the status of a long search, and whether another may be started."""
    found: dict[str, object] = {"again": True, "first": search is None, "going": False, "failed": False}
    if search is None:
        found["words"] = _(
            "The plans of the year have many tasks: the search takes a while and runs in the background."
        )
        return found
    values = {"reached": search.reached, "ours": search.ours, "others": search.others,
              "at": timezone.localtime(search.at).strftime("%Y-%m-%d %H:%M")}  # fmt: skip
    if search.state in (TwinSearch.WAITING, TwinSearch.RUNNING):
        words = _("Compared %(reached)s of %(ours)s tasks with %(others)s tasks of other plans.")
        words = words if search.state == TwinSearch.RUNNING else _("The search is waiting in the queue.")
        return found | {"again": False, "going": True, "words": words % values, "done": search.reached,
                        "all": max(search.ours, 1)}  # fmt: skip
    if search.state == TwinSearch.FAILED:
        return found | {"failed": True, "words": _("The search of %(at)s failed; the log gives the reason.") % values}
    words = _("On %(at)s all %(ours)s tasks were compared with %(others)s tasks of other plans.") % values
    if search.mark == twin_search.mark_of(plan):
        return found | {"again": False, "words": words}
    return found | {"words": words, "since": _("These plans have changed since then.")}


@require_POST
@login_required
def twin_search_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a long search, then redirect to the page with its progress."""
    plan, back = plan_or_404(request, pk), reverse("ledger:twins", args=[pk])
    try:
        begin_search(plan, request_actor(request), at=timezone.now())
    except RecordError as error:
        return render_problem(request, error, home_url=back)
    return HttpResponseRedirect(back)


@require_POST
@login_required
def twin_edit(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Link, reject or unlink two commitments, then redirect to the page."""
    plan = plan_or_404(request, pk)
    if act not in ACTS:
        raise Http404
    back = reverse("ledger:twins", args=[plan.pk])
    one, other = (_commitment(request, name) for name in ("one", "other"))
    if plan.pk not in (one.plan_id, other.plan_id):
        raise Http404
    try:
        ACTS[act](one, other, By(request_actor(request), timezone.now()))
    except RecordError as error:
        return render_problem(request, error, home_url=back)
    messages.success(request, DONE[act])
    number = request.POST.get("page", "")
    return HttpResponseRedirect(f"{back}?page={number}" if number.isdecimal() and len(number) < 7 else back)


def _commitment(request: HttpRequest, name: str) -> Commitment:
    sent = request.POST.get(name, "")
    if not sent.isdecimal() or len(sent) > 18:
        raise Http404
    return record_or_404(request, get_kind("commitments"), int(sent))  # type: ignore[return-value]


def _units(pairs: list[twins.LikelyTwin]) -> set[int]:
    named = [reason.values["unit"] for pair in pairs for reason in pair.likely.reasons if "unit" in reason.values]
    return {int(unit) for words in named for unit in words.split("、")}


def _shown(pair: twins.LikelyTwin, names: dict[int, Any]) -> dict[str, Any]:
    """Return a pair for the page: both sides with their words in pieces and their plans, and the reasons."""
    return {
        "ours": _side(pair.ours, pair.our_words),
        "other": _side(pair.other, pair.other_words),
        "why": [format_twin_reason(reason, names) for reason in pair.likely.reasons],
        "may": pair.may,
        "key": f"{pair.ours.pk}-{pair.other.pk}",
    }


def _side(one: Commitment | PlanRow, pieces: list[tuple[str, bool]]) -> dict[str, object]:
    if isinstance(one, PlanRow):
        leads = "、".join(dict.fromkeys(unit.name for unit in one.units.all() if unit.role == RowUnit.LEAD))
        return {"pk": one.pk, "pieces": pieces, "facts": _facts(one.plan, leads, one.due), "url": "", "number": ""}
    return {
        "pk": one.pk,
        "pieces": pieces,
        "facts": _facts(one.plan, str(one.unit), one.until),
        "url": one.get_absolute_url(),
        "number": one.number,
    }


def _facts(plan: Plan, lead: str, due: date | None) -> list[LabelledFact]:
    return [
        LabelledFact(_("Plan"), plan.title, plan.get_absolute_url()),
        LabelledFact(_("Kept by"), str(plan.unit)),
        LabelledFact(_("Lead"), lead or "—"),
        LabelledFact(_("Due"), plain_text(due) or _("none")),
    ]


def format_twin_reason(reason: AnswerReason, names: dict[int, Any]) -> str:
    """Format a reason. ``names``: name and abbreviation of each unit that it may name."""
    values: dict[str, str] = dict(reason.values)
    if "unit" in values:
        values["unit"] = "、".join(names[int(unit)][0] for unit in values["unit"].split("、") if int(unit) in names)
    return str(WORDS[reason.code]) % values


def _said(one: twins.TwinDecision) -> dict[str, object]:
    who = {"who": one.twin.person.name, "day": plain_text(timezone.localdate(one.twin.at))}
    return {
        "ours": _side(one.ours, [(one.ours.words, False)]),
        "other": _side(one.other, [(one.other.words, False)]),
        "who": _("decided by %(who)s on %(day)s") % who,
        "may": one.may,
        "key": f"{one.ours.pk}-{one.other.pk}",
    }


def twin_card(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the card of a commitment's twins in other plans; none if it has no twins."""
    commitment = narrow_record(record, Commitment)
    columns = [
        DataColumn(_("Number")),
        DataColumn(_("Task")),
        DataColumn(_("Plan")),
        DataColumn(_("Unit")),
        DataColumn(_("Due"), "date"),
    ]
    found = [decision.other for decision in twins.commitment_twin_decisions(commitment, actor, day)]
    if not found:
        return []
    rows = [
        Line(
            str(twin_commitment.pk),
            twin_commitment.title,
            [
                DataCell(twin_commitment.number, _("Number"), "code"),
                DataCell(twin_commitment.title, _("Task"), head=True, url=twin_commitment.get_absolute_url()),
                DataCell(twin_commitment.plan.title, _("Plan")),
                DataCell(str(twin_commitment.unit), _("Unit")),
                DataCell(plain_text(twin_commitment.until), _("Due"), "date"),
            ],
        )
        for twin_commitment in found
    ]
    more = {"url": reverse("ledger:twins", args=[commitment.plan_id]) + "#linked", "label": _("Look at the links")}
    table = DataTable(_("The same task in other plans"), columns, rows, Empty(_("None.")))
    title = _("The same task in other plans")
    return [{"id": "twins", "title": title, "count": len(rows), "table": table, "more": more}]


def plan_twin_card(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return the card of a plan that links to what it shares with other plans. Four queries."""
    plan = narrow_record(record, Plan)
    if plan.state in twins.NEVER_OUT and "keeper" not in relations_to_record(plan, actor, day):
        return []
    count = len(twins.plan_twin_decisions(plan, actor, day, same=True))
    upper = upper_plan(plan, actor, day)
    ways = [
        (_("The same task in other plans"), "twins", ngettext("%(n)d link", "%(n)d links", count) % {"n": count}),
        (_("Comparison with the level above"), "compare", upper.title if upper else ""),
    ]
    columns = [DataColumn(_("Compare")), DataColumn(_("So far"))]
    rows = [
        Line(name, label, [
            DataCell(label, columns[0].label, head=True, url=reverse(f"ledger:{name}", args=[plan.pk])),
            DataCell(words or "—", columns[1].label),
        ])
        for label, name, words in ways
    ]  # fmt: skip
    title = _("Comparison with other plans")
    return [
        {"id": "around", "title": title, "count": None, "table": DataTable(title, columns, rows, Empty(_("None.")))}
    ]
