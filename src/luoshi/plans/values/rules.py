"""The days for which a target's figures count, and the period of a reported figure. Pure."""

from __future__ import annotations

import re
from datetime import date

from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period, month_end, period_containing, to_date

_YEAR = re.compile(r"(\d{4})(?:-\d{2})?")
_YEARS = re.compile(r"(\d{1,2})y")
ENDS = {"months": "month", "quarters": "quarter", "halves": "half", "nodes": "month"}  # a plan's rhythm


def counts_within(words: str, year: int) -> tuple[int, int]:
    """Return the first and the last year whose figures count for a target: its plan's, and those that its period names.

    Args:
        words: the period as the reader writes it: "", ``year``, ``2030``, ``2026/2030``, ``2026-06``, ``3y``.
        year: the plan's.
    """
    if years := _YEARS.fullmatch(words):
        return year, year + max(int(years[1]), 1) - 1
    named = [int(named_year) for named_year in _YEAR.findall(words)] if words != "year" else []
    return min([year, *named]), max([year, *named])


def period_number_bounds(words: str, year: int) -> tuple[int, int]:
    """Return the same as the first and the last code of a total to date (``dates.period_codes``)."""
    first, last = counts_within(words, year)
    return encode_period(to_date(date(first, 1, 1))), encode_period(to_date(date(last, 12, 31)))


def told_for(day: date, asked: date | None, rhythm: str, within: tuple[int, int]) -> int:
    """Return the period of a reported figure: from January to the end of a month, as people report (1–9月).

    For a report on a past period, that period's end; for one on a running period, or on none, the month of its day. A
    figure reported after the year counts for the year's last day.

    Args:
        day: when it is reported.
        asked: the first day of the period reported on.
        rhythm: the plan's reporting rhythm, which gives the length of that period.
        within: ``period_number_bounds`` of the target.
    """
    end = month_end(day.year, day.month)
    if asked is not None:
        kind = ENDS.get(rhythm, "month")
        span: Period = period_containing(kind, asked)  # type: ignore[arg-type]
        end = min(end, span.last)
    first, last = within
    return min(max(encode_period(to_date(end)), first), last)
