"""How an order changes the dated tree of units: found, move, close, merge, split.

An order may become known late. What is recorded for a later day stays as recorded:

- A move holds from its day up to the next recorded change of the same unit's parent. A later move wins from its own
  day on, even if it only followed from the closing of a parent.
- A founding holds up to the unit's next recorded founding, if there is one.
- A closing (also by merge or split) ends the unit for good: later moves of it are dropped, and children recorded under
  it for later days go where its children go. Only a founding after a gap, a second life, stays.
- An order on the day of a recorded change replaces that change; a move back to the unit's previous parent removes it.
  A unit closed on the day of its founding never existed.

If the result is inconsistent, the order is refused. The user must then first enter the later places of the units
concerned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from luoshi.org.tree.rules.tree import (
    FOREVER,
    Edge,
    Lines,
    TreeError,
    edges_outside,
    lines_of,
    merge_adjacent_edges,
    ways_up,
)

New = tuple[int, int | None]
"""A unit that an order founds, and its parent (None: it is a root)."""


@dataclass(frozen=True, slots=True)
class Found:
    """From ``day`` on a new unit exists, under ``parent``."""

    unit: int
    parent: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Move:
    """From ``day`` on the unit, with its whole subtree, has another parent."""

    unit: int
    parent: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Close:
    """From ``day`` on the unit no longer exists; its children go under ``children_to``."""

    unit: int
    day: date
    children_to: int | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """From ``day`` on ``units`` no longer exist; their children go under ``into``.

    ``into`` either exists and is not among ``units``, or is founded by this order.
    """

    units: tuple[int, ...]
    into: int | New
    day: date


@dataclass(frozen=True, slots=True)
class Split:
    """From ``day`` on the units ``into`` exist, beside ``unit`` if ``keeps``, otherwise instead of it.

    Without ``keeps`` all its children go under ``children_to``, which may be one of the new units. To distribute the
    children: keep the unit, move each child, then close the unit, all on the same day.
    """

    unit: int
    into: tuple[New, ...]
    day: date
    keeps: bool
    children_to: int | None = None


Order = Found | Move | Close | Merge | Split


@dataclass(frozen=True, slots=True)
class Reach:
    """The units that an order founds, moves or closes, and those that it names as parents."""

    changed: frozenset[int]
    parents: frozenset[int]


def apply_orders(edges: Iterable[Edge], *orders: Order) -> list[Edge]:
    """Return the edges after applying these orders in turn, by unit and day; all of the orders, or an error.

    Each order is checked against what is recorded when its turn comes; the module's docstring describes late orders.
    ``edges`` must be consistent; of a large tree only the part that ``order_reach`` describes is needed.

    Raises:
        TreeError: The result would be inconsistent (see ``places_from_edges``); or the order names a unit that on its
            day is unknown (``tree.unknown``), not yet founded (``tree.before_founding``, founded), already closed
            (``tree.closed``, closed) or, to be founded, already exists (``tree.exists``); that already has that parent
            (``tree.same_parent``, parent) or is merged into itself (``tree.into_itself``); that closes while it has
            children (``tree.has_children``, child, count) or keeps existing but names ``children_to``
            (``tree.keeps_children``); or the order names no units (``tree.nothing``). Each has unit and day.
    """
    draft = _TreeDraft(lines_of(edges))
    for position, order in enumerate(orders):
        try:
            _carry_out(draft, order)
            draft.check()
        except TreeError as error:
            error.order = position
            raise
    return [edge for _, line in sorted(draft.lines.items()) for edge in line]


def order_reach(order: Order) -> Reach:
    """Return what an order changes and what it relies on, to decide which part of a large tree to load.

    Let A be the ``affected_unit_ids`` of ``changed`` on the order's day. ``apply_orders`` followed by
    ``places_from_edges(…, only=A)`` needs all edges of A, of ``parents``, and of every ancestor of these on any day;
    for several orders, the union. As queries on the rows believed now: A as ``affected_unit_ids`` says; the ancestors
    of A and of ``parents``; and all rows of depth 0 and 1 of these, for ``edges_of``.
    """
    parents: set[int | None]
    if isinstance(order, Merge):
        news = _news(order.into)
        changed = {*order.units, *(unit for unit, _ in news)}
        parents = {parent for _, parent in news} if news else {_unit(order.into)}
    elif isinstance(order, Split):
        changed = {order.unit, *(unit for unit, _ in order.into)}
        parents = {order.children_to, *(parent for _, parent in order.into)}
    else:
        changed = {order.unit}
        parents = {order.children_to if isinstance(order, Close) else order.parent}
    return Reach(frozenset(changed), frozenset(parent for parent in parents if parent is not None))


class _TreeDraft:
    """A tree being changed: the edges of each unit, and the units changed since the last check."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.changed: set[int] = set()

    def check(self) -> None:
        """Raise TreeError if the path up from a changed unit has a gap or a cycle; the earliest one is reported.

        No other path can be damaged: a cycle contains a changed edge, and ``close`` moves the children.
        """
        wrong: list[TreeError] = []
        for unit in sorted(self.changed):
            try:
                for _ in ways_up(unit, self.lines):
                    pass
            except TreeError as error:
                wrong.append(error)
        if wrong:
            raise min(wrong, key=lambda error: error.day)
        self.changed.clear()

    def edge_on(self, unit: int, day: date) -> Edge:
        """Return the unit's edge on a day. Raise TreeError if the unit does not exist then."""
        line = self.lines.get(unit, [])
        for edge in line:
            if edge.start <= day < edge.until:
                return edge
        if not line:
            raise TreeError("tree.unknown", unit=unit, day=day)
        if day < line[0].start:
            raise TreeError("tree.before_founding", unit=unit, day=day, founded=line[0].start)
        closed = max(edge.until for edge in line if edge.until <= day)
        raise TreeError("tree.closed", unit=unit, day=day, closed=closed)

    def must_be_free(self, unit: int, day: date) -> None:
        """Raise TreeError if the unit exists on that day, or the day is ``FOREVER`` or later."""
        if day >= FOREVER:
            raise TreeError("tree.empty", unit=unit, day=day, until=FOREVER)
        if any(edge.start <= day < edge.until for edge in self.lines.get(unit, ())):
            raise TreeError("tree.exists", unit=unit, day=day)

    def establish(self, unit: int, parent: int | None, day: date) -> None:
        self.must_be_free(unit, day)
        until = min((edge.start for edge in self.lines.get(unit, ()) if edge.start > day), default=FOREVER)
        self.replace_span(unit, day, until, Edge(unit, parent, day, until))

    def move(self, unit: int, parent: int | None, day: date) -> None:
        until = self.edge_on(unit, day).until
        if self.edge_on(unit, day).parent == parent:
            raise TreeError("tree.same_parent", unit=unit, day=day, parent=parent)
        self.replace_span(unit, day, until, Edge(unit, parent, day, until))

    def close(self, unit: int, day: date, children_to: int | None) -> None:
        end = self.edge_on(unit, day).until
        for edge in self.lines[unit]:
            if edge.start == end:
                end = edge.until
        children = [
            edge
            for line in self.lines.values()
            for edge in line
            if edge.parent == unit and edge.until > day and edge.start < end
        ]
        if children and children_to is None:
            units = {edge.unit for edge in children}
            raise TreeError("tree.has_children", unit=unit, day=day, child=min(units), count=len(units))
        for edge in children:
            start = max(edge.start, day)
            self.replace_span(edge.unit, start, edge.until, Edge(edge.unit, children_to, start, edge.until))
        self.replace_span(unit, day, end, None)

    def replace(self, olds: Iterable[int], news: tuple[New, ...], day: date, children_to: int | None) -> None:
        """Close the old units and found the new ones."""
        for unit, _ in news:
            self.must_be_free(unit, day)  # before anything closes: a unit cannot succeed itself
        for unit in dict.fromkeys(olds):
            self.close(unit, day, children_to)
        for unit, parent in news:  # afterwards: a new unit must not count as a child of a closing one
            self.establish(unit, parent, day)

    def replace_span(self, unit: int, start: date, until: date, edge: Edge | None) -> None:
        """Replace what is recorded of the unit in ``[start, until)``; with None it does not exist then."""
        rest = edges_outside(self.lines.get(unit, ()), start, until)
        self.lines[unit] = merge_adjacent_edges(rest if edge is None else [*rest, edge])
        self.changed.add(unit)


def _carry_out(draft: _TreeDraft, order: Order) -> None:
    match order:
        case Found(unit, parent, day):
            draft.establish(unit, parent, day)
        case Move(unit, parent, day):
            draft.move(unit, parent, day)
        case Close(unit, day, children_to):
            draft.close(unit, day, children_to)
        case Merge():
            _merge(draft, order)
        case Split():
            _split(draft, order)
        case _:
            assert_never(order)


def _merge(draft: _TreeDraft, order: Merge) -> None:
    news, into = _news(order.into), _unit(order.into)
    if not order.units:
        raise TreeError("tree.nothing", unit=into, day=order.day)
    if into in order.units:
        raise TreeError("tree.into_itself", unit=into, day=order.day)
    if not news:
        draft.edge_on(into, order.day)
    draft.replace(order.units, news, order.day, into)


def _split(draft: _TreeDraft, order: Split) -> None:
    if not order.into:
        raise TreeError("tree.nothing", unit=order.unit, day=order.day)
    if order.keeps and order.children_to is not None:
        raise TreeError("tree.keeps_children", unit=order.unit, day=order.day)
    draft.edge_on(order.unit, order.day)
    draft.replace(() if order.keeps else (order.unit,), order.into, order.day, order.children_to)


def _unit(into: int | New) -> int:
    return into if isinstance(into, int) else into[0]


def _news(into: int | New) -> tuple[New, ...]:
    return () if isinstance(into, int) else (into,)
