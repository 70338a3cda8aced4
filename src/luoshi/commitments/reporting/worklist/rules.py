"""The days covered by this month's reports."""

from __future__ import annotations

from datetime import date

from luoshi.dates.lateness import soon_until
from luoshi.dates.time_limits import shift_months
from luoshi.dates.workdays import shift_calendar_days


def reporting_month_span(day: date) -> tuple[date, date]:
    """Return the first day of the month, and the last day for which reports are asked, including those due soon."""
    first = day.replace(day=1)
    return first, max(shift_calendar_days(shift_months(first, 1), -1), soon_until(day))
