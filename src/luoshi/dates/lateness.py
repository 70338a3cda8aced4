"""How a due date compares with a given day: one table of lateness for every page, paper, list and program.

A date is late from the first working day after it. Lateness is counted in working days; calendar days are given as
well. A date followed only by days off is still due, not late. Source: domain sheet 10 §10.2, lateness in working days;
sheet 02 §2.5, the first reminder a working day after the date.

A duty that is owed in a period instead of by a deadline is late from the day after the period ends, day off or not.

Each row of ``DATES`` takes the dates before its bound that no earlier row has taken. The status of one date
(``lateness_on_day``) and the comparison in the database (``before``) come from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from luoshi.dates.time_limits import count_limit_after
from luoshi.dates.workdays import (
    count_workdays_late,
    previous_work,
    shift_calendar_days,
    workday_digest,
    working_days,
)

LATE, PASSED, TODAY, SOON, LATER = "late", "passed", "today", "soon", "later"
SOON_DAYS = 5  # working days; our own choice, no source gives a number


@lru_cache(maxsize=32)
def soon_until(day: date) -> date:
    """Return the last day that counts as due soon on ``day``: five working days later, by the holiday calendar."""
    return count_limit_after(day, SOON_DAYS, "workday").day


@dataclass(frozen=True, slots=True)
class LatenessRow:
    """One status and the dates that have it: those before a bound computed from the given day; None: all the rest.

    Attributes:
        at_ends: the bound for the ends of periods, where it differs.
    """

    code: str
    before: Callable[[date], date] | None
    at_ends: Callable[[date], date] | None = None

    def last_day_bound(self, day: date, in_period: bool) -> date | None:
        """Return the day before which the dates of this row lie; None if there is no bound."""
        before = self.at_ends if in_period and self.at_ends else self.before
        return before(day) if before else None


DATES = (
    # A working day has passed since, today included. A period is over after its last day.
    LatenessRow(LATE, previous_work, lambda day: day),
    LatenessRow(PASSED, lambda day: day),  # only days off have passed since: late from the next working day on
    LatenessRow(TODAY, lambda day: shift_calendar_days(day, 1)),
    LatenessRow(SOON, lambda day: shift_calendar_days(soon_until(day), 1)),
    LatenessRow(LATER, None),
)


@dataclass(frozen=True, slots=True)
class Far:
    """How a due date compares with a given day.

    Attributes:
        code: the status, from ``DATES``.
        workdays: working days late; negative before the date, as working days left.
        days: calendar days past the date; negative before it.
    """

    code: str
    workdays: int
    days: int


def lateness_on_day(due: date, day: date, in_period: bool = False) -> Far:
    """Return how a due date compares with ``day``. ``in_period``: it is the end of a period in which to act."""
    return _lateness(due, day, in_period, workday_digest())


@lru_cache(maxsize=10_000)
def _lateness(due: date, day: date, in_period: bool, _digest: str) -> Far:
    """Compare by the calendar of this digest. Kept, because a hundred thousand records share a few hundred dates."""
    code = next(row.code for row in DATES if (before := row.last_day_bound(day, in_period)) is None or due < before)
    past = count_workdays_late(due, day) if day > due else -working_days(shift_calendar_days(day, 1), due)
    return Far(code, past, (day - due).days)


def is_late_on_day(due: date, day: date, in_period: bool = False) -> bool:
    """Check whether a duty with this due date is late if it is still open, or was done, on ``day``."""
    return due < (day if in_period else previous_work(day))


def lateness_date_bounds(codes: tuple[str, ...], day: date, in_period: bool = False) -> tuple[date | None, date | None]:
    """Return the first day with one of these statuses and the day before which all of them lie; None: no bound.

    Args:
        codes: consecutive rows of ``DATES``.
    """
    names = [row.code for row in DATES]
    first, last = names.index(codes[0]), names.index(codes[-1])
    assert tuple(names[first : last + 1]) == codes
    return DATES[first - 1].last_day_bound(day, in_period) if first else None, DATES[last].last_day_bound(
        day, in_period
    )
