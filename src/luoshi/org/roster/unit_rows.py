"""The sheet of units that stands beside a sheet of people: what is known of its units before they exist. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from luoshi.org.roster.rules import RosterVerdict, World
from luoshi.org.tree.rules.names import name_on_day
from luoshi.org.tree.rules.tree import Edge
from luoshi.org.unit_import.rules import RecordedUnit, UnitImportPlan

OF_UNIT = "unit"  # stands for the role where a row is of the sheet of units
CHANGES = {"new", "renamed", "moved", "amended"}


def with_planned_units(world: World, plan: UnitImportPlan, units: Mapping[str, RecordedUnit], day: date) -> World:
    """Return the world as it is after the import of units: new units are known by code, as text.

    Units founded later than the day are not known yet: nobody can hold a post there.
    """
    known = {words: set(found) for words, found in world.units.items()}
    planned: dict[str, str] = {}
    tops: set[int | str] = set(world.tops)
    for temporary, (what, start) in plan.news.items():
        if start > day:
            continue
        planned[what.code] = what.name
        for words in {what.code, what.name, what.short} - {""}:
            known.setdefault(words, set()).add(what.code)
        if _parent_on(plan.lines.get(temporary, ()), day) is None:
            tops.add(what.code)
    for unit in units.values():
        if unit.id in plan.lines:
            (tops.add if _parent_on(plan.lines[unit.id], day) is None else tops.discard)(unit.id)
        now = name_on_day(plan.names.get(unit.id, ()), day)
        for words in {now.name, now.short} - {""} if now else ():
            known.setdefault(words, set()).add(unit.id)
    found = {words: frozenset(ids) for words, ids in known.items()}
    return replace(world, units=found, tops=frozenset(tops), planned=planned)


def verdicts_on_units(plan: UnitImportPlan) -> list[RosterVerdict]:
    """Return the verdicts on the rows of units as they stand among those on people."""
    return [
        RosterVerdict(v.row, v.name, "", "", OF_UNIT, v.code, _kind(v.kinds), v.said, v.doubts) for v in plan.verdicts
    ]


def _kind(kinds: Iterable[str]) -> str:
    if "wrong" in kinds:
        return "wrong"
    return "units" if CHANGES.intersection(kinds) else "unchanged"


def draw_planned_tree(
    plan: UnitImportPlan, units: Mapping[str, RecordedUnit], day: date
) -> list[tuple[int, str, bool]]:
    """Return the tree as it would stand on a day, downwards: depth, name, and whether the unit is new or moved there.

    Units keep the order in which they are recorded, and new ones that of the sheet.
    """
    names: dict[int, str] = {}
    lines: dict[int, Sequence[Edge]] = {unit.id: unit.line for unit in units.values()} | dict(plan.lines)
    for unit in units.values():
        now = name_on_day(plan.names.get(unit.id, unit.names), day)
        names[unit.id] = now.name if now else unit.code
    names |= {temporary: what.name for temporary, (what, _start) in plan.news.items()}
    below: dict[int | None, list[int]] = {}
    for unit_id, line in lines.items():
        if any(edge.start <= day < edge.until for edge in line):
            below.setdefault(_parent_on(line, day), []).append(unit_id)
    found: list[tuple[int, str, bool]] = []
    waiting = [(0, unit_id) for unit_id in reversed(below.get(None, []))]
    while waiting:
        depth, unit_id = waiting.pop()
        found.append((depth, names[unit_id], unit_id in plan.lines))
        waiting += [(depth + 1, child) for child in reversed(below.get(unit_id, []))]
    return found


def _parent_on(line: Iterable[Edge], day: date) -> int | None:
    return next((edge.parent for edge in line if edge.start <= day < edge.until), None)
