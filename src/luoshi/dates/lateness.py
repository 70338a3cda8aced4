"""How a date stands on a day: the one declared table of lateness, for every page, paper, list and program.

A date is late from the first working day after it on: late by so many working days, the calendar days told beside
them. While only days off have passed it is due, not late. Source: domain sheet 10 §10.2, lateness in working days;
sheet 02 §2.5, the first reminder a working day after the date.

What is owed in a period, and not by a deadline, is late from the day after the period's end on, off or not.

Each row of ``DATES`` says before which day the dates lie that stand so, after the rows above it took theirs: what
decides for one date (``lateness_on_day``) and what a database compares (``before``) come from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from luoshi.dates.time_limits import count_limit_after
from luoshi.dates.workdays import count_workdays_late, previous_work, shift_calendar_days, working_days

LATE, PASSED, TODAY, SOON, LATER = "late", "passed", "today", "soon", "later"
SOON_DAYS = 5  # working days; our own choice, no source gives a number


@lru_cache(maxsize=32)
def soon_until(day: date) -> date:
    """The last day that is due soon on ``day``: five working days on, holidays and working weekends reckoned."""
    return count_limit_after(day, SOON_DAYS, "workday").day


@dataclass(frozen=True, slots=True)
class LatenessRow:
    """Dates that stand so: those before a day that is reckoned from the day asked about; None: all the rest.

    Attributes:
        at_ends: the same of ends of periods, where that differs.
    """

    code: str
    before: Callable[[date], date] | None
    at_ends: Callable[[date], date] | None = None

    def bound(self, day: date, in_period: bool) -> date | None:
        """The day before which those dates lie."""
        before = self.at_ends if in_period and self.at_ends else self.before
        return before(day) if before else None


DATES = (
    # A working day lies behind it, up to today; a period is over with its last day.
    LatenessRow(LATE, previous_work, lambda day: day),
    LatenessRow(PASSED, lambda day: day),  # only days off have passed since: late from the next working day on
    LatenessRow(TODAY, lambda day: shift_calendar_days(day, 1)),
    LatenessRow(SOON, lambda day: shift_calendar_days(soon_until(day), 1)),
    LatenessRow(LATER, None),
)


@dataclass(frozen=True, slots=True)
class Far:
    """How a date stands on a day.

    Attributes:
        code: of ``DATES``.
        workdays: working days that it is late by; before it, working days left, negative.
        days: calendar days past it; before it negative.
    """

    code: str
    workdays: int
    days: int


def lateness_on_day(due: date, day: date, in_period: bool = False) -> Far:
    """How a date stands on a day; ``in_period``: it ends the period in which something is owed."""
    code = next(row.code for row in DATES if (before := row.bound(day, in_period)) is None or due < before)
    past = count_workdays_late(due, day) if day > due else -working_days(shift_calendar_days(day, 1), due)
    return Far(code, past, (day - due).days)


def is_late_on_day(due: date, day: date, in_period: bool = False) -> bool:
    """Whether what is due then is late on a day, or was, done on that day."""
    return due < (day if in_period else previous_work(day))


def lateness_date_bounds(codes: tuple[str, ...], day: date, in_period: bool = False) -> tuple[date | None, date | None]:
    """The first day of the dates that stand so, and the day before which they all lie; None: no bound.

    Args:
        codes: rows of ``DATES`` that follow one another.
    """
    names = [row.code for row in DATES]
    first, last = names.index(codes[0]), names.index(codes[-1])
    assert tuple(names[first : last + 1]) == codes
    return DATES[first - 1].bound(day, in_period) if first else None, DATES[last].bound(day, in_period)
