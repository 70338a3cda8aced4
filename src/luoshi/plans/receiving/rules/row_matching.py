"""Matches the rows of a document with the drafts of a new reading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.plans.rows.rules.drafting import DraftRow


@dataclass(frozen=True, slots=True)
class Present:
    """An existing row: its place in the document, and whether a person changed it."""

    key: int
    start: int
    end: int
    heading: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class RereadRows:
    """What a new reading does to the rows of a document; drafts are given by index."""

    same: tuple[tuple[int, int], ...]  # a row, and the draft with the same words
    made: tuple[int, ...]
    gone: tuple[int, ...]  # rows whose words the new reading divides differently


def read_anew(rows: Sequence[Present], drafts: Sequence[DraftRow]) -> RereadRows:
    """Match rows with drafts. People's changes win: no draft takes their words; everything else follows the drafts.

    A draft that lies wholly within words of people's rows, even merged ones, makes no row.
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
    """Merge sorted spans that touch or overlap."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
