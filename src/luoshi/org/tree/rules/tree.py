"""The dated tree of units: the place of each unit on each day, and the rows that record it.

Days are half-open, ``[start, until)``; ``FOREVER`` as ``until`` means that no end is known. ``orders`` has the orders
that change the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

FOREVER = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Edge:
    """``unit`` is under ``parent`` (None: it is a root) from ``start`` up to but not including ``until``.

    A unit exists on exactly the days for which it has an edge.
    """

    unit: int
    parent: int | None
    start: date
    until: date


@dataclass(frozen=True, slots=True)
class TreePlace:
    """``unit`` is ``depth`` levels below ``ancestor``. Depth 0: the unit itself, which exists; depth 1: its parent."""

    ancestor: int
    unit: int
    depth: int
    start: date
    until: date


@dataclass(frozen=True, slots=True)
class PlacementChanges:
    """Rows no longer believed and rows newly believed, each sorted by unit, ancestor, depth and day."""

    ends: tuple[TreePlace, ...]
    begins: tuple[TreePlace, ...]


class TreeError(Exception):
    """An inconsistent tree, or an order that contradicts what is recorded.

    ``code`` names the error; ``values`` fill its sentence: a unit, a day on which it is wrong, and more. If an order
    was refused, ``order`` is its position among those given, from 0.
    """

    def __init__(self, code: str, *, unit: int, day: date, **values: int | date | None) -> None:
        super().__init__(code, unit, day, values)
        self.code = code
        self.day = day
        self.values = {"unit": unit, "day": day, **values}
        self.order: int | None = None


Lines = dict[int, list[Edge]]
"""Unit → its edges by day; none overlap, and adjacent edges with the same parent are merged."""


def places_from_edges(edges: Iterable[Edge], only: Collection[int] | None = None) -> set[TreePlace]:
    """Return every unit's place below each of its ancestors, in as few rows as possible: no two rows adjoin.

    Args:
        only: return the rows of these units alone, for all days. Then ``edges`` need only hold all edges of these
            units and of all their ancestors on any day.

    Raises:
        TreeError: ``tree.empty`` (unit, day, until), ``tree.two_parents`` (unit, day, parent, other; or the same
            parent twice), ``tree.no_parent`` (unit, parent, day), ``tree.cycle`` (unit, day).
    """
    lines = lines_of(edges)
    units = lines.keys() if only is None else lines.keys() & set(only)
    return {place for unit in sorted(units) for place in _places_of(unit, lines)}


def edges_of(known: Iterable[TreePlace]) -> list[Edge]:
    """Return the edges, by unit and day, given by rows of depth 0 and 1; deeper rows are ignored."""
    lives: Lines = {}
    parents: Lines = {}
    for place in known:
        if place.depth == 0:
            lives.setdefault(place.unit, []).append(Edge(place.unit, None, place.start, place.until))
        elif place.depth == 1:
            parents.setdefault(place.unit, []).append(Edge(place.unit, place.ancestor, place.start, place.until))
    found: list[Edge] = []
    for unit, roots in sorted(lives.items()):
        under = parents.get(unit, [])
        for edge in under:
            roots = edges_outside(roots, edge.start, edge.until)
        found += merge_adjacent_edges(roots + under)
    return found


def diff_places(
    before: Collection[TreePlace] | Mapping[TreePlace, object], after: Collection[TreePlace]
) -> PlacementChanges:
    """Return the rows to end and the rows to add in order to believe ``after`` instead of ``before``.

    Both must be the rows of the same units: of the whole tree, or of ``affected_unit_ids``.
    """
    old, new = set(before), set(after)
    return PlacementChanges(tuple(sorted(old - new, key=_by_unit)), tuple(sorted(new - old, key=_by_unit)))


def affected_unit_ids(edges: Iterable[Edge], units: Iterable[int], day: date) -> set[int]:
    """Return the units whose rows may change when ``units`` change on ``day``: they and their descendants from then on.

    ``edges`` are those before the change and must hold all edges of the answer. A caller that has the rows can query
    them instead: the units of all rows whose ancestor is one of ``units`` and whose ``until`` is after ``day``, and
    ``units``. The new rows are ``places_from_edges(edges, only=affected)``, whose docstring says which edges it needs.
    """
    beneath: Lines = {}
    for edge in edges:
        if edge.parent is not None and edge.until > day:
            beneath.setdefault(edge.parent, []).append(edge)
    waiting = [(unit, day, FOREVER) for unit in units]
    seen = set(waiting)
    while waiting:
        unit, start, until = waiting.pop()
        for edge in beneath.get(unit, ()):
            step = (edge.unit, max(start, edge.start), min(until, edge.until))
            if step[1] < step[2] and step not in seen:
                seen.add(step)
                waiting.append(step)
    return {unit for unit, _, _ in seen}


def lines_of(edges: Iterable[Edge]) -> Lines:
    """Return the edges of each unit. Raises TreeError: ``tree.empty``, ``tree.two_parents``."""
    lines: Lines = {}
    for edge in edges:
        if edge.start >= edge.until:
            raise TreeError("tree.empty", unit=edge.unit, day=edge.start, until=edge.until)
        lines.setdefault(edge.unit, []).append(edge)
    for unit, line in lines.items():
        if len(line) > 1:
            lines[unit] = merge_adjacent_edges(line)
    return lines


def merge_adjacent_edges(line: Iterable[Edge]) -> list[Edge]:
    """Return a unit's edges by day, adjacent ones with one parent merged. Raises TreeError: ``tree.two_parents``."""
    found: list[Edge] = []
    for edge in sorted(line, key=lambda edge: edge.start):
        last = found[-1] if found else None
        if last and edge.start < last.until:
            raise TreeError("tree.two_parents", unit=edge.unit, day=edge.start, parent=last.parent, other=edge.parent)
        if last and edge.start == last.until and edge.parent == last.parent:
            found[-1] = Edge(edge.unit, edge.parent, last.start, edge.until)
        else:
            found.append(edge)
    return found


def edges_outside(line: Iterable[Edge], start: date, until: date) -> list[Edge]:
    """Return the parts of one unit's edges that lie outside ``[start, until)``."""
    left = [(edge, edge.start, min(edge.until, start)) for edge in line]
    left += [(edge, max(edge.start, until), edge.until) for edge in line]
    return [Edge(edge.unit, edge.parent, first, end) for edge, first, end in left if first < end]


def ways_up(unit: int, lines: Lines) -> Iterator[tuple[int, int, date, date]]:
    """Yield all ancestors of a unit as (ancestor, depth, start, until), one for each stretch of its paths up.

    An ancestor is followed only for the days on which it is above the unit, so a part of the tree is enough.

    Raises:
        TreeError: ``tree.no_parent``, ``tree.cycle``.
    """
    own: tuple[int, ...] = (unit,)
    waiting = [(edge.parent, edge.start, edge.until, own) for edge in lines.get(unit, ())]
    while waiting:
        ancestor, start, until, beneath = waiting.pop()
        if ancestor is None:
            continue
        if ancestor in beneath:  # a tuple is searched: the trees of offices are some six levels deep
            raise TreeError("tree.cycle", unit=ancestor, day=start)
        yield ancestor, len(beneath), start, until
        way = (*beneath, ancestor)
        missing = start
        for edge in lines.get(ancestor, ()):
            if edge.until > start and edge.start < until:
                if edge.start > missing:
                    break
                waiting.append((edge.parent, max(start, edge.start), min(until, edge.until), way))
                missing = edge.until
        if missing < until:
            raise TreeError("tree.no_parent", unit=beneath[-1], parent=ancestor, day=missing)


def _places_of(unit: int, lines: Lines) -> Iterator[TreePlace]:
    pieces: dict[tuple[int, int], list[tuple[date, date]]] = {}
    pieces[unit, 0] = [(edge.start, edge.until) for edge in lines[unit]]
    for ancestor, depth, start, until in ways_up(unit, lines):
        pieces.setdefault((ancestor, depth), []).append((start, until))
    for (ancestor, depth), days in pieces.items():
        for start, until in _runs(days) if len(days) > 1 else days:
            yield TreePlace(ancestor, unit, depth, start, until)


def _runs(days: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Merge adjoining periods; none may overlap."""
    runs: list[tuple[date, date]] = []
    for start, until in sorted(days):
        if runs and runs[-1][1] == start:
            start = runs.pop()[0]
        runs.append((start, until))
    return runs


def _by_unit(place: TreePlace) -> tuple[int, int, int, date]:
    return place.unit, place.ancestor, place.depth, place.start
