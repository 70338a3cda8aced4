"""What a circular on a plan says on a day: the plan's totals, and which matters are overdue or red, by unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.ledger.base.models.plan import Plan
from luoshi.ledger.lights.queries.matters import late
from luoshi.ledger.lights.queries.stands import with_stands
from luoshi.ledger.progress.queries import last_words
from luoshi.ledger.rates.queries import in_tree_order, of, totals
from luoshi.ledger.rates.rules import Totals
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import visible


@dataclass(frozen=True)
class Facts:
    """Totals of the whole plan; ``rows``: what is overdue or red and the actor may read; ``further``: so many more.

    ``reported``: of each row what was last reported and what has come of it, where the plan asks for that.
    """

    totals: Totals
    rows: list[Commitment]
    further: int
    reported: dict[int, tuple[str, str]] = field(default_factory=dict)

    @property
    def by_unit(self) -> list[tuple[str, list[Commitment]]]:
        """The rows of each lead unit, units in the order of the tree: never by how they do."""
        found: dict[str, list[Commitment]] = {}
        for one in self.rows:
            found.setdefault(one.unit.name, []).append(one)
        return list(found.items())


def facts(plan: Plan, actor: Actor, day: date) -> Facts:
    """What a circular on a plan is made from. Ten queries at most, however many rows."""
    found = with_stands(of(plan), day).filter(late(day) | Q(stand="red"))
    places = in_tree_order(of(plan).values("unit"), day)
    seen = list(found.filter(visible(kind("commitments"), actor, day)).select_related("unit").order_by("place", "pk"))
    seen.sort(key=lambda one: (places.get(one.unit_id, ()), one.unit_id))
    reported = {one.pk: ("", "") for one in seen} | last_words(seen) if plan.asks_effect else {}
    return Facts(totals(plan, day), seen, found.count() - len(seen), reported)
