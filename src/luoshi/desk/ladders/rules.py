"""On which rung somebody stands on a day, and from when a rise counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

DAY = timedelta(days=1)


class RungTerm(NamedTuple):
    """A recognition of a holder and the days on which it is valid, both included; ``last`` None: without an end."""

    record: int
    rung: int
    first: date
    last: date | None

    def is_valid(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class RungSpan(NamedTuple):
    """Days on which a recognition gives its holder the highest rung.

    Attributes:
        record: the recognition.
        first, last: both days, included; None: without an end.
        was: the recognition that gave the highest rung on the day before; None: none did.
        free: the first day of the time before this span in which nothing of the same or a higher rung was valid: the
            span's own first day if there is no such time, None if nothing ever was.
    """

    record: int
    first: date
    last: date | None
    was: int | None
    free: date | None


def find_spans(terms: Iterable[RungTerm]) -> list[RungSpan]:
    """Return the spans of one holder in their order; they do not overlap, and cover each day with a valid recognition.

    Of several recognitions of the highest rung the one that has been valid longest stands; a term that ends before it
    begins is none.
    """
    valid = sorted((term for term in terms if term.last is None or term.last >= term.first), key=_age)
    days = {term.first for term in valid} | {term.last + DAY for term in valid if term.last is not None}
    found: list[tuple[RungTerm, date, date | None]] = []
    for first, after in _pieces(sorted(days)):
        top = max((term for term in valid if term.is_valid(first)), key=lambda term: term.rung, default=None)
        if top is None:
            continue
        last = None if after is None else after - DAY
        if found and found[-1][0].record == top.record and found[-1][2] == first - DAY:
            found[-1] = (found[-1][0], found[-1][1], last)
        else:
            found.append((top, first, last))
    before = [None, *found]
    return [
        RungSpan(
            term.record,
            first,
            last,
            former[0].record if former is not None and former[2] == first - DAY else None,
            _free_since(term.rung, first, valid),
        )
        for former, (term, first, last) in zip(before, found, strict=False)
    ]


def _age(term: RungTerm) -> tuple[date, int]:
    return term.first, term.record


def _pieces(days: Sequence[date]) -> list[tuple[date, date | None]]:
    return list(zip_longest(days, days[1:]))


def _free_since(rung: int, first: date, valid: Sequence[RungTerm]) -> date | None:
    """Return the first day without this rung or a higher one before a day on which it begins; None: never had one."""
    lasts = [
        first - DAY if term.last is None else min(term.last, first - DAY)
        for term in valid
        if term.rung >= rung and term.first < first
    ]
    return max(lasts) + DAY if lasts else None
