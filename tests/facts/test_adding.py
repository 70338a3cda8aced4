"""How values add up. Vectors: domain sheet 03 §3.2."""

from fractions import Fraction
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from luoshi.facts.base.rules.aggregation import SummedPart, average_stock, months_of, over_time, sum_over_units
from luoshi.facts.base.rules.natures import NATURES

VALUES = st.lists(st.one_of(st.none(), st.integers(-100, 100)), max_size=8)


def test_rates_are_the_ratio_of_sums_and_never_the_mean_of_rates():
    added = sum_over_units(NATURES["rate"].units, [SummedPart(30, 100), SummedPart(90, 900)])
    assert added == (Fraction(12, 100), 2, 2)
    assert sum_over_units("ratio", [SummedPart(1, 0)]).value is None
    assert sum_over_units("ratio", [SummedPart(30, 100), SummedPart(5, None), SummedPart(None, 9)]) == (
        Fraction(30, 100),
        1,
        3,
    )


def test_averages_are_weighted_and_peaks_are_the_largest():
    assert sum_over_units("weighted", [SummedPart(10, 1), SummedPart(20, 3)]).value == Fraction(70, 4)
    assert sum_over_units("max", [SummedPart(3), SummedPart(None), SummedPart(7)]) == (7, 2, 3)
    assert sum_over_units("share", [SummedPart(1), SummedPart(0), SummedPart(1), SummedPart(None)]) == (
        Fraction(2, 3),
        3,
        4,
    )


def test_persons_and_scores_of_several_units_are_not_added():
    for way in ("distinct", "none"):
        assert sum_over_units(way, [SummedPart(3), SummedPart(4)]).value is None
        assert sum_over_units(way, [SummedPart(3), SummedPart(None)]) == (3, 1, 2)


def test_what_was_not_reported_is_no_zero():
    assert sum_over_units("sum", [SummedPart(3), SummedPart(None), SummedPart(0)]) == (3, 2, 3)
    assert sum_over_units("sum", [SummedPart(None)]) == (None, 0, 1)
    assert sum_over_units("sum", []) == (None, 0, 0)


def test_over_time_flows_add_up_and_of_stocks_the_last_counts():
    months = [SummedPart(3), SummedPart(4), SummedPart(None), SummedPart(5)]
    assert over_time(NATURES["flow"].time, months) == (12, 3, 4)
    assert over_time(NATURES["stock"].time, months) == (5, 3, 4)
    assert over_time(NATURES["total"].time, [SummedPart(3), SummedPart(7), SummedPart(None)]) == (7, 2, 3)
    assert over_time("last", [SummedPart(None)]) == (None, 0, 1)


def test_the_average_of_a_stock_takes_half_of_the_first_and_of_the_last():
    assert average_stock([100, 120, 140]) == 120
    assert average_stock([10, 20]) == 15 and average_stock([10]) is None


def test_a_missing_month_makes_no_month_out_of_two():
    assert months_of([3, 7, None, 12, 15]) == [3, 4, None, None, 3]


@given(st.lists(st.integers(0, 1000), max_size=12))
def test_months_and_totals_tell_the_same(months):
    assert months_of(list(accumulate(months))) == months


@given(VALUES, VALUES)
def test_a_sum_is_the_same_however_its_units_are_grouped(some, others):
    both = sum_over_units("sum", [*map(SummedPart, some), *map(SummedPart, others)])
    one, two = sum_over_units("sum", [*map(SummedPart, some)]), sum_over_units("sum", [*map(SummedPart, others)])
    again = sum_over_units("sum", [SummedPart(one.value), SummedPart(two.value)])
    assert (again.value, one.counted + two.counted) == (both.value, both.counted)
