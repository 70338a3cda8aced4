"""A cache of code lists for one request: its pages, forms and responses ask for the same words many times.

Outside of a request nothing is cached, except within ``list_cache_scope``, for instance in a task over many rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from luoshi.kernel.code_lists.models import ListVersion
from luoshi.kernel.code_lists.rules import CodeListRow, ListVersionData
from luoshi.org.tree.models import ALWAYS, Placement, in_sight

Placed = tuple[date, date, int, int]  # from, until, depth, and the unit above


@dataclass
class ListCache:
    """All versions of all lists by list name, and for each unit its ancestors that have own versions."""

    versions: dict[str, tuple[ListVersionData, ...]] | None = None
    above: dict[int, list[Placed]] | None = None
    found: dict[tuple[Any, ...], Any] = field(default_factory=dict)


_KEPT: ContextVar[ListCache | None] = ContextVar("luoshi_lists", default=None)


def start_list_cache(**_: object) -> None:
    """Start caching code lists; a receiver of ``request_started``."""
    _KEPT.set(ListCache())


def end_list_cache(**_: object) -> None:
    """Stop caching; a receiver of ``request_finished``."""
    _KEPT.set(None)


def clear_list_cache() -> None:
    """Clear the cache after a list was changed."""
    if _KEPT.get() is not None:
        _KEPT.set(ListCache())


@contextmanager
def list_cache_scope() -> Iterator[None]:
    """Cache code lists within this scope; within a request the existing cache is used."""
    token = _KEPT.set(_KEPT.get() or ListCache())
    try:
        yield
    finally:
        _KEPT.reset(token)


def current_list_cache() -> ListCache:
    """Return the current cache; if there is none, an empty one for the caller alone."""
    return _KEPT.get() or ListCache()


def cached_versions(name: str, kept: ListCache) -> tuple[ListVersionData, ...]:
    """Return all versions of a list. The first call reads those of all lists in one query."""
    if kept.versions is None:
        by_name: dict[str, list[ListVersionData]] = {}
        rows = ListVersion.objects.order_by("start", "pk").values_list("name", "pk", "unit_id", "start", "items")
        for of, pk, unit, start, items in rows:
            by_name.setdefault(of, []).append(ListVersionData(pk, unit, start, rows_from_items(items)))
        kept.versions = {of: tuple(some) for of, some in by_name.items()}
    return kept.versions.get(name, ())


def rows_from_items(items: Any) -> tuple[CodeListRow, ...]:
    """Return the items of a version as rows."""
    return tuple(CodeListRow(stored_row["code"], stored_row["word"], stored_row["values"]) for stored_row in items)


def nearest_units(unit: int | None, day: date, kept: ListCache) -> list[int | None]:
    """Return the unit and those of its ancestors on the day that have own versions, nearest first, then None for all.

    The first call takes one query for all units, and only if a unit has a version of its own.
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
