"""How long something stands in publicity: counted day by day, without those on which an objection was open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.dates.workdays import MOST_DAYS, is_workday, shift_calendar_days

Stop = tuple[date, date | None]  # from the day on which an objection was raised to that of its answer, both stopped


def last_day(posted: date, count: int, workdays: bool, stops: Sequence[Stop] = ()) -> date | None:
    """The last day of publicity; None while an objection is open, for then nobody knows it.

    The first day is the one after posting. A day with an open objection does not count, so each is added at the end.
    A last day that is not worked moves behind the break. Sources: 民法典 arts 201 and 203; PARTS P17.

    Args:
        count: days, 1 or more.
        workdays: working days are counted, else every day.

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
    """How many days after posting, up to a day, did not count: each once, however many objections were open on it."""
    return sum(_stopped(shift_calendar_days(posted, offset), stops) for offset in range(1, (until - posted).days + 1))


def _stopped(day: date, stops: Sequence[Stop]) -> bool:
    return any(first <= day and (until is None or day <= until) for first, until in stops)
