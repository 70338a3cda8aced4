"""The end of a plan's year: what is still open, and what the next year's plan can start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from luoshi.plans.base.queries import rows_with_relations
from luoshi.plans.base.states import CARRIED, DONE, LAPSED, OPEN

OVER = (LAPSED, *DONE)
ALL, ONLY_CARRIED = "all", "carried"  # what a plan passes on to its successor


def year_end_undecided(plan: Plan) -> list[Commitment]:
    """List the commitments whose outcome is still undecided, in plan order. One query."""
    return list(plan.commitments.filter(state__in=OPEN).select_related("unit").order_by("place", "pk"))


def first_undecided(plan: Plan, most: int) -> list[Commitment]:
    """List the first of these commitments, at most so many. One query."""
    return list(plan.commitments.filter(state__in=OPEN).select_related("unit").order_by("place", "pk")[:most])


def count_undecided(plan: Plan, counts: Mapping[str, int]) -> int:
    """Count these commitments; no query while the year is not closed.

    Args:
        counts: ``commitment_state_counts``, which for a closed year are those at its close.
    """
    if plan.closed is not None:
        return plan.commitments.filter(state__in=OPEN).count()
    return sum(counts.get(state, 0) for state in OPEN)


@dataclass(frozen=True)
class Copy:
    """A row that the next plan starts with: the continuation of a commitment, or last year's row as a draft.

    ``leads`` are the lead units by printed name and id. Words and dates of a carried-over row are the commitment's own.
    """

    row: PlanRow
    carried: Commitment | None
    leads: tuple[tuple[str, int | None], ...]


def continued_copies(copies: Iterable[Copy]) -> list[Copy]:
    """Return of all that the next plan can start with only what is carried over and what recurs. No query."""
    return [copy for copy in copies if copy.carried is not None or copy.row.every]


def next_year_copies(plan: Plan, which: str) -> list[Copy]:
    """List what the next year's plan starts with, in plan order. Five queries.

    Carried-over commitments come first within their row, one copy for each lead unit, unless another plan already has
    them. Recurring ones start again. With ``ALL``, closed and lapsed ones come too. Standing and withdrawn ones never
    do.
    """
    taken = PlanRow.objects.filter(carried__plan=plan).exclude(state__in=(PlanRow.GONE, PlanRow.DROPPED))
    gone_on = set(taken.exclude(plan__state="discarded").values_list("carried", flat=True))
    by_row: dict[int, list[Commitment]] = {}
    ended = plan.commitments.filter(state__in=(CARRIED, *OVER)).select_related("unit")
    for commitment in ended.order_by("place", "pk"):
        by_row.setdefault(commitment.row_id, []).append(commitment)
    carried = plan.commitments.filter(state="carried").values("row")
    found = []
    for row in rows_with_relations(plan.rows.filter(Q(state=PlanRow.KEPT) | Q(pk__in=carried))):
        own = by_row.get(row.pk, [])
        printed = {unit.unit_id: unit.name for unit in row.units.all() if unit.role == "lead"}
        for commitment in own:
            if commitment.state == "carried" and commitment.pk not in gone_on:
                found.append(
                    Copy(
                        row, commitment, ((printed.get(commitment.unit_id, commitment.unit.name), commitment.unit_id),)
                    )
                )
        closed = tuple(
            (printed.get(commitment.unit_id, commitment.unit.name), commitment.unit_id)
            for commitment in own
            if commitment.state in OVER
        )
        if closed:
            found.append(Copy(row, None, closed))
    return found if which == ALL else continued_copies(found)


def may_take_in(plan: Plan, actor: Actor, day: date) -> QuerySet[Plan]:
    """Return the drafts of later years, kept by the same unit, that rows of this plan could be copied into."""
    readable = readable_records(get_kind("plans"), actor, day).filter(
        state__in=("draft", "amending"), unit=plan.unit_id
    )
    return Plan.objects.filter(pk__in=readable.values("pk"), year__gt=plan.year).order_by("pk")


def still_open(plan: Plan) -> int:
    """Count the commitments that prevent closing the year. One query."""
    return plan.commitments.filter(state__in=OPEN).count()
