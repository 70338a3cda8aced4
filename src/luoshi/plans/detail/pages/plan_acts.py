"""The acts of a plan's page: where one goes on, the steps of the plan, and what one may look at."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.details.act_menu import link_acts, step_acts
from luoshi.desk.details.acts import ELSEWHERE, MAIN, PLAIN, SELDOM, PageAct
from luoshi.desk.privacy.erasing.pages.holds import hold_button
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.recording import recordable_steps
from luoshi.kernel.rights.queries.rights import Held
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.queries import PlanRowCounts
from luoshi.plans.base.states import LISTED
from luoshi.plans.detail.queries import plans
from luoshi.plans.detail.queries.years import still_open
from luoshi.plans.rows.actions.editing import OPEN

PUBLISHING = ("publish", "reissue")  # offered on the review page, which says what they will do


def plan_acts(
    plan: Plan, out: bool, keeper: bool, rows: PlanRowCounts | None, standing: Held, actor: Actor, at: datetime
) -> list[PageAct]:
    """Return the acts of a plan's page in the order in which they are offered.

    Args:
        out: an edition of it is in force.
        rows: its rows counted, for its keeper.
    """
    return [
        *(next_pages(plan, rows, timezone.localdate(at)) if rows else []),
        *_steps(plan, standing, actor, at),
        *_pages_beside(plan, out, keeper),
        *link_acts(hold_button(plan, actor, standing), SELDOM),
    ]


def next_pages(plan: Plan, rows: PlanRowCounts, day: date) -> list[PageAct]:
    """Return the pages where a keeper continues, the next one as the main act."""

    def way(label: str, name: str, main: bool = False, *, seldom: bool = False) -> PageAct:
        sort = MAIN if main else PLAIN
        return PageAct(label, reverse(f"ledger:{name}", args=[plan.pk]), sort, stays=seldom)

    if plan.erased:
        return []
    if plan.state in OPEN:
        ready = not rows.open_count and rows.kept > 0
        return [
            way(_("Correct rows"), "correct", not ready),
            way(_("Before publishing…"), "review", ready),
            way(_("Add a document"), "receive_more"),
            way(_("Import a sheet"), "sheet"),
        ]
    if plan.state == "published":
        over = day.year > plan.year
        unsent = plans.commitment_state_counts(plan).get(LISTED, 0)
        first = [way(_("Send out all (%(n)d)") % {"n": unsent}, "send", not over)] if unsent else []
        book = way(_("Ledger (.xlsx)"), "ledger_file")
        close = way(_("The year's close"), "year", over, seldom=True)
        return [*first, close, book, way(_("Next year's plan"), "next", seldom=not over)]
    return [way(_("Next year's plan"), "next", True)] if plan.state == "closed" else []


def _steps(plan: Plan, standing: Held, actor: Actor, at: datetime) -> list[PageAct]:
    """Return the open steps without those this edition rules out; closing the year says why it is too early."""
    open_now = [] if plan.erased else kind_of(plan).cycle.open_steps(plan.state, standing)
    some = [step for step in open_now if step.name not in PUBLISHING and not step.guard(plan, {}, at)]
    waiting = still_open(plan) if any(step.name == "close" for step in some) else 0
    words = ngettext("%(n)d commitment is still open.", "%(n)d commitments are still open.", waiting) % {"n": waiting}
    refused = [PageAct(str(step.label), why_not=[words]) for step in some if step.name == "close" and waiting]
    taken = [step for step in some if step.name != "close" or not waiting]
    return [*step_acts(plan, taken, recordable_steps(plan, actor, timezone.localdate(at))), *refused]


def _pages_beside(plan: Plan, out: bool, keeper: bool) -> list[PageAct]:
    """Return the ways to progress and figures once published, to twins, the level above, the workbook, and paper.

    Drafts: for the keeper only, but for the paper.
    """
    names = {"plan_progress": _("Progress of the plan"), "plan_figures": _("Figures of the plan")} if out else {}
    names |= {"tag_matrix": _("Commitments by tags")} if out else {}
    if out or keeper:
        names |= {"compare": _("Comparison with the level above"), "twins": _("The same task")}
        if not (keeper and plan.state == "published"):  # there it stands beside the main act
            names |= {"ledger_file": _("Ledger (.xlsx)")}
    names |= {"print": _("Print the ledger")}
    return [PageAct(label, reverse(f"ledger:{name}", args=[plan.pk]), ELSEWHERE) for name, label in names.items()]
