"""Reporting periods: day, 旬, month, quarter, half-year, year, year to date, several years, moment."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from luoshi.dates.errors import DateError
from luoshi.dates.time_limits import shift_months
from luoshi.dates.workdays import shift_calendar_days

PeriodKind = Literal["day", "decade", "month", "quarter", "half", "year", "ytd", "years", "moment"]

MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A range of days; ``first`` and ``last`` are included.

    Three kinds do not follow one another without a gap: ``ytd``, from the first of January to a day (累计); ``years``,
    several whole years; ``moment``, the state at the end of a day (时点).
    """

    kind: PeriodKind
    first: date
    last: date

    def next(self) -> Period:
        """Return the next period of this kind; the one from the next day on if the kind does not divide a year.

        Raises:
            DateError: ``dates.period`` for a year to date or several years, which have no next period.
        """
        return period_containing(self.kind, shift_calendar_days(self.last, 1))

    def before(self) -> Period | None:
        """Return the previous period of the same kind; for a year to date, the one that ends a month earlier.

        None if there is none: for the first month to date, for several years, and at the start of the calendar.
        """
        if self.kind == "years" or self.first.toordinal() == 1:
            return None
        if self.kind == "ytd":
            month = period_containing("month", self.last)
            return to_date(shift_calendar_days(month.first, -1)) if month.first.month > 1 else None
        return period_containing(self.kind, shift_calendar_days(self.first, -1))

    def a_year_before(self) -> Period:
        """Return the same period one year earlier, the base of 同比. The 29th of February becomes the 28th.

        Raises:
            DateError: ``dates.period`` for several years, which are never compared this way.
        """
        if self.kind == "years":
            raise DateError("dates.period", kind=self.kind, year=self.first.year, number=0)
        day = shift_months(self.last, -12)
        if self.kind in MONTHS or self.kind == "decade":
            return period_containing(self.kind, day)
        return to_date(_same_end(self.last, day)) if self.kind == "ytd" else Period(self.kind, day, day)


def period_containing(kind: PeriodKind, day: date) -> Period:
    """Return the period of this kind that contains ``day``. 旬 are days 1–10, 11–20 and 21 to the end of the month."""
    if kind in ("day", "moment"):
        return Period(kind, day, day)
    if kind == "decade":
        return ten_day_period(day.year, day.month, min((day.day - 1) // 10, 2) + 1)
    return period_of_months(kind, day.year, (day.month - 1) // MONTHS.get(kind, 1) + 1)


def period_of_months(kind: PeriodKind, year: int, number: int) -> Period:
    """Return the ``number``-th (from 1) month, quarter, half or whole of ``year``.

    Raises:
        DateError: ``dates.period`` where the year has no such period.
    """
    length = MONTHS.get(kind, 0)
    if not length or not 1 <= number <= 12 // length or not 1 <= year <= 9999:
        raise DateError("dates.period", kind=kind, year=year, number=number)
    last = number * length
    return Period(kind, date(year, last - length + 1, 1), month_end(year, last))


def ten_day_period(year: int, month: int, number: int) -> Period:
    """Return 上旬 (1), 中旬 (2) or 下旬 (3) of a month."""
    first = date(year, month, number * 10 - 9)
    return Period("decade", first, month_end(year, month) if number == 3 else first + timedelta(days=9))


def to_date(day: date) -> Period:
    """Return the period from the first of January to ``day``: 累计."""
    return Period("ytd", date(day.year, 1, 1), day)


def period_of_years(first: int, last: int) -> Period:
    """Return the period of whole years, both included: 2026 to 2030.

    Raises:
        DateError: ``dates.period`` where the last is before the first, or one is beyond the calendar.
    """
    if not 1 <= first <= last <= 9999:
        raise DateError("dates.period", kind="years", year=first, number=last)
    return Period("years", date(first, 1, 1), date(last, 12, 31))


def _same_end(day: date, before: date) -> date:
    """Keep the end of February at the end of February, also in a leap year."""
    return month_end(before.year, before.month) if day == month_end(day.year, day.month) else before


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def plan_years(number: int) -> tuple[date, date]:
    """Return the first and last day of the ``number``-th five-year plan (3rd: from 1966; 15th: 2026 to 2030).

    Raises:
        DateError: ``dates.plan`` below the third plan, whose years are irregular, or beyond the calendar.
    """
    if not 3 <= number <= 1000:
        raise DateError("dates.plan", number=number)
    start = 1966 + 5 * (number - 3)
    return date(start, 1, 1), date(start + 4, 12, 31)


def recurring_due_dates(iso: str, first: date, last: date) -> Iterator[date]:
    """Yield the due dates of a recurring duty from ``first`` to ``last``: the last day of each period.

    Days, weeks (to Sunday) and P10D (旬) are supported directly. Months and years are counted from January, several
    years from the year of ``first``.

    Args:
        iso: an ISO 8601 period of one unit: ``P1Y``, ``P3M``, ``P2W``, ``P10D``.

    Raises:
        DateError: ``dates.every`` for any other form.
    """
    number, unit = iso[1:-1], iso[-1:]
    if not (iso[:1] == "P" and number.isdecimal() and number.isascii() and 1 <= int(number) <= 999 and unit in "DWMY"):
        raise DateError("dates.every", every=iso)
    count = int(number)
    if iso == "P10D":
        span = period_containing("decade", first)
        while span.last <= last:
            yield span.last
            span = span.next()
        return
    if unit in "DW":
        day = shift_calendar_days(first, 6 - first.weekday() if unit == "W" else count - 1)
        while day <= last:
            yield day
            day = shift_calendar_days(day, count * (7 if unit == "W" else 1))
        return
    length = count * (12 if unit == "Y" else 1)
    end = date(first.year, 1, 1)
    while True:
        end = shift_months(end, length)
        day = end - timedelta(days=1)
        if day > last:
            return
        if day >= first:
            yield day
