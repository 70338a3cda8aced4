"""Days and months of tiles in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.boards.base.rules import DaySpan
from luoshi.dates.periods import month_end


def format_days(span: DaySpan) -> str:
    """Return a range of days: a whole year or month by its name."""
    first, last = span
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _("%(year)d, the whole year") % {"year": first.year}
    if first.day == 1 and last == month_end(first.year, first.month):
        return date_format(first, pgettext("month of a year", "F Y"))
    return _("%(first)s to %(last)s") % {"first": first.isoformat(), "last": last.isoformat()}


def format_month(month: int) -> str:
    """Return the head of a month's column."""
    return date_format(date(2000, month, 1), pgettext("head of a month", "F"))
