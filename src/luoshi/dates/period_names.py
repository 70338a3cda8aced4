"""Write a period as text for addresses, sheets and programs, and parse it again.

2026    2026-H1    2026-Q1    2026-03    2026-03-D1 (旬)    2026-03-02
2026-01-01/2026-03-31   to date (累计)     2026/2030   several years     2026-03-31@   as of that day (时点)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from luoshi.dates.errors import DateError
from luoshi.dates.periods import MONTHS, Period, PeriodKind, period_of_months, period_of_years, ten_day_period, to_date

_LETTERS: dict[str, PeriodKind] = {"H": "half", "Q": "quarter"}
_WORDS = {kind: letter for letter, kind in _LETTERS.items()}


def format_period(span: Period) -> str:
    """Return the text of a period."""
    first, last = span.first, span.last
    if span.kind == "years":
        return f"{first.year}/{last.year}"
    if span.kind == "ytd":
        return f"{first.isoformat()}/{last.isoformat()}"
    if span.kind == "moment":
        return f"{last.isoformat()}@"
    if span.kind == "day":
        return first.isoformat()
    if span.kind == "year":
        return f"{first.year:04}"
    if span.kind in _WORDS:
        return f"{first.year:04}-{_WORDS[span.kind]}{(first.month - 1) // MONTHS[span.kind] + 1}"
    month = f"{first.year:04}-{first.month:02}"
    return month if span.kind == "month" else f"{month}-D{first.day // 10 + 1}"


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Period]], ...] = (
    (r"(\d{4})年?", lambda one: period_of_months("year", int(one[1]), 1)),
    (r"(\d{4})-([HQ])(\d)", lambda one: period_of_months(_LETTERS[one[2]], int(one[1]), int(one[3]))),
    (r"(\d{4})[-/.年](\d{1,2})月?", lambda one: period_of_months("month", int(one[1]), int(one[2]))),
    (r"(\d{4})-(\d{2})-D([123])", lambda one: ten_day_period(int(one[1]), int(one[2]), int(one[3]))),
    (r"(\d{4}-\d{2}-\d{2})(@?)", lambda one: _of_day(date.fromisoformat(one[1]), "moment" if one[2] else "day")),
    (r"(\d{4})-01-01/(\d{4}-\d{2}-\d{2})", lambda one: _to_date(int(one[1]), date.fromisoformat(one[2]))),
    (r"(\d{4})/(\d{4})", lambda one: period_of_years(int(one[1]), int(one[2]))),
    (r"(\d{4})年1[-–—~至](\d{1,2})月", lambda one: to_date(period_of_months("month", int(one[1]), int(one[2])).last)),
)


def period_named(text: str) -> Period:
    """Return the period for a text. It also accepts everyday forms: 2026年3月, 2026年1-3月 (to date).

    Raises:
        DateError: ``dates.name`` where the text names no period.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for form, made in _FORMS:
        if found := re.fullmatch(form, plain):
            try:
                return made(found)
            except (ValueError, DateError):
                break
    raise DateError("dates.name", name=text)


def _of_day(day: date, kind: PeriodKind) -> Period:
    return Period(kind, day, day)


def _to_date(year: int, last: date) -> Period:
    if last.year != year:
        raise DateError("dates.name", name=last.isoformat())
    return to_date(last)
