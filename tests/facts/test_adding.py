"""How values add up. Vectors: domain sheet 03 §3.2."""

from fractions import Fraction
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from luoshi.facts.base.rules.adding import Part, average_stock, months_of, over_time, over_units
from luoshi.facts.base.rules.natures import NATURES

VALUES = st.lists(st.one_of(st.none(), st.integers(-100, 100)), max_size=8)


def test_rates_are_the_ratio_of_sums_and_never_the_mean_of_rates():
    added = over_units(NATURES["rate"].units, [Part(30, 100), Part(90, 900)])
    assert added == (Fraction(12, 100), 2, 2)
    assert over_units("ratio", [Part(1, 0)]).value is None
    assert over_units("ratio", [Part(30, 100), Part(5, None), Part(None, 9)]) == (Fraction(30, 100), 1, 3)


def test_averages_are_weighted_and_peaks_are_the_largest():
    assert over_units("weighted", [Part(10, 1), Part(20, 3)]).value == Fraction(70, 4)
    assert over_units("max", [Part(3), Part(None), Part(7)]) == (7, 2, 3)
    assert over_units("share", [Part(1), Part(0), Part(1), Part(None)]) == (Fraction(2, 3), 3, 4)


def test_persons_and_scores_of_several_units_are_not_added():
    for way in ("distinct", "none"):
        assert over_units(way, [Part(3), Part(4)]).value is None
        assert over_units(way, [Part(3), Part(None)]) == (3, 1, 2)


def test_what_was_not_reported_is_no_zero():
    assert over_units("sum", [Part(3), Part(None), Part(0)]) == (3, 2, 3)
    assert over_units("sum", [Part(None)]) == (None, 0, 1)
    assert over_units("sum", []) == (None, 0, 0)


def test_over_time_flows_add_up_and_of_stocks_the_last_counts():
    months = [Part(3), Part(4), Part(None), Part(5)]
    assert over_time(NATURES["flow"].time, months) == (12, 3, 4)
    assert over_time(NATURES["stock"].time, months) == (5, 3, 4)
    assert over_time(NATURES["total"].time, [Part(3), Part(7), Part(None)]) == (7, 2, 3)
    assert over_time("last", [Part(None)]) == (None, 0, 1)


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
    both = over_units("sum", [*map(Part, some), *map(Part, others)])
    one, two = over_units("sum", [*map(Part, some)]), over_units("sum", [*map(Part, others)])
    again = over_units("sum", [Part(one.value), Part(two.value)])
    assert (again.value, one.counted + two.counted) == (both.value, both.counted)
