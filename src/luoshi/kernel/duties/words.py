"""The names of duties' periods on pages."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.dates.periods import Period, month_end
from luoshi.kernel.duties.rules.periods import period_key


def period_words(name: str) -> str:
    """Return display text for a period's key (``rules.periods.period_key``): 2026年3月, March 2026."""
    year, _dash, rest = name.partition("-")
    first, _slash, last = name.partition("/")
    if last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if not rest:
        return pgettext("a year as a period", "%(year)s") % {"year": year} if year else ""
    if rest[0] in "QH":
        halves = {"H1": _("first half of %(year)s"), "H2": _("second half of %(year)s")}
        return (halves.get(rest) or _("quarter %(n)s of %(year)s")) % {"n": rest[1], "year": year}
    month, _dash, part = rest.partition("-")
    called = date_format(date(int(year), int(month), 1), "YEAR_MONTH_FORMAT")
    if not part:
        return called
    thirds = {"D1": _("first ten days of %(month)s"), "D2": _("middle ten days of %(month)s")}
    thirds["D3"] = _("last ten days of %(month)s")
    return thirds[part] % {"month": called} if part in thirds else name


def format_duty_period(span: Period) -> str:
    """Return display text for a period; a total to date as such, whatever period it happens to fill."""
    if span.kind == "ytd" and span.last == month_end(span.last.year, span.last.month):
        form = pgettext("month in a span", "F")
        months = {"first": date_format(span.first, form), "last": date_format(span.last, form), "year": span.last.year}
        if span.last.month == 1:
            return pgettext("January of a total to date", "%(first)s %(year)s to date") % months
        return pgettext("months of a year", "%(first)s to %(last)s %(year)s") % months
    if span.kind == "ytd":
        return _("%(first)s to %(last)s") % {"first": span.first.isoformat(), "last": span.last.isoformat()}
    if span.kind == "years":
        return _("%(first)s to %(last)s") % {"first": span.first.year, "last": span.last.year}
    return period_words(period_key(span.first, span.last))
