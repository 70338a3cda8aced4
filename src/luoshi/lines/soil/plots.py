"""Series drawn as lines with their gaps: places in a picture, exact and pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor

from luoshi.figures.plotting import format_place, scale_value
from luoshi.figures.style import decimal_text

WIDTH, HEIGHT = 480, 150
LEFT, RIGHT, TOP, FOOT = 46, 14, 20, 24  # room for the words at the edges
FLOOR = HEIGHT - FOOT
MARKS = 4  # at most so many distances between the marks of the upright axis


@dataclass(frozen=True)
class SeriesValue:
    """A value on a day; ``way``: how it was measured, where values of two ways cannot be compared."""

    day: date
    value: Decimal
    way: str = ""


@dataclass(frozen=True)
class SeriesGap:
    """A period without a value, by its first day; ``why``: "" as long as nobody explained it."""

    day: date
    why: str = ""


@dataclass(frozen=True)
class PlotMark:
    """A place of the picture, with words."""

    x: str
    y: str
    words: str
    explained: bool = False
    anchor: str = "middle"


@dataclass(frozen=True)
class SeriesPlot:
    """A series as attributes of SVG.

    Attributes:
        marks: the values at the left edge; ``days``: the days under the picture.
        lines: the points of each piece of the line: it is broken by gaps, and where the way of measuring changes.
        dots: each value, ``gaps``: each period without one.
    """

    marks: tuple[PlotMark, ...]
    days: tuple[PlotMark, ...]
    lines: tuple[str, ...]
    dots: tuple[PlotMark, ...]
    gaps: tuple[PlotMark, ...]


def draw_series(values: Sequence[SeriesValue], gaps: Sequence[SeriesGap]) -> SeriesPlot:
    """Return the picture of a series.

    Args:
        values: at least one, by day; ``gaps``: by day.
    """
    days = sorted([*(reading.day for reading in values), *(gap.day for gap in gaps)])
    first, span = days[0], (days[-1] - days[0]).days
    marks = value_marks(min(reading.value for reading in values), max(reading.value for reading in values))

    def x_of(day: date) -> str:
        return format_place(LEFT + scale_value((day - first).days, 0, span, WIDTH - LEFT - RIGHT))

    def y_of(value: Decimal) -> str:
        return format_place(FLOOR - scale_value(value, marks[0], marks[-1], FLOOR - TOP))

    ends = dict.fromkeys((first, first + timedelta(span // 2), days[-1]))
    anchors = {days[-1]: "end", first: "start"}
    return SeriesPlot(
        tuple(PlotMark(str(LEFT - 6), y_of(mark), decimal_text(mark)) for mark in marks),
        tuple(PlotMark(x_of(day), str(HEIGHT - 7), day.isoformat(), anchor=anchors.get(day, "middle")) for day in ends),
        tuple(
            " ".join(f"{x_of(reading.day)},{y_of(reading.value)}" for reading in piece)
            for piece in split_series(values, gaps)
        ),
        tuple(
            PlotMark(x_of(reading.day), y_of(reading.value), f"{reading.day} {decimal_text(reading.value)}")
            for reading in values
        ),
        tuple(PlotMark(x_of(gap.day), str(TOP), f"{gap.day} {gap.why}".strip(), bool(gap.why)) for gap in gaps),
    )


def split_series(values: Sequence[SeriesValue], gaps: Sequence[SeriesGap]) -> Iterator[list[SeriesValue]]:
    """Yield the pieces of a series between which there is a gap, or another way of measuring."""
    piece = [values[0]]
    for before, after in pairwise(values):
        if before.way != after.way or any(before.day < gap.day <= after.day for gap in gaps):
            yield piece
            piece = []
        piece.append(after)
    yield piece


def value_marks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return marks of an axis that encloses two values, at even distances of 1, 2 or 5 times a power of ten."""
    if low == high:
        low, high = low - 1, high + 1
    step = Decimal(1).scaleb((high - low).adjusted() - 1)
    for factor in (1, 2, 5, 10, 20, 50):
        begun, ended = floor(low / (step * factor)), ceil(high / (step * factor))
        if ended - begun <= MARKS:
            break
    return [step * factor * mark for mark in range(begun, ended + 1)]
