"""Rounding: the examples are those of GB/T 8170-2008."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.rounding import Mode, round_to_places, round_to_step


@pytest.mark.parametrize(
    ("value", "step", "wanted"),
    [
        ("12.1498", "1", "12"), ("12.1498", "0.1", "12.1"), ("1268", "100", "1300"), ("10.5002", "1", "11"),
        ("2500", "1000", "2000"), ("3500", "1000", "4000"), ("15.4546", "1", "15"), ("8.53459", "0.01", "8.53"),
        ("0.35", "0.1", "0.4"), ("1.050", "0.1", "1.0"), ("0.25", "0.1", "0.2"), ("-355", "10", "-360"),
        ("-325", "10", "-320"), ("-0.0365", "0.001", "-0.036"), ("2.154546", "0.01", "2.15"), ("60.25", "0.5", "60.0"),
        ("60.38", "0.5", "60.5"), ("60.28", "0.5", "60.5"), ("-60.75", "0.5", "-61.0"), ("830", "20", "840"),
        ("842", "20", "840"), ("832", "20", "840"), ("-930", "20", "-920"),
    ],
)  # fmt: skip
def test_measurements_round_as_the_standard_says(value: str, step: str, wanted: str) -> None:
    assert round_to_step(Decimal(value), step, "gb8170") == Decimal(wanted)


@pytest.mark.parametrize(
    ("value", "step", "wanted"),
    [
        ("1.050", "0.1", "1.1"),
        ("0.25", "0.1", "0.3"),
        ("-325", "10", "-330"),
        ("-0.0365", "0.001", "-0.037"),
        ("12.5", "1", "13"),
    ],
)
def test_published_statistics_round_five_up(value: str, step: str, wanted: str) -> None:
    assert round_to_step(Decimal(value), step) == Decimal(wanted)


def test_decimals_are_kept_where_they_are_asked_for() -> None:
    assert str(round_to_places(Decimal("12.3"), 2)) == "12.30"


def test_what_rounds_to_zero_carries_no_sign() -> None:
    assert str(round_to_step(Decimal("-0.2"))) == "0"


def test_a_float_and_a_step_of_nothing_are_refused() -> None:
    with pytest.raises(TypeError, match="float is not exact"):
        round_to_step(0.1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not positive"):
        round_to_step(1, 0)


@given(
    st.decimals(-(10**9), 10**9, places=6),
    st.sampled_from(["0.01", "1", "0.5", "20"]),
    st.sampled_from(["half_up", "gb8170"]),
)
def test_the_result_is_a_multiple_at_most_half_a_step_away(value: Decimal, step: str, mode: Mode) -> None:
    near = round_to_step(value, step, mode)
    assert near % Decimal(step) == 0
    assert abs(near - value) * 2 <= Decimal(step)
