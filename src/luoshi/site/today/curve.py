"""The curve of a year: what should be done by now and what is, as whole numbers of a drawing's own measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

STEPS = (1, 2, 5)  # times a power of ten: between two lines of the grid
FIGURE = 8  # the width of a figure of the grid
LINES = 5  # of the grid, at most, above the base line


@dataclass(frozen=True)
class CurveFrame:
    """The size of a drawing and its margins: left for the figures, right for what stands at the end of a line."""

    width: int
    height: int
    left: int = 30
    right: int = 70
    top: int = 10
    foot: int = 22

    @property
    def inner_width(self) -> int:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def base(self) -> int:
        """The height at which nothing is done."""
        return self.height - self.foot


@dataclass(frozen=True)
class YearCurve:
    """What the template draws: points of lines, ticks and months with their places, and where today stands.

    Attributes:
        planned, done, area: the ``points`` of a line or area.
        ticks: (figure, y) of the grid; ``months``: (a day, x) of their middle.
        now: (x, y of what should be done, y of what is); None: the year is not the present one.
        labels: the y of the two words at ``now``, which do not cover one another.
    """

    frame: CurveFrame
    planned: str
    done: str
    area: str
    ticks: tuple[tuple[int, int], ...]
    months: tuple[tuple[date, int], ...]
    end: tuple[int, int]
    now: tuple[int, int, int] | None
    labels: tuple[int, int] | None


def draw_year_curve(
    planned: Sequence[tuple[date, int]], done: Sequence[tuple[date, int]], day: date, frame: CurveFrame
) -> YearCurve:
    """Draw two rising lines over a calendar year.

    Args:
        planned: for days of one year, first to last, how many should be done by then; not empty.
        done: the same for how many are, up to the present day.
    """
    year = planned[-1][0].year
    first, days = date(year, 1, 1), (date(year, 12, 31) - date(year, 1, 1)).days + 1
    step = _tick_step(max([count for _day, count in (*planned, *done)] or [0]))
    most = max(step * -(-max(count for _day, count in (*planned, *done)) // step), step)
    frame = replace(frame, left=max(frame.left, FIGURE * len(str(most)) + 6))

    def x_of(on: date) -> int:
        return frame.left + frame.inner_width * ((on - first).days + 1) // days

    def y_of(count: int) -> int:
        return frame.base - (frame.base - frame.top) * count // most

    def line(points: Sequence[tuple[date, int]]) -> list[tuple[int, int]]:
        return [(frame.left, frame.base), *((x_of(on), y_of(count)) for on, count in points)]

    drawn, plan = line(done), line(planned)
    now = None
    if done and day.year == year:
        should = max((count for on, count in planned if on <= day), default=0)
        now = (x_of(day), y_of(should), y_of(done[-1][1]))
    return YearCurve(
        frame,
        _points(plan),
        _points(drawn),
        _points([*drawn, (drawn[-1][0], frame.base), (frame.left, frame.base)]),
        tuple((count, y_of(count)) for count in range(0, most + 1, step)),
        tuple((middle, x_of(middle)) for month in range(1, 13) for middle in [date(year, month, 15)]),
        plan[-1],
        now,
        _labels(now, frame) if now else None,
    )


def _tick_step(most: int) -> int:
    """Return the smallest round step that needs no more than ``LINES`` lines."""
    power = 1
    while True:
        for step in STEPS:
            if step * power * LINES >= most:
                return step * power
        power *= 10


def _labels(now: tuple[int, int, int], frame: CurveFrame) -> tuple[int, int]:
    """Return where the words stand: what should be done above its point, what is done beneath its own."""
    _x, should, done = now
    upper, lower = (should, done) if should <= done else (done, should)
    above, beneath = max(upper - 8, frame.top + 10), min(lower + 16, frame.base - 4)
    if beneath - above < 15:
        above = beneath - 15
    return (above, beneath) if should <= done else (beneath, above)


def _points(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
