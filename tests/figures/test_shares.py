"""Parts of a whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.shares import apportion_whole, growth_percent, share_percent


def test_a_share_is_exact_and_of_nothing_is_not_computable() -> None:
    assert share_percent(1, 3) == Fraction(100, 3)
    assert share_percent(5, 0) is None


def test_growth_has_no_rate_from_zero_or_less() -> None:
    assert growth_percent(120, 100) == 20
    assert growth_percent(90, 100) == -10
    assert growth_percent(5, 0) is None
    assert growth_percent(5, -5) is None


def test_the_largest_remainders_get_what_is_left() -> None:
    assert apportion_whole(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion_whole(100, [47, 16, 16, 12, 6, 3], 10) == [50, 20, 20, 10, 0, 0]
    assert apportion_whole(Decimal("1.00"), [1, 2], "0.01") == [Decimal("0.33"), Decimal("0.67")]


@pytest.mark.parametrize(
    ("whole", "weights", "step"), [(1, [0, 0], 1), (1, [2, -1], 1), (Decimal("1.5"), [1], 1), (-1, [1], 1)]
)
def test_what_cannot_be_divided_is_refused(whole: Decimal | int, weights: list[int], step: int) -> None:
    with pytest.raises(ValueError, match=r"weights|multiple"):
        apportion_whole(whole, weights, step)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_parts_add_up_and_each_is_within_one_of_its_quota(whole: int, weights: list[int]) -> None:
    parts = apportion_whole(whole, weights)
    assert sum(parts) == whole
    assert all(
        abs(Fraction(part) - Fraction(whole * weight, sum(weights))) < 1
        for part, weight in zip(parts, weights, strict=True)
    )
