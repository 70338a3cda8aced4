"""How a value is read that an office types, and what it means, by an example."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.dates.time_limits import Unit, count_limit_after, shift_months

LIMIT = re.compile(r"(\d{1,5})\s*个?\s*(工作日|日|天|working days?|workdays?|days?)?")


def parse_count(text: str) -> int:
    """A number of days, of people: 0 or more.

    Raises:
        ValueError: it is none.
    """
    if (found := int(text)) < 0:
        raise ValueError(f"{text} is less than none")
    return found


@dataclass(frozen=True)
class DayLimit:
    """A number of days, all of them or the working ones."""

    count: int
    unit: Literal["day", "workday"]


def parse_day_limit(text: str) -> DayLimit:
    """A limit in days as laws write it: 7日, 10个工作日; plain days are those of the calendar. Source: 民法典 art. 201.

    Raises:
        ValueError: it is none, or of no day, or of more than ten years.
    """
    found = LIMIT.fullmatch(text.strip().lower())
    if found is None or not 1 <= (number := int(found[1])) <= 3660:
        raise ValueError(f"{text} is no number of days: 7日, 10个工作日")
    return DayLimit(number, "workday" if (found[2] or "").startswith(("工", "w")) else "day")


def yes_or_no(text: str) -> bool:
    """Whether something is so: 是 or 否, yes or no.

    Raises:
        ValueError: it is neither.
    """
    found = {"是": True, "yes": True, "否": False, "no": False}.get(text.strip().lower())
    if found is None:
        raise ValueError(f"{text} is neither yes nor no: 是 or 否")
    return found


def parse_public_text(text: str) -> str:
    """What people are told, as it stands.

    Raises:
        ValueError: it says nothing, or more than anybody reads.
    """
    if not 10 <= len(text.strip()) <= 1000:
        raise ValueError("10 to 1000 characters")
    return text.strip()


def parse_period_months(text: str) -> int:
    """The months of a period: 1 to 120.

    Raises:
        ValueError: they are none.
    """
    if not 1 <= (found := int(text)) <= 120:
        raise ValueError(f"{text} are no months of a period: 1 to 120")
    return found


@dataclass(frozen=True)
class Example:
    """A deadline reckoned: it begins on a day, and the last day is this; ``free``: days between that do not count."""

    start: date
    last: date
    free: int


def example_deadline(count: int, unit: Unit, start: date) -> Example:
    """The last day of so many working days (``workday``) or calendar days (``day``) from the day after the first.

    Raises:
        DateError: the count is below 1, or out of all measure.
    """
    last = count_limit_after(start, count, unit).day
    return Example(start, last, (last - start).days - count if unit == "workday" else 0)


def kept_until(closed: date, term: int | None) -> date | None:
    """The last day on which a matter that is closed on a day is kept; None: for ever."""
    return shift_months(closed, 12 * term) if term else None
