"""From one year to the next: how numbers, dates and periods of last year's plan are carried on."""

from __future__ import annotations

import re
from datetime import date

from luoshi.ledger.base.states import CHECKING, REPORTED, VERIFIED

_YEARS = re.compile(r"\d{4}|\d{2}年|[〇○零一二三四五六七八九]{4}年")


def year_end_step(state: str) -> str:
    """The step by which a year's close ends what is in this state: only what was checked is closed as done.

    Empty where it is reported as done and nobody has checked it: it is neither (requirements K, example 5).
    """
    if state in (REPORTED, CHECKING):
        return ""
    return "close" if state == VERIFIED else "lapse"


def root_number(number: str) -> str:
    """The number that a commitment was first given: 事2025-0007 of 事2025-0007（2026）."""
    return number.partition("（")[0]


def carried_number(number: str, year: int) -> str:
    """The number under which a commitment goes on in a later year's plan: its own, and that year in brackets.

    No two records have one number, and people go on calling it by its own.
    """
    return f"{root_number(number)}（{year}）"


def shift_day_to_year(day: date | None, old: int, new: int) -> date | None:
    """A day of the old year as the same day of the new one; a day of another year, or none, stays.

    29 February becomes the 28th where the new year has none.
    """
    if day is None or day.year != old:
        return day
    try:
        return day.replace(year=new)
    except ValueError:
        return day.replace(year=new, day=28)


def moved_phrase(phrase: str) -> str:
    """The words of a date that was moved on: kept where they name no year (6月底前), else they would be wrong."""
    return "" if _YEARS.search(phrase) else phrase


def moved_period(period: str, old: int, new: int) -> str:
    """A target's period in the new year: the old year becomes the new one; any other period stays."""
    return str(new) if period == str(old) else period
