"""Which rows of a document become which, when it is read anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.ledger.rows.rules.drafting import DraftRow


@dataclass(frozen=True, slots=True)
class Present:
    """A row that is there: its place in the document, and whether a person's change is on it."""

    key: int
    start: int
    end: int
    heading: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class RereadRows:
    """What a document read anew makes of its rows; drafts by their index."""

    same: tuple[tuple[int, int], ...]  # a row, and the draft whose words it has
    made: tuple[int, ...]
    gone: tuple[int, ...]  # rows whose words the new reading parts otherwise


def read_anew(rows: Sequence[Present], drafts: Sequence[DraftRow]) -> RereadRows:
    """Which rows become which drafts. What a person changed wins: no draft takes its words; all else is as drafted.

    A draft that stands wholly in words that people's rows have, also those merged away, makes no row.
    """
    free = {(row.start, row.end, row.heading): row.key for row in rows if not row.changed}
    taken = _joined(sorted((row.start, row.end) for row in rows if row.changed))
    starts = [start for start, _end in taken]
    same, made = [], []
    for at, draft in enumerate(drafts):
        key = free.pop((draft.start, draft.end, draft.role == "heading"), None)
        near = bisect_right(starts, draft.start) - 1
        if key is not None:
            same.append((key, at))
        elif near < 0 or taken[near][1] < draft.end:
            made.append(at)
    return RereadRows(tuple(same), tuple(made), tuple(free.values()))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans with those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
