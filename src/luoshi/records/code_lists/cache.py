"""What was read of lists, kept for one request: its pages, forms and answers ask for the same words many times.

Outside of a request nothing is kept, unless ``list_cache_scope`` says so, as for a task of many rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshi.org.tree.models import ALWAYS, Placement, in_sight
from luoshi.records.code_lists.models import ListVersion
from luoshi.records.code_lists.rules import CodeListRow, ListVersionData

Placed = tuple[date, date, int, int]  # from, until, depth, and the unit that stands above


@dataclass
class ListCache:
    """All versions of all lists by the list's name, and of each unit what stands above it of those with their own."""

    versions: dict[str, tuple[ListVersionData, ...]] | None = None
    above: dict[int, list[Placed]] | None = None
    found: dict[tuple[Any, ...], Any] = field(default_factory=dict)


_KEPT: ContextVar[ListCache | None] = ContextVar("luoshi_lists", default=None)


def start_list_cache(**_: Any) -> None:
    """From here on what is read of lists is kept; a receiver of ``request_started``."""
    _KEPT.set(ListCache())


def end_list_cache(**_: Any) -> None:
    """Nothing is kept any longer; a receiver of ``request_finished``."""
    _KEPT.set(None)


def clear_list_cache() -> None:
    """What was read is read anew, for a list has been changed."""
    if _KEPT.get() is not None:
        _KEPT.set(ListCache())


@contextmanager
def list_cache_scope() -> Iterator[None]:
    """Keep what is read of lists for as long as this lasts; within a request that is kept already."""
    token = _KEPT.set(_KEPT.get() or ListCache())
    try:
        yield
    finally:
        _KEPT.reset(token)


def current_list_cache() -> ListCache:
    """What is kept now; where nothing is, something empty that only the caller has."""
    return _KEPT.get() or ListCache()


def cached_versions(name: str, kept: ListCache) -> tuple[ListVersionData, ...]:
    """All versions of a list. One query for those of all lists, the first time."""
    if kept.versions is None:
        by_name: dict[str, list[ListVersionData]] = {}
        rows = ListVersion.objects.order_by("start", "pk").values_list("name", "pk", "unit_id", "start", "items")
        for of, pk, unit, start, items in rows:
            by_name.setdefault(of, []).append(ListVersionData(pk, unit, start, rows_from_items(items)))
        kept.versions = {of: tuple(some) for of, some in by_name.items()}
    return kept.versions.get(name, ())


def rows_from_items(items: Any) -> tuple[CodeListRow, ...]:
    """The items of a version as the rules know them."""
    return tuple(CodeListRow(stored_row["code"], stored_row["word"], stored_row["values"]) for stored_row in items)


def nearest_units(unit: int | None, day: date, kept: ListCache) -> list[int | None]:
    """The unit, those above it on the day that have versions of their own, the nearest first, and None: for all.

    One query for all units, the first time, and only where a unit has a version of its own.
    """
    own = {version.unit for some in (kept.versions or {}).values() for version in some} - {None}
    if unit is None or not own:
        return [None]
    if kept.above is None:
        kept.above = {}
        rows = Placement.objects.filter(in_sight(), ancestor__in=own, known_to=ALWAYS)
        for below, start, until, depth, ancestor in rows.values_list(
            "unit_id", "start", "until", "depth", "ancestor_id"
        ):
            kept.above.setdefault(below, []).append((start, until, depth, ancestor))
    stands = [placement for placement in kept.above.get(unit, ()) if placement[0] <= day < placement[1]]
    return [*(ancestor for _start, _until, _depth, ancestor in sorted(stands, key=lambda one: one[2])), None]
