"""Parse the values that an office types, and compute examples of their effect."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.dates.time_limits import Unit, count_limit_after, shift_months

SPAN = re.compile(
    r"((?:19|20|21)\d\d)(?:年|(-\d\d-\d\d))?\s*(?:[-–—~至到]|——)\s*((?:19|20|21)\d\d)(?:年|(-\d\d-\d\d))?"
)
BENEATH = re.compile(r"(\S+?)\s*[/／]\s*([1-9])")
LIMIT = re.compile(r"(\d{1,5})\s*(?:个\s*)?(工作日|日|天|working days?|workdays?|days?)?")


def parse_count(text: str) -> int:
    """Parse a number, of days or people: 0 or more.

    Raises:
        ValueError: it is none.
    """
    if (found := int(text)) < 0:
        raise ValueError(f"{text} is less than none")
    return found


@dataclass(frozen=True)
class DayLimit:
    """A number of days, calendar or working days."""

    count: int
    unit: Literal["day", "workday"]


def parse_day_limit(text: str) -> DayLimit:
    """Parse a limit in days as laws write it: 7日, 10个工作日; plain days are calendar days. Source: 民法典 art. 201.

    Raises:
        ValueError: it is none, below one day, or of more than ten years.
    """
    found = LIMIT.fullmatch(text.strip().lower())
    if found is None or not 1 <= (number := int(found[1])) <= 3660:
        raise ValueError(f"{text} is no number of days: 7日, 10个工作日")
    return DayLimit(number, "workday" if (found[2] or "").startswith(("工", "w")) else "day")


def yes_or_no(text: str) -> bool:
    """Parse 是 or 否, yes or no.

    Raises:
        ValueError: it is neither.
    """
    found = {"是": True, "yes": True, "否": False, "no": False}.get(text.strip().lower())
    if found is None:
        raise ValueError(f"{text} is neither yes nor no: 是 or 否")
    return found


def parse_public_text(text: str) -> str:
    """Return a public text, stripped.

    Raises:
        ValueError: it has fewer than 10 or more than 1000 characters.
    """
    if not 10 <= len(text.strip()) <= 1000:
        raise ValueError("10 to 1000 characters")
    return text.strip()


def parse_period_months(text: str) -> int:
    """Parse the months of a period: 1 to 120.

    Raises:
        ValueError: it is not such a number.
    """
    if not 1 <= (found := int(text)) <= 120:
        raise ValueError(f"{text} are no months of a period: 1 to 120")
    return found


@dataclass(frozen=True)
class YearSpan:
    """Some years, or the days from one to another, both included."""

    first: date
    last: date

    def up_to(self, day: date) -> tuple[date, date]:
        """Return its days up to a day; before its beginning the last of them lies before the first."""
        return self.first, min(self.last, day)


def parse_year_span(text: str) -> YearSpan:
    """Parse some years, ``2022–2026``, or two days, ``2021-07-01–2025-12-31``, with a dash or 至 between them.

    Raises:
        ValueError: it is neither, a day does not exist, or the end lies before the beginning.
    """
    found = SPAN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(f"{text} are no years and no two days: 2022–2026, 2021-07-01–2025-12-31")
    first, first_day, last, last_day = found.groups()
    made = YearSpan(
        date.fromisoformat(first + (first_day or "-01-01")), date.fromisoformat(last + (last_day or "-12-31"))
    )
    if made.last < made.first:
        raise ValueError(f"{text} ends before it begins")
    return made


@dataclass(frozen=True)
class UnitChoice:
    """Units of the tree: those of the codes; with ``depth``, those so many levels beneath the one unit."""

    codes: tuple[str, ...]
    depth: int = 0


def parse_unit_choice(text: str) -> UnitChoice:
    """Parse units as an office names them: unit codes, ``HX-BD HX-YS``, or ``HX/1``, all one level beneath a unit.

    Raises:
        ValueError: there is no code, one stands there twice, or a depth stands beside several.
    """
    if found := BENEATH.fullmatch(text.strip()):
        return UnitChoice((found[1],), int(found[2]))
    codes = tuple(re.split(r"[\s,，、;；]+", text.strip(" \t\r\n,，、;；")))
    if not all(codes) or len({*codes}) < len(codes) or any("/" in code or "／" in code for code in codes):
        raise ValueError(f"{text} names no units: unit codes, or HX/1 for all one level beneath HX")
    return UnitChoice(codes)


@dataclass(frozen=True)
class Example:
    """An example deadline: its start and its last day; ``free``: days between that do not count."""

    start: date
    last: date
    free: int


def example_deadline(count: int, unit: Unit, start: date) -> Example:
    """Return the last day of a count of working (``workday``) or calendar days (``day``) from the next day on.

    Raises:
        DateError: the count is below 1 or too large.
    """
    last = count_limit_after(start, count, unit).day
    return Example(start, last, (last - start).days - count if unit == "workday" else 0)


def kept_until(closed: date, term: int | None) -> date | None:
    """Return the last day on which a record closed on a day is kept; None: for ever."""
    return shift_months(closed, 12 * term) if term else None
