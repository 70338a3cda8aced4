"""Ranks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.ranks import rank_values


def test_equal_values_share_a_rank_and_what_is_missing_has_none() -> None:
    assert rank_values([90, 85, 90, None, 70]) == [1, 3, 1, None, 4]
    assert rank_values([90, 85, 90, None, 70], dense=True) == [1, 2, 1, None, 3]
    assert rank_values([90, 85, 90, None, 70], largest_first=False) == [3, 2, 3, None, 1]


@given(st.lists(st.one_of(st.none(), st.integers(0, 9)), max_size=20))
def test_a_rank_is_one_more_than_the_number_of_better_ones(values: list[int | None]) -> None:
    for value, rank in zip(values, rank_values(values), strict=True):
        better = sum(other is not None and value is not None and other > value for other in values)
        assert rank == (None if value is None else better + 1)
