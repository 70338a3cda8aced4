"""The facts of a circular on a plan on a day: the plan's totals, and the overdue or red commitments by unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.due_status import overdue_condition
from luoshi.commitments.lights.queries.light_status import with_stands
from luoshi.commitments.progress.queries import last_words
from luoshi.commitments.statistics.rates.queries import commitments_of_plan, in_tree_order, plan_rate_totals
from luoshi.commitments.statistics.rates.rules import RateTotals
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan


@dataclass(frozen=True)
class CircularFacts:
    """Totals of the whole plan, and its overdue or red commitments.

    ``rows``: those that the actor may read; ``further``: the number of others.

    ``reported``: for each row the last progress and effect reported, if the plan asks for effects.
    """

    totals: RateTotals
    rows: list[Commitment]
    further: int
    reported: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def by_unit(self) -> list[tuple[str, list[Commitment]]]:
        """The rows of each lead unit; units in tree order, never ranked."""
        found: dict[str, list[Commitment]] = {}
        for row in self.rows:
            found.setdefault(row.unit.name, []).append(row)
        return list(found.items())


def collect_circular_facts(plan: Plan, actor: Actor, day: date) -> CircularFacts:
    """Collect the facts of a circular on a plan. Ten queries at most, however many rows."""
    found = with_stands(commitments_of_plan(plan), day).filter(overdue_condition(day) | Q(stand="red"))
    places = in_tree_order(commitments_of_plan(plan).values("unit"), day)
    seen = list(
        found.filter(readable_condition(get_kind("commitments"), actor, day))
        .select_related("unit")
        .order_by("place", "pk")
    )
    seen.sort(key=lambda one: (places.get(one.unit_id, ()), one.unit_id))
    reported = {commitment.pk: ("", "") for commitment in seen} | last_words(seen) if plan.asks_effect else {}
    return CircularFacts(plan_rate_totals(plan, day), seen, found.count() - len(seen), reported)
