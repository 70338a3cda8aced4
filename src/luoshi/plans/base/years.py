"""From one year to the next: how numbers, dates and periods of last year's plan are carried over."""

from __future__ import annotations

import re
from datetime import date

from luoshi.plans.base.states import CHECKING, REPORTED, VERIFIED

_YEARS = re.compile(r"\d{4}|\d{2}年|[〇○零一二三四五六七八九]{4}年")


def year_end_step(state: str) -> str:
    """Return the step by which the year's close ends a commitment in this state: only verified work is closed as done.

    Empty if it is reported done but not verified: it is neither done nor lapsed (requirements K, example 5).
    """
    if state in (REPORTED, CHECKING):
        return ""
    return "close" if state == VERIFIED else "lapse"


def root_number(number: str) -> str:
    """Return the original number of a commitment: 事2025-0007 for 事2025-0007（2026）."""
    return number.partition("（")[0]


def carried_number(number: str, year: int) -> str:
    """Return the number of a commitment carried over to a later year: its original number, then that year in brackets.

    Numbers are unique, and people keep using the original one.
    """
    return f"{root_number(number)}（{year}）"


def shift_day_to_year(day: date | None, old: int, new: int) -> date | None:
    """Move a day of the old year to the same day of the new one. A day of another year, or None, is returned unchanged.

    29 February becomes the 28th if the new year is no leap year.
    """
    if day is None or day.year != old:
        return day
    try:
        return day.replace(year=new)
    except ValueError:
        return day.replace(year=new, day=28)


def moved_phrase(phrase: str) -> str:
    """Return the words of a moved date if they name no year (6月底前); otherwise "", since they would be wrong."""
    return "" if _YEARS.search(phrase) else phrase


def moved_period(period: str, old: int, new: int) -> str:
    """Move a target's period to the new year if it is the old year; return any other period unchanged."""
    return str(new) if period == str(old) else period
