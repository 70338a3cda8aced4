"""Commitments counted over the tree of units: each unit with its subtree, by light, as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.light_status import with_page_lights
from luoshi.commitments.lights.rules.page_lights import PAGE_LIGHTS
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree import queries as tree
from luoshi.org.tree.models import ALWAYS
from luoshi.org.units.queries import readable_unit_ids
from luoshi.plans.base.models.commitment import Commitment
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
    rows = with_page_lights(
        Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day)), day
    ).order_by()
    above = rows.filter(
        unit__above__known_to=ALWAYS,
        unit__above__start__lte=units_day,
        unit__above__until__gt=units_day,
        unit__above__ancestor__in=[node.unit for node in nodes],
    )
    found: dict[int, list[tuple[str, int, int]]] = {}
    for ancestor, *counted in above.values_list("unit__above__ancestor", "light").annotate(**COUNTS):
        found.setdefault(ancestor, []).append(tuple(counted))
    branches = [Branch(node.unit, node.name, node.direct, _part(found.get(node.unit, []))) for node in nodes]
    if unit is None:
        return UnitTreeLevel([], None, branches)
    name = tree.unit_names_on_day([unit], units_day)[unit][0]
    own = _part(list(rows.filter(unit=unit).values_list("light").annotate(**COUNTS)))
    return UnitTreeLevel([*tree.unit_paths([unit], units_day)[unit], (unit, name)], own, branches)


COUNTS = {"every": Count("pk"), "open": Count("pk", filter=Q(state__in=GOES_ON))}


def _part(counted: Iterable[tuple[str, int, int]]) -> LightCounts:
    """Return the counts of rows of light, number and number not over."""
    counts = {light: (every, open_count) for light, every, open_count in counted}
    lights = {light: counts[light][0] for light in PAGE_LIGHTS if light in counts}
    return LightCounts(lights, sum(open_count for _every, open_count in counts.values()))
