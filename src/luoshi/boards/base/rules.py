"""What a tile can be: cuts, periods and pictures, and which go together. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from luoshi.dates.periods import MONTHS, Period, PeriodKind, period_containing, to_date

CUT_LENGTH = 80
WHOLE, UNIT, MONTH, PART = "", "unit", "month", "part"  # cuts; any other is a field with codes
PICTURES = ("number", "bars", "matrix", "places", "map", "doubts")
PERIODS = ("year", "month", "last_year", "newest")
WIDTHS = ("third", "half", "wide", "whole")  # wide: two thirds
DOUBTS = "doubts"  # the tile of figures to look at
MOST_TILES, MOST_BOARDS = 24, 30
STEPS = 5  # shades of a matrix, of tiles and of a map
YEARS = 5  # columns of a matrix of an indicator that is reported every year


def pictures_of_cut(cut: str) -> tuple[str, ...]:
    """Return the pictures that show a cut, the usual one first."""
    return {WHOLE: ("number",), UNIT: ("bars", "places", "map"), MONTH: ("matrix",)}.get(cut, ("bars",))


def periods_of_source(*, is_indicator: bool) -> tuple[str, ...]:
    """Return the periods of a tile, the usual one first: only what is reported has a newest period."""
    return PERIODS if is_indicator else PERIODS[:-1]


def width_of_picture(picture: str) -> str:
    """Return the width that a new tile takes: a matrix has many columns."""
    return {"number": "third", "matrix": "whole", "bars": "half"}.get(picture, "half")


class UsualTile(NamedTuple):
    """What a figure is shown as until somebody chooses otherwise."""

    cut: str
    period: str
    picture: str


def usual_tile(*, adds_up: bool, has_units: bool, told: str) -> UsualTile:
    """Return the usual tile of a figure: bars by unit of what adds up over several units, else one number.

    Rates and averages are asked for as they stand: in their newest period, those of whole years for the last one.

    Args:
        has_units: it can be divided by units, and there are several.
        told: how often an indicator is reported; "" for what a kind counts.
    """
    if adds_up and has_units:
        return UsualTile(UNIT, "year", "bars")
    if not told or adds_up:
        return UsualTile(WHOLE, "year", "number")
    return UsualTile(WHOLE, "last_year" if told == "year" else "newest", "number")


class DaySpan(NamedTuple):
    """A range of days, both included."""

    first: date
    last: date


def days_of_period(period: str, today: date) -> DaySpan:
    """Return the days of a tile's period: the year up to today, the last whole month, or the last whole year."""
    if period == "last_year":
        return DaySpan(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    if period == "month":
        last = today.replace(day=1) - timedelta(days=1)
        return DaySpan(last.replace(day=1), last)
    return DaySpan(date(today.year, 1, 1), today)


def is_january_span(span: DaySpan) -> bool:
    """Whether days begin with a year: only such numbers of protected records are shown."""
    return (span.first.month, span.first.day) == (1, 1)


def days_a_year_before(span: DaySpan) -> DaySpan:
    """Return the same days a year earlier. The 29th of February becomes the 28th."""

    def earlier(day: date) -> date:
        return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(
            year=day.year - 1
        )  # fmt: skip

    return DaySpan(earlier(span.first), earlier(span.last))


def period_of_tile(period: str, told: str, newest: Period, today: date) -> Period:
    """Return the period of an indicator's tile.

    Args:
        told: how often the indicator is reported.
        newest: its newest reported period that is over.
    """
    if period == "newest":
        return newest
    if period == "last_year":
        return period_containing("year", date(today.year - 1, 12, 31))
    if period == "month":
        return period_containing("month", days_of_period("month", today).last)
    if told in ("year", "years", "moment", "day"):
        return newest
    return to_date(newest.last)


def months_of_matrix(told: str, period: str, newest: Period, today: date) -> list[Period]:
    """Return the columns of an indicator's matrix: the months of the year, or its own longer periods, oldest first."""
    if told in ("year", "years", "moment"):
        last = period_containing("year", newest.last)
        return [period_containing("year", date(last.first.year - back, 1, 1)) for back in reversed(range(YEARS))]
    kind: PeriodKind = told if told in MONTHS else "month"
    year = today.year - 1 if period == "last_year" else today.year
    columns = [period_containing(kind, date(year, 1, 1))]
    while columns[-1].last.month < 12:
        columns.append(columns[-1].next())
    return columns


@dataclass(frozen=True)
class ShadeScale:
    """Five shades from the smallest to the greatest known value: equal steps, so that equal numbers look equal."""

    low: Fraction
    high: Fraction

    def shade_of(self, value: Fraction | None) -> int:
        """Return the shade from 1 to 5; 0 for 0, and if there is no value."""
        if value is None or value == 0:
            return 0
        if self.high == self.low:
            return 3
        return min(STEPS, 1 + int((value - self.low) * STEPS / (self.high - self.low)))


def scale_of_values(values: Sequence[Fraction | None]) -> ShadeScale:
    """Return the scale of these values; those without a value, and zeros, do not count."""
    known = [value for value in values if value]
    return ShadeScale(min(known, default=Fraction(0)), max(known, default=Fraction(0)))


def bar_length(value: Fraction | None, greatest: Fraction, length: int) -> int:
    """Return the length of a bar in whole pixels: at least 1 for any value above 0, nothing below."""
    if value is None or value <= 0 or greatest <= 0:
        return 0
    return max(1, int(value * length / greatest))
