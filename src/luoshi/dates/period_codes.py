"""Encode a period as one integer for tables and indexes, and find the periods within another.

    3 2026 0901   September 2026            7 2026 0930   2026 to the 30th of September
    6 2026 0101   the year 2026             8 2026 2030   the years 2026 to 2030

The first digit is the kind. The other eight are the first day of the period, the last day of a year to date, or the
first and last of several years. So the months of a year form one range of numbers, and so do its totals to date. The
largest code fits into 32 bits.
"""

from __future__ import annotations

from datetime import date

from luoshi.dates.errors import DateError
from luoshi.dates.periods import MONTHS, Period, PeriodKind, period_containing, period_of_years, to_date

KINDS: tuple[PeriodKind, ...] = ("day", "decade", "month", "quarter", "half", "year", "ytd", "years", "moment")
_DIGIT = {kind: at for at, kind in enumerate(KINDS, 1)}
_BASE = 10**8


def encode_period(span: Period) -> int:
    """Return the code of a period."""
    return _DIGIT[span.kind] * _BASE + _days(span)


def decode_period(code: int) -> Period:
    """Return the period for a code.

    Raises:
        DateError: ``dates.code`` where no period has this code.
    """
    digit, rest = divmod(code, _BASE)
    if not 1 <= digit <= len(KINDS):
        raise DateError("dates.code", number=code)
    kind = KINDS[digit - 1]
    try:
        if kind == "years":
            return period_of_years(*divmod(rest, 10_000))
        day = date(rest // 10_000, rest // 100 % 100, rest % 100)
    except (ValueError, DateError):
        raise DateError("dates.code", number=code) from None
    found = to_date(day) if kind == "ytd" else period_containing(kind, day)
    if _days(found) != rest:
        raise DateError("dates.code", number=code)
    return found


def period_code_range(kind: PeriodKind, first: date, last: date) -> tuple[int, int]:
    """Return the first and last code of the periods of a kind that lie entirely within two days.

    If there is none, the second is smaller than the first. Totals to date count if their last day lies within.

    Raises:
        DateError: ``dates.period`` for several years, because such periods do not follow one another.
    """
    if kind == "years":
        raise DateError("dates.period", kind=kind, year=first.year, number=0)
    if kind in ("ytd", "day", "moment"):
        return _DIGIT[kind] * _BASE + _number(first), _DIGIT[kind] * _BASE + _number(last)
    begins, ends = period_containing(kind, first), period_containing(kind, last)
    if begins.first < first:
        begins = begins.next()
    low, high = encode_period(begins), encode_period(ends)
    return low, high if ends.last <= last else high - 1


def kinds_dividing_period(whole: Period) -> list[PeriodKind]:
    """List the kinds of periods that divide ``whole`` without a remainder, longest first: for a year, halves …"""
    if whole.kind in ("day", "moment", "decade"):
        return ["day"] if whole.kind == "decade" else []
    lengths: list[PeriodKind] = ["year", "half", "quarter", "month", "decade", "day"]
    longest = MONTHS.get(whole.kind, 24)
    found = [kind for kind in lengths if kind not in MONTHS or MONTHS[kind] < longest]
    return [
        kind for kind in found if period_containing(kind, whole.first).first == whole.first and _ends(kind, whole.last)
    ]


def _ends(kind: PeriodKind, last: date) -> bool:
    return period_containing(kind, last).last == last


def _days(span: Period) -> int:
    if span.kind == "years":
        return span.first.year * 10_000 + span.last.year
    return _number(span.last if span.kind == "ytd" else span.first)


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
