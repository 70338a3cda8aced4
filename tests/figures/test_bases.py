"""What a published figure says of the numbers behind it. Vectors: requirements M."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from luoshi.figures.bases import base_between, growth_to, is_share_consistent, step_of, value_before_growth
from luoshi.figures.rounding import round_to_places, round_to_step
from luoshi.figures.shares import share_percent


def test_the_published_figures_of_a_year_go_together():
    assert round_to_places(share_percent(Decimal("5284.4"), Decimal("8330.3")), 1) == Decimal("63.4")
    assert round_to_places(value_before_growth(Decimal("8330.3"), Decimal("46.5")), 1) == Decimal("5686.2")
    needed = growth_to(Decimal("8330.3"), 10_000)
    assert round_to_places(needed, 2) == Decimal("20.04") and Fraction("8330.3") * (100 + needed) / 100 == 10_000


def test_a_share_of_a_known_part_leaves_few_bases():
    assert base_between(1335, Decimal("12.3")) == (10_810, 10_897)
    assert not is_share_consistent(1335, 12_000, Decimal("12.3")) and is_share_consistent(1335, 12_000, Decimal("11.1"))
    assert base_between(1, Decimal("0.0")) is None and base_between(0, Decimal("12.3")) is None
    assert not is_share_consistent(1, 0, Decimal(0))


def test_nothing_is_told_of_a_base_that_there_is_not():
    assert value_before_growth(0, -100) is None and growth_to(0, 5) is None
    assert (step_of(Decimal("12.30")), step_of(Decimal(11)), step_of(Decimal("1E+2"))) == (Decimal("0.01"), 1, 1)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from([Decimal(1), Decimal("0.1"), Decimal("0.01")]))
def test_the_bases_are_those_that_round_to_the_share_and_no_others(part, whole, step):
    written = round_to_step(Fraction(part) * 100 / whole, step).quantize(step)
    found = base_between(part, written)
    if found is None:
        assert written * 2 <= step
        return
    least, most = found
    assert least <= whole <= most
    for base, fits in ((least, True), (most, True), (least - 1, False), (most + 1, False)):
        assert base == 0 or is_share_consistent(part, base, written) is fits
