"""How the commitments stand over the tree of units: each unit with all beneath it, as of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.ledger.models import Commitment
from luoshi.ledger.queries.plan_progress import Part, counted
from luoshi.org.models import ALWAYS
from luoshi.org.queries import tree
from luoshi.org.queries.units import open_to
from luoshi.org.rules.rights import Actor
from luoshi.records.kinds import kind
from luoshi.records.queries.rights import visible


@dataclass(frozen=True)
class Branch:
    """A unit with the units beneath it, and how the commitments of all of them go; ``beneath`` units right under it."""

    unit: int
    beneath: int
    part: Part


@dataclass(frozen=True)
class Level:
    """One level of the tree: the way to it from the top, the unit's own commitments, and what is right under it."""

    path: list[tuple[int, str]]
    own: Part | None
    branches: list[Branch]


def level(actor: Actor, day: date, unit: int | None) -> Level | None:
    """The units right under a unit, or the roots, with counts of the commitments that the actor may read.

    None where there is no such unit for the actor. Twelve queries at most, whatever the size of the tree.
    """
    only = open_to(actor, day)
    if unit is not None and (not tree.stands(unit, day) or (only is not None and unit not in only)):
        return None
    nodes = [one for one in tree.shown(day, [] if unit is None else [unit], only=only).nodes if one.parent == unit]
    rows = Commitment.objects.filter(visible(kind("commitments"), actor, day))
    above = rows.filter(
        unit__above__known_to=ALWAYS,
        unit__above__start__lte=day,
        unit__above__until__gt=day,
        unit__above__ancestor__in=[one.unit for one in nodes],
    )
    counts = {
        row["unit__above__ancestor"]: row for row in above.values("unit__above__ancestor").annotate(**counted(day))
    }
    branches = []
    for node in nodes:
        row = counts.get(node.unit)
        branches.append(Branch(node.unit, node.direct, _part(str(node.unit), node.name, row)))
    if unit is None:
        return Level([], None, branches)
    name = tree.called([unit], day)[unit][0]
    own = _part(str(unit), name, rows.filter(unit=unit).aggregate(**counted(day)))
    return Level([*tree.paths([unit], day)[unit], (unit, name)], own, branches)


def _part(key: str, name: str, row: Any) -> Part:
    if row is None:
        return Part(key, name, 0, 0, 0, 0)
    return Part(key, name, row["every"], row["open"], row["late"], row["done"])
