"""Points of small pictures: exact, inside, in order."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.plotting import axis_marks, spark_points


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ([], ""),
        (["3"], ""),
        (["1", "2", "3"], "2.0,18.0 36.0,10.0 70.0,2.0"),
        (["5", "5"], "2.0,10.0 70.0,10.0"),
        (["12.6", "13.1"], "2.0,18.0 70.0,2.0"),
    ],
)
def test_a_line_goes_through_its_values(values: list[str], points: str) -> None:
    assert spark_points([Decimal(value) for value in values], 72, 20) == points


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=2, max_size=30))
def test_a_line_stays_inside_and_rises_with_its_values(values: list[Decimal]) -> None:
    places = [tuple(map(Decimal, point.split(","))) for point in spark_points(values, 72, 20).split()]
    assert len(places) == len(values)
    assert all(2 <= x <= 70 and 2 <= y <= 18 for x, y in places)
    lowest, highest = (values.index(pick(values)) for pick in (min, max))
    assert places[highest][1] <= places[lowest][1]


@given(st.integers(0, 10_000))
def test_marks_are_whole_and_few_and_reach_the_highest(highest: int) -> None:
    marks = axis_marks(highest)
    assert marks[0] == 0 and marks[-1] >= highest and len(marks) <= 6
    assert len({after - before for before, after in pairwise(marks)}) <= 1
