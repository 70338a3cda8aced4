"""When urgent notices leave the system: at once in working hours, else on the next working morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from luoshi.dates.workdays import is_workday, next_work

OPENS, CLOSES = time(8, 30), time(17, 30)  # Source: the usual hours of offices; our own choice


def may_leave(local: datetime) -> datetime:
    """Return the earliest moment to send a notice about something that happens at this local time."""
    day, clock = date(local.year, local.month, local.day), local.time()  # local: the day is the office's own
    if is_workday(day) and OPENS <= clock < CLOSES:
        return local
    morning = next_work(day if clock < OPENS else day + timedelta(days=1))
    return datetime.combine(morning, OPENS, tzinfo=local.tzinfo)
