"""Commitments counted over the tree of units: each unit with its subtree, by light, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.present_lights import count_by_light, readable_lights
from luoshi.commitments.lights.rules.page_lights import PAGE_LIGHTS
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree import queries as tree
from luoshi.org.units.queries import readable_unit_ids
from luoshi.plans.base.states import GOES_ON


@dataclass(frozen=True)
class LightCounts:
    """Counts of commitments by ``rules.page_lights.PAGE_LIGHTS``, in that order; zero counts are omitted.

    ``open_count``: the number of those not over, in a state of ``base.states.GOES_ON``.
    """

    lights: dict[str, int]
    open_count: int

    @property
    def every(self) -> int:
        """The number of all."""
        return sum(self.lights.values())


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
    rows = readable_lights(actor, day)
    if unit is not None:
        rows = rows.filter(unit__in=tree.placements_on(units_day).filter(ancestor=unit).values("unit"))
    counted = count_by_light(rows, day, "unit", "light", "state")
    under = tree.placements_on(units_day).filter(ancestor__in=[node.unit for node in nodes])
    branch_of: dict[int, int] = dict(under.values_list("unit", "ancestor"))
    found: dict[int, Counter[tuple[str, str]]] = {}
    for (of_unit, light, state), count in counted.items():
        branch = branch_of.get(of_unit) or of_unit
        found.setdefault(branch, Counter())[light, state] += count
    branches = [Branch(node.unit, node.name, node.direct, _part(found.get(node.unit, {}))) for node in nodes]
    if unit is None:
        return UnitTreeLevel([], None, branches)
    name = tree.unit_names_on_day([unit], units_day)[unit][0]
    own = _part(found.get(unit, {}))
    return UnitTreeLevel([*tree.unit_paths([unit], units_day)[unit], (unit, name)], own, branches)


def _part(counts: Mapping[tuple[str, str], int]) -> LightCounts:
    """Return the counts of a branch, given by light and state."""
    of_light: Counter[str] = Counter()
    for (light, _state), count in counts.items():
        of_light[light] += count
    lights = {light: of_light[light] for light in PAGE_LIGHTS if light in of_light}
    return LightCounts(lights, sum(count for (_light, state), count in counts.items() if state in GOES_ON))
