"""The curve of a year: what should be done by each month's end, and what is. Places in a picture; pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from luoshi.figures.plotting import axis_marks, format_place, scale_value

MONTHS = 12


@dataclass(frozen=True)
class CourseFrame:
    """The size of a picture in pixels, and the margins left for the words at its edges."""

    width: int
    height: int
    left: int = 34
    right: int = 52
    top: int = 14
    foot: int = 24


WIDE, NARROW = CourseFrame(860, 156), CourseFrame(370, 180)


@dataclass(frozen=True)
class CourseMark:
    """A word at a place of the picture."""

    x: str
    y: str
    words: str


@dataclass(frozen=True)
class CourseDrawing:
    """A year's curve as attributes of SVG.

    Attributes:
        marks: the counts at the left edge; ``months``: the words under the picture.
        planned: the points of the line of what should be done; ``real``: of what is done, up to the day.
        under: the points of the ground under it.
        today: the place of the day, "" outside the year; ``should`` and ``done``: the heights of both there.
        end: the height of the planned line at the year's end.
    """

    frame: CourseFrame
    marks: tuple[CourseMark, ...]
    months: tuple[CourseMark, ...]
    planned: str
    real: str
    under: str
    today: str
    should: str
    done: str
    end: str

    @property
    def right(self) -> int:
        """The right edge of the lines."""
        return self.frame.width - self.frame.right

    @property
    def floor(self) -> int:
        """The height of nought."""
        return self.frame.height - self.frame.foot


def month_at(year: int, day: date) -> Fraction:
    """Return where a day stands in a year, in months; 0 before it and 12 after it."""
    if day.year != year:
        return Fraction(0 if day.year < year else MONTHS)
    return day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])


def draw_course(
    planned: Sequence[int], done: Sequence[int], should: int, now: Fraction, frame: CourseFrame
) -> CourseDrawing:
    """Return the drawing of a year.

    Args:
        planned: what should be done by the end of each month.
        done: what was done by the end of each month that has begun; the last is that of the day.
        should: what should be done by the day.
        now: the day in months, as ``month_at`` returns it.
    """
    marks = axis_marks(max(*planned, *done, should, 0))
    across, up = frame.width - frame.left - frame.right, frame.height - frame.top - frame.foot
    floor = frame.height - frame.foot

    def x_of(months: Fraction | int) -> str:
        return format_place(frame.left + Fraction(months) * across / MONTHS)

    def y_of(count: int) -> str:
        return format_place(floor - scale_value(count, 0, marks[-1], up))

    def line(counts: Sequence[int], last: Fraction | int) -> str:
        places = [min(Fraction(month), Fraction(last)) for month in range(1, len(counts) + 1)]
        points = [(Fraction(0), 0), *zip(places, counts, strict=True)]
        return " ".join(f"{x_of(place)},{y_of(count)}" for place, count in points)

    real = line(done, now) if done else ""
    return CourseDrawing(
        frame,
        tuple(CourseMark(str(frame.left - 6), y_of(mark), str(mark)) for mark in marks),
        tuple(
            CourseMark(x_of(Fraction(2 * month - 1, 2)), str(frame.height - 7), str(month))
            for month in range(1, MONTHS + 1)
        ),
        line(planned, MONTHS),
        real,
        f"{real} {x_of(now)},{floor} {x_of(0)},{floor}" if real else "",
        x_of(now) if done and now < MONTHS else "",
        y_of(should),
        y_of(done[-1]) if done else "",
        y_of(planned[-1]) if planned else y_of(0),
    )
