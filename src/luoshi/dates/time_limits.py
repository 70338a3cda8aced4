"""Count time limits. Source: 民法典 arts 200–204, 1259; for working days 行政许可法 art. 82."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.dates.errors import DateError
from luoshi.dates.workdays import (
    MOST_DAYS,
    is_workday,
    is_workday_provisional,
    next_work,
    previous_work,
    shift_calendar_days,
)

Unit = Literal["workday", "day", "week", "decade", "half-month", "month", "year"]
Roll = Literal["none", "next", "prev"]

# 半个月, 一周, 旬 as calendar days. Source: office practice.
DAYS: dict[Unit, int] = {"day": 1, "week": 7, "decade": 10, "half-month": 15}


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day of a time limit."""

    day: date
    nominal: date  # before it was moved off a non-working day
    provisional: bool  # a holiday notice not yet shipped may still move it


def count_limit_after(start: date, count: int, unit: Unit, roll: Roll = "next") -> Limit:
    """Return the last day of ``count`` units counted from the day after ``start``.

    Months and years end on the same day number, or on the last day of the month if it has no such day. A last day that
    is not a working day moves after the break with ``roll`` "next" (art. 203), before it with "prev", not with "none".

    Raises:
        DateError: ``dates.count`` for a count below 1 or too large, ``dates.beyond`` past the year 9999.
    """
    return _limit(start, count, unit, roll, 1)


def count_limit_before(event: date, count: int, unit: Unit, roll: Roll = "prev") -> Limit:
    """Return the day ``count`` units before ``event``. The event itself is not counted (会前7日); otherwise the rules
    of ``count_limit_after`` apply."""
    return _limit(event, count, unit, roll, -1)


def _limit(start: date, count: int, unit: Unit, roll: Roll, sign: int) -> Limit:
    if not 1 <= count <= MOST_DAYS:
        raise DateError("dates.count", count=count)
    if unit == "workday":
        day, unsure = start, False
        while count:
            day = shift_calendar_days(day, sign)
            unsure = unsure or is_workday_provisional(day)
            count -= is_workday(day)
        return Limit(day, day, unsure)
    if unit in DAYS:
        nominal = shift_calendar_days(start, sign * count * DAYS[unit])
    else:
        nominal = shift_months(start, sign * count * (12 if unit == "year" else 1))
    return roll_to_workday(nominal, roll)


def roll_to_workday(nominal: date, roll: Roll) -> Limit:
    """Move ``nominal`` to a working day as ``roll`` says. A fixed date (6月30日前) takes "none"."""
    day = {"none": lambda d: d, "next": next_work, "prev": previous_work}[roll](nominal)
    return Limit(day, nominal, roll != "none" and (is_workday_provisional(nominal) or is_workday_provisional(day)))


def shift_months(day: date, months: int) -> date:
    """Return the same day number ``months`` later (or earlier), or the last day of the month. Source: 民法典 art. 202.

    Raises:
        DateError: ``dates.beyond``, the result lies outside the years 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise DateError("dates.beyond", day=day.isoformat(), days=months * 30)
    return date(year, month, min(day.day, monthrange(year, month)[1]))
