"""Commitments counted over the tree of units: each unit with its subtree, by light, as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.light_status import with_stands
from luoshi.commitments.lights.rules.light_status import CODES, LIVE
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_condition, readable_records
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import ALWAYS
from luoshi.org.units.queries import readable_unit_ids
from luoshi.plans.base.models.commitment import Commitment


@dataclass(frozen=True)
class LightCounts:
    """Counts of commitments by ``rules.light_status.CODES``, in that order; zero counts are omitted."""

    lights: dict[str, int]

    @property
    def every(self) -> int:
        """The number of all."""
        return sum(self.lights.values())

    @property
    def open_count(self) -> int:
        """The number of those not over: in a state of ``base.states.GOES_ON``."""
        return sum(count for code, count in self.lights.items() if code in LIVE)


@dataclass(frozen=True)
class Branch:
    """A unit and the counts of its subtree; ``beneath``: the number of its children."""

    unit: int
    name: str
    beneath: int
    part: LightCounts


@dataclass(frozen=True)
class UnitTreeLevel:
    """One level of the tree: the path from the top, the unit's own commitments, and its children."""

    path: list[tuple[int, str]]
    own: LightCounts | None
    branches: list[Branch]


def published_plans(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the published plans that the actor may read, latest first. One query when evaluated."""
    return readable_records(get_kind("plans"), actor, day).exclude(state__in=("draft", "discarded")).order_by("-opened")


def unit_tree_level(actor: Actor, day: date, unit: int | None, units_day: date) -> UnitTreeLevel | None:
    """Return the children of a unit, or the roots, with counts of the commitments that the actor may read.

    None if the unit does not exist for the actor. Tree and names are as of ``units_day``; states and permissions as of
    ``day``. Fourteen queries at most, whatever the size of the tree.
    """
    only = readable_unit_ids(actor, day)
    if unit is not None and (not tree.exists_on(unit, units_day) or (only is not None and unit not in only)):
        return None
    nodes = [
        node
        for node in tree.visible_tree(units_day, [] if unit is None else [unit], only=only).nodes
        if node.parent == unit
    ]
    rows = with_stands(
        Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day)), day
    ).order_by()
    above = rows.filter(
        unit__above__known_to=ALWAYS,
        unit__above__start__lte=units_day,
        unit__above__until__gt=units_day,
        unit__above__ancestor__in=[node.unit for node in nodes],
    )
    found: dict[int, dict[str, int]] = {}
    for ancestor, code, count in above.values_list("unit__above__ancestor", "stand").annotate(n=Count("pk")):
        found.setdefault(ancestor, {})[code] = count
    branches = [Branch(node.unit, node.name, node.direct, _part(found.get(node.unit, {}))) for node in nodes]
    if unit is None:
        return UnitTreeLevel([], None, branches)
    name = tree.unit_names_on_day([unit], units_day)[unit][0]
    own = _part(dict(rows.filter(unit=unit).values_list("stand").annotate(n=Count("pk"))))
    return UnitTreeLevel([*tree.unit_paths([unit], units_day)[unit], (unit, name)], own, branches)


def _part(counts: Mapping[str, int]) -> LightCounts:
    return LightCounts({code: counts[code] for code in CODES if code in counts})
