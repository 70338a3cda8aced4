"""The periods of a duty: their keys, which of them are open, and for which one an act counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.dates.periods import MONTHS, PeriodKind, period_containing

Refused = Literal["", "choose", "not_owed", "fills"]
Additional = Literal["additional"]
ADDITIONAL: Additional = "additional"  # in place of a period: the act is kept with its day and fills none


def period_key(first: date | None, last: date | None) -> str:
    """Return the language-neutral key of a period: ``2026``, ``2026-H1``, ``2026-Q1``, ``2026-03``.

    ``2026-03-D1`` is the first 旬 of March, ``2026-03-02`` one day, ``2026-03-02/2026-03-08`` any other span of days;
    "" if there is no period.
    """
    if first is None or last is None:
        return ""
    if first == last:
        return first.isoformat()
    for kind in _CALENDAR:
        one = period_containing(kind, first)
        if (one.first, one.last) == (first, last):
            return _called(kind, first)
    return f"{first.isoformat()}/{last.isoformat()}"


_CALENDAR: tuple[PeriodKind, ...] = ("year", "half", "quarter", "month", "decade")
_LETTER: dict[PeriodKind, str] = {"half": "H", "quarter": "Q"}


def _called(kind: PeriodKind, first: date) -> str:
    if kind == "year":
        return f"{first.year}"
    month = f"{first.year}-{first.month:02}"
    if kind == "decade":
        return f"{month}-D{first.day // 10 + 1}"
    return month if kind == "month" else f"{first.year}-{_LETTER[kind]}{first.month // MONTHS[kind] + 1}"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period that is owed: its days, key, due date, and whether it is open.

    An act from ``opens`` to ``closes`` counts for it by default. If they are None, these are its own days; for a report
    on the previous month, days of the present one.
    """

    first: date
    last: date
    name: str
    due: date
    open: bool = True
    opens: date | None = None
    closes: date | None = None

    def has(self, day: date) -> bool:
        """Whether an act on the day counts for it by default."""
        return (self.opens or self.first) <= day and not self.is_over(day)

    def is_over(self, day: date) -> bool:
        """Whether an act on the day counts for a later period by default."""
        return (self.closes or self.last) < day


def countable_periods(owed: Collection[Stretch], on: date) -> list[Stretch]:
    """Return the periods that an act on a day may count for, oldest first: open ones, and that of the day.

    The day's own is included even if it is met: a second act in a period is allowed and fills no other.
    """
    found = {period.first: period for period in owed if period.first <= on and (period.open or period.has(on))}
    return [found[first] for first in sorted(found)]


def must_choose(owed: Collection[Stretch], on: date) -> bool:
    """Whether the period must be named: one before that of the day is still open, and none is assumed."""
    return any(period.open and period.is_over(on) for period in owed)


def fills_its_own(owed: Collection[Stretch], on: date) -> bool:
    """Whether the period of the day is open: an act on that day is then not additional."""
    return any(period.open and period.has(on) for period in owed)


def period_of(owed: Sequence[Stretch], on: date, named: date | Additional | None) -> tuple[date | None, Refused]:
    """Return the first day of the period that an act on a day counts for, or why it counts for none.

    Args:
        owed: the stored periods of the duty, met ones too.
        named: the first day of the period that was named, or that it is additional; None: neither.

    Returns:
        None, "": it is kept and counts for no period, since none is owed on its day. None, "choose": an older period
        is open, so one must be named. None, "not_owed": the one named is not owed, was met, or begins after the day.
        None, "fills": an act is additional only if the period of its day is met or not owed.
    """
    if named == ADDITIONAL:
        return None, "fills" if fills_its_own(owed, on) else ""
    found = {period.first: period for period in countable_periods(owed, on)}
    if named is not None:
        return (named, "") if named in found else (None, "not_owed")
    if must_choose(owed, on):
        return None, "choose"
    return next((period.first for period in found.values() if period.has(on)), None), ""
