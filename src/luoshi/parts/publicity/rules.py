"""The length of a publicity period, counted day by day without those on which an objection was open. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.dates.workdays import MOST_DAYS, is_workday, shift_calendar_days

Stop = tuple[date, date | None]  # from the day of the objection to that of its answer, both inclusive


def last_day(posted: date, count: int, workdays: bool, stops: Sequence[Stop] = ()) -> date | None:
    """Return the last day of publicity; None while an objection is open, since it is unknown then.

    The first day is the one after posting. Days with an open objection do not count. A last day that is not a working
    day moves to the next one. Sources: 民法典 arts 201 and 203; PARTS P17.

    Args:
        count: days, 1 or more.
        workdays: count working days instead of all days.

    Raises:
        DateError: past the year 9999.
    """
    if any(until is None for _first, until in stops):
        return None
    day, left = posted, count
    for _turn in range(MOST_DAYS):
        day = shift_calendar_days(day, 1)
        if _stopped(day, stops):
            continue
        if left > 0:
            left -= is_workday(day) if workdays else 1
        if left == 0 and is_workday(day):
            return day
    raise ValueError(f"a publicity of {count} days comes to no end")


def stopped_days(posted: date, until: date, stops: Sequence[Stop]) -> int:
    """Count the days after posting, up to a day, on which an objection was open, each once."""
    return sum(_stopped(shift_calendar_days(posted, offset), stops) for offset in range(1, (until - posted).days + 1))


def _stopped(day: date, stops: Sequence[Stop]) -> bool:
    return any(first <= day and (until is None or day <= until) for first, until in stops)
