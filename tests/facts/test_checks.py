"""What looks wrong before it is sent. Vectors: domain sheet 03 §3.8, requirements M."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.facts.base.rules.checks import comparison_gap, outlier_positions, parse_comparison, parts_off, percent_jump


def test_a_balance_says_by_how_much_it_is_off():
    centres = parse_comparison("centres = national + provincial + municipal")
    known = {"centres": 91, "national": 6, "provincial": 73}
    assert comparison_gap(centres, {**known, "municipal": 12}) is None
    assert comparison_gap(centres, {**known, "municipal": 14}) == -2
    assert comparison_gap(centres, known) is None  # one is not known yet


def test_rounded_parts_may_be_off_by_half_a_step_each():
    total = parse_comparison("whole = first + second")
    values = {"whole": Decimal("10.1"), "first": Decimal("5.0"), "second": Decimal("5.0")}
    assert comparison_gap(total, values, Decimal("0.1")) is None
    assert comparison_gap(total, values) == Fraction(1, 10)
    assert comparison_gap(total, values | {"whole": Decimal("10.2")}, Decimal("0.1")) == Fraction(2, 10)


@pytest.mark.parametrize(
    ("text", "fails"),
    [("a <= b", False), ("a < b", True), ("a ≥ b", False), ("a ＞ b", True), ("a = b", False), ("a * 2 <= b", True)],
)
def test_every_sign_is_told(text, fails):
    assert (comparison_gap(parse_comparison(text), {"a": 5, "b": 5}) is not None) is fails


@pytest.mark.parametrize("text", ["a", "a = b = c", "a <", "= b", "a ** 2 = b", ""])
def test_what_compares_nothing_is_refused(text):
    with pytest.raises(ValueError, match=r"compares|formula|takes|place"):
        parse_comparison(text)


def test_parts_of_one_division_meet_their_total():
    assert parts_off(10, [4, 6]) is None and parts_off(10, [4, 7]) == 1
    assert parts_off(10, [4, None]) is None and parts_off(None, [4]) is None and parts_off(10, []) is None
    assert parts_off(Decimal("10.1"), [Decimal(5)] * 2, Decimal("0.1")) is None


def test_a_jump_is_more_than_the_border_either_way():
    assert percent_jump(131, 100, 30) == 31 and percent_jump(130, 100, 30) is None
    assert percent_jump(69, 100, 30) == -31 and percent_jump(5, 0, 30) is None and percent_jump(None, 5, 30) is None


def test_an_outlier_lies_far_from_its_like():
    assert outlier_positions([10, 11, 12, 13, 14, 60]) == [5]
    assert outlier_positions([10, None, 11, 12, 13, 14, -40]) == [6]
    assert outlier_positions([10, 11, 60]) == [] and outlier_positions([5, 5, 5, 5, 5, 90]) == []


@given(st.lists(st.integers(-100, 100), min_size=5, max_size=12), st.integers(-50, 50), st.integers(1, 9))
def test_outliers_are_the_same_in_another_unit_and_from_another_beginning(values, more, times):
    assert outlier_positions(values) == outlier_positions([value * times + more for value in values])
