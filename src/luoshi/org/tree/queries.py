"""Queries on the dated tree: as it is on a day, and as it was believed to be at a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, FilteredRelation, Q, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement
from luoshi.org.tree.models import ALWAYS, Placement, Unit, UnitName, UnitsMark, in_sight
from luoshi.org.tree.rules.names import DatedName
from luoshi.org.tree.rules.orders import Order, order_reach
from luoshi.org.tree.rules.tree import Edge, TreePlace, edges_of


def believed_placements(at: datetime | None = None) -> QuerySet[Placement]:
    """Return the placements of all days, as believed at a moment, or now."""
    if at is None:
        return Placement.objects.filter(in_sight(), known_to=ALWAYS)
    return Placement.objects.filter(in_sight(), known_from__lte=at, known_to__gt=at)


def placements_on(day: date, at: datetime | None = None) -> QuerySet[Placement]:
    """Return the placements on a day, as believed at a moment, or now."""
    return believed_placements(at).filter(start__lte=day, until__gt=day)


def tree_version_token() -> UUID | None:
    """Return a token that changes with every change of units, their names and places. One query.

    None if the database has no token (its migrations are incomplete): then nothing may be cached.
    """
    found = _MARK.rows()
    return found[0][0] if found else None


_MARK = SqlStatement(lambda: UnitsMark.objects.values_list("token"))


def is_import_running() -> bool:
    """Return True while a long sheet of units is being imported; the tree must not change until it ends. One query."""
    return UnitsMark.objects.filter(hidden_from__isnull=False).exists()


def exists_on(unit: int, day: date, at: datetime | None = None) -> bool:
    """Return True if the unit exists on a day."""
    return placements_on(day, at).filter(unit=unit, depth=0).exists()


def parent_on(unit: Unit, day: date) -> Unit | None:
    """Return the parent of a unit on a day; None for a root."""
    return Unit.objects.filter(below__in=placements_on(day).filter(unit=unit, depth=1)).first()


def lives_of(unit: int, at: datetime | None = None) -> list[tuple[date, date]]:
    """List the periods in which a unit exists, as (first day, day after the last), in order. One query."""
    rows = believed_placements(at).filter(unit=unit, depth=0).order_by("start")
    return list(rows.values_list("start", "until"))


def right_under(unit: int, day: date, at: datetime | None, only: Collection[int] | None) -> QuerySet[Placement, int]:
    """Return the ids of a unit's children on a day, by code; with ``only``, just those in it. One query when read."""
    rows = placements_on(day, at).filter(ancestor=unit, depth=1)
    rows = rows if only is None else rows.filter(unit__in=only)
    return rows.order_by("unit__code").values_list("unit_id", flat=True)


def count_beneath(unit: Unit, day: date) -> int:
    """Count the descendants of a unit on a day, at any depth. One query."""
    return placements_on(day).filter(ancestor=unit, depth__gt=0).count()


def placement_as_place(row: Placement) -> TreePlace:
    """Convert a row to the value that the pure rules use."""
    return TreePlace(row.ancestor_id, row.unit_id, row.depth, row.start, row.until)


def rows_needed_by_orders(orders: Iterable[Order]) -> tuple[dict[TreePlace, int], dict[TreePlace, int]]:
    """Return the rows that orders need: those of the units they may change, and those of depth 0 and 1 they rely on.

    Three queries, whatever the size of the tree.

    Returns:
        Row ids by place, for each of the two.
    """
    changed: set[int] = set()
    parents: set[int] = set()
    first = date.max
    for order in orders:
        touched = order_reach(order)
        changed |= touched.changed
        parents |= touched.parents
        first = min(first, order.day)
    rows = believed_placements()
    beneath = rows.filter(ancestor__in=changed, until__gt=first).values_list("unit_id", flat=True)
    affected = changed | set(beneath)
    mine = {placement_as_place(row): row.pk for row in rows.filter(unit__in=affected)}
    above = rows.filter(unit__in=affected | parents).values_list("ancestor_id", flat=True)
    leaned = rows.filter(unit__in=affected | parents | set(above), depth__lte=1)
    return mine, {placement_as_place(row): row.pk for row in leaned}


def edges_now() -> list[Edge]:
    """List the edges (unit and parent) of all days, as believed now. One query."""
    values = believed_placements().filter(depth__lte=1).values_list("ancestor_id", "unit_id", "depth", "start", "until")
    return edges_of(TreePlace(*place) for place in values)


WHOLE = 300  # units: a tree up to this size is shown whole, a larger one level by level
WIDEST = 2000  # units under the opened ones, in total


class Node(NamedTuple):
    """A unit in the tree of a day: its name that day, its parent, and the number of its children and descendants."""

    unit: int
    name: str
    short: str
    code: str
    parent: int | None
    direct: int
    beneath: int


@dataclass(frozen=True, slots=True)
class VisibleTree:
    """The nodes that a page shows, in the units' own order; ``whole`` if these are all ``total`` units of the day."""

    nodes: list[Node]
    total: int
    whole: bool


def visible_tree(
    day: date, opened: Collection[int], at: datetime | None = None, only: Collection[int] | None = None
) -> VisibleTree:
    """Return the tree of a day: all of it if it is small, else its roots and the children of the opened units.

    Five queries, whatever its size. With ``only``, no other units than these.
    """
    rows = placements_on(day, at) if only is None else placements_on(day, at).filter(unit__in=only)
    total = rows.filter(depth=0).count()
    whole = total <= WHOLE
    under = rows.filter(depth=1) if whole else rows.filter(depth=1, ancestor__in=opened)
    roots = rows.filter(depth=0).exclude(unit__in=rows.filter(depth=1).values("unit"))
    made = [node for some in (roots, under) for node in _nodes(some, day, at, only)]
    return VisibleTree(made, total, whole)


def tree_nodes(
    units: Collection[int], day: date, at: datetime | None = None, only: Collection[int] | None = None
) -> list[Node]:
    """Return nodes for these units on a day, in their own order, without their parents. Two queries."""
    return _nodes(placements_on(day, at).filter(unit__in=list(units), depth=0), day, at, only)


def _nodes(rows: QuerySet[Placement], day: date, at: datetime | None, only: Collection[int] | None) -> list[Node]:
    """Return one node per row, at most ``WIDEST``: rows of depth 0 are shown without a parent. Two queries.

    Rows have depth 0 or 1. A subquery selects the units: thousands of ids cost more to write than their rows to read.
    """
    below = placements_on(day, at).filter(ancestor__in=rows.values("unit"), depth__gt=0)
    if only is not None:
        below = below.filter(unit__in=only)
    grouped = below.values("ancestor").annotate(direct=Count("pk", filter=Q(depth=1)), all=Count("pk")).order_by()
    counts = {unit: (direct, every) for unit, direct, every in grouped.values_list("ancestor", "direct", "all")}
    then = {f"unit__names__{lookup}": value for lookup, value in _of_day(day, at).items()}
    named = rows.annotate(called=FilteredRelation("unit__names", condition=Q(**then)))
    columns = ("unit_id", "called__name", "called__short", "unit__code", "ancestor_id", "depth")
    found = named.order_by("unit__sort", "called__name", "unit__code").values_list(*columns)[:WIDEST]
    return [
        Node(unit, name or "", short or "", code, parent if depth else None, *counts.get(unit, (0, 0)))
        for unit, name, short, code, parent, depth in found
    ]


def _of_day(day: date, at: datetime | None) -> dict[str, Any]:
    """Return the lookups for rows valid on a day, as believed at a moment or now."""
    known = {"known_to": ALWAYS} if at is None else {"known_from__lte": at, "known_to__gt": at}
    return {**known, "start__lte": day, "until__gt": day}


def _names_believed(at: datetime | None) -> QuerySet[UnitName]:
    if at is None:
        return UnitName.objects.filter(in_sight(), known_to=ALWAYS)
    return UnitName.objects.filter(in_sight(), known_from__lte=at, known_to__gt=at)


def names_at(day: date, at: datetime | None = None) -> QuerySet[UnitName]:
    """Return the names of all units on a day, as believed at a moment or now."""
    return _names_believed(at).filter(start__lte=day, until__gt=day)


def unit_names_on_day(units: Iterable[int], day: date, at: datetime | None = None) -> dict[int, tuple[str, str]]:
    """Map units to their name and abbreviation on a day, as believed at a moment or now.

    One query, once in a request that only reads.
    """
    asked = frozenset(units)
    return dict(keep_answer((unit_names_on_day, asked, day, at), lambda: _ask_for_names(asked, day, at)))


def _ask_for_names(units: Collection[int], day: date, at: datetime | None) -> dict[int, tuple[str, str]]:
    rows = names_at(day, at).filter(unit__in=list(units))
    return {unit: (name, short) for unit, name, short in rows.values_list("unit_id", "name", "short")}


def unit_paths(units: Collection[int], day: date, at: datetime | None = None) -> dict[int, list[tuple[int, str]]]:
    """Map each of these units to its ancestors on a day, the root first, as (id, name). Two queries."""
    above: dict[int, list[int]] = {unit: [] for unit in units}
    rows = placements_on(day, at).filter(unit__in=list(units), depth__gt=0).order_by("-depth")
    for unit, ancestor in rows.values_list("unit_id", "ancestor_id"):
        above[unit].append(ancestor)
    names = unit_names_on_day({ancestor for path in above.values() for ancestor in path}, day, at)
    return {unit: [(ancestor, names.get(ancestor, ("", ""))[0]) for ancestor in path] for unit, path in above.items()}


def names_by_unit(units: Collection[int] | None, at: datetime | None = None) -> dict[int, dict[DatedName, int]]:
    """Return all names of these units (None: of all), each with its row's id; as believed at a moment or now."""
    rows = _names_believed(at).order_by("unit", "start")
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    found: dict[int, dict[DatedName, int]] = {}
    for unit, pk, name, short, start, until in rows.values_list("unit_id", "pk", "name", "short", "start", "until"):
        found.setdefault(unit, {})[DatedName(name, short, start, until)] = pk
    return found
