"""Which entries of the menu stand where: decided on plain values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

OFTEN = 5  # entries under "often used"
OFTEN_DAYS = 3  # on so many days a page must have been used: the column keeps its order while one finds one's way
MOST = 12  # entries of a column, besides saved views


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the menu.

    Attributes:
        area: the name of its area.
        count: how much waits for the person there; None: nothing.
        unused: nobody in the office has used it yet, or its line is only read.
        kinds: the names of the kinds that it lists.
    """

    label: str
    url: str
    area: str
    current: bool = False
    count: int | None = None
    unused: bool = False
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnSection:
    """Entries of a column under a heading; "": without one."""

    heading: str
    entries: tuple[MenuEntry, ...]


def mark_nearest(entries: Iterable[MenuEntry]) -> list[MenuEntry]:
    """Mark only the entry with the longest matching URL: /mine/report/ is below /mine/."""
    every = list(entries)
    longest = max((len(entry.url) for entry in every if entry.current), default=0)
    return [replace(entry, current=entry.current and len(entry.url) == longest) for entry in every]


def choose_often_used(
    entries: Sequence[MenuEntry], pinned: Sequence[str], days: Mapping[str, int], most: int = OFTEN
) -> list[MenuEntry]:
    """Return the entries that a person pinned, in their order, then those used on most days.

    All that is pinned; of the others as many as fill up to ``most``, if they were used on at least three days.

    Args:
        pinned: URLs.
        days: on how many days each URL was used.
    """
    by_url = {entry.url: entry for entry in entries}
    first = [by_url[url] for url in pinned if url in by_url]
    used = [entry for entry in entries if days.get(entry.url, 0) >= OFTEN_DAYS and entry not in first]
    used.sort(key=lambda entry: -days[entry.url])  # stable: equals keep the menu's order
    return [*first, *used[: max(0, most - len(first))]]


def divide_column(entries: Sequence[MenuEntry], often: Collection[MenuEntry]) -> tuple[MenuEntry, ...]:
    """Return the rest of an area's column: used entries in the menu's order while there is room, and the current."""
    rest = [entry for entry in entries if entry not in often]
    room = max(0, MOST - len(often))
    shown = [entry for entry in rest if not entry.unused][:room]
    return tuple(entry for entry in rest if entry in shown or entry.current)
