"""Which value of a period can be entered. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from luoshi.kernel.kinds.language.conditions import During

DAY = timedelta(days=1)
ValueFault = Literal["", "period", "open", "empty", "both"]


def period_end(every: str, day: date) -> date:
    """Return the last day of the calendar period that contains a day."""
    return During("day", every).bounds(day)[1] - DAY


def period_start(every: str, day: date) -> date:
    """Return the first day of the calendar period that contains a day."""
    return During("day", every).bounds(day)[0]


def last_period_ends(every: str, day: date, count: int) -> list[date]:
    """Return the last days of the periods that are over on a day, the latest first."""
    return [During("day", every, before).bounds(day)[1] - DAY for before in range(1, count + 1)]


def value_fault(every: str, until: date, value: Decimal | None, missing: bool, today: date) -> ValueFault:
    """Return why a value cannot be entered for the period that ends on a day; "" if it can.

    Not reported, missing in the source, and 0 are three things: either there is a value, or the source lacks it.
    """
    if until != period_end(every, until):
        return "period"
    if until >= today:
        return "open"
    if missing:
        return "both" if value is not None else ""
    return "empty" if value is None else ""
