"""The curve of a plan's year: places in the picture, exact and inside it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.commitments.statistics.plan_overview.rules import NARROW, WIDE, CourseFrame, draw_course, month_at

FRAME = CourseFrame(width=146, height=74, left=14, right=12, top=10, foot=14)  # ten pixels a month, fifty high


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2025, 12, 31), Fraction(0)),
        (date(2026, 1, 31), Fraction(1)),
        (date(2026, 6, 15), Fraction(11, 2)),
        (date(2026, 12, 31), Fraction(12)),
        (date(2027, 1, 1), Fraction(12)),
    ],
)
def test_a_day_has_its_place_in_the_year(day: date, months: Fraction) -> None:
    assert month_at(2026, day) == months


def test_a_year_in_its_middle() -> None:
    found = draw_course([0, 0, 1, 2, 3, 5, 5, 5, 5, 5, 5, 5], [0, 0, 1, 1, 1, 2], 4, Fraction(11, 2), FRAME)
    assert [mark.words for mark in found.marks] == ["0", "1", "2", "3", "4", "5"]
    assert found.planned.split()[3] == "44.0,50.0" and found.planned.split()[-1] == "134.0,10.0"
    assert found.real.split()[-1] == "69.0,40.0"  # at the day, not at the month's end
    assert (found.today, found.should, found.done, found.end) == ("69.0", "20.0", "40.0", "10.0")


def test_before_the_year_nothing_is_done_and_after_it_no_day_is_marked() -> None:
    planned = [1] * 12
    before = draw_course(planned, [], 0, Fraction(0), FRAME)
    assert (before.real, before.under, before.today) == ("", "", "")
    after = draw_course(planned, [0] * 11 + [1], 1, Fraction(12), FRAME)
    assert after.real.split()[-1] == "134.0,10.0" and after.today == ""


COUNTS = st.lists(st.integers(0, 900), min_size=12, max_size=12).map(sorted)


@given(COUNTS, COUNTS, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from([WIDE, NARROW]))
def test_every_point_is_inside_the_picture(planned: list[int], done: list[int], day: date, frame: CourseFrame) -> None:
    found = draw_course(planned, done[: day.month], planned[day.month - 1], month_at(2026, day), frame)
    for point in [*found.planned.split(), *found.real.split()]:
        x, y = (float(part) for part in point.split(","))
        assert frame.left <= x <= found.right and frame.top <= y <= found.floor
    heights = [float(point.split(",")[1]) for point in found.real.split()]
    assert heights == sorted(heights, reverse=True)  # what is done never falls
    assert int(found.marks[-1].words) >= max(planned[-1], done[day.month - 1])
