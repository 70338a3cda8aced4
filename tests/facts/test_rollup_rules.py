"""Of which periods a value is made, what published figures say of one another, who speaks for a part of the tree."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.periods import Period, period_containing, period_of_months, period_of_years, to_date
from luoshi.facts.rollup.rules.pieces import last_of, periods_between, split_value_periods
from luoshi.facts.rollup.rules.published import Border, PublishedComparison, band_of, compare_published_rate
from luoshi.facts.rollup.rules.tree_aggregation import topmost_tellers
from luoshi.kernel.kinds.language.formulas import parse_formula

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
LONG = st.sampled_from(["quarter", "half", "year"])


@given(LONG, st.sampled_from(["month", "quarter", "decade", "day"]), DAYS)
def test_a_flow_is_put_together_without_a_rest_and_nothing_twice(kind, told, day):
    span = period_containing(kind, day)
    found = split_value_periods("flow", told, span).spans
    assert found[0].first == span.first and found[-1].last == span.last
    assert all(found_span.last + timedelta(days=1) == other.first for found_span, other in pairwise(found))


@given(LONG, DAYS)
def test_a_stock_is_the_last_one_and_a_total_the_last_less_what_was_before(kind, day):
    span = period_containing(kind, day)
    assert split_value_periods("stock", "month", span) == ((period_containing("month", span.last),), None)
    whole = split_value_periods("total", "ytd", span)
    assert whole.spans == (to_date(span.last),)
    assert whole.less == (None if span.first.month == 1 else to_date(span.first - timedelta(days=1)))


def test_what_cannot_be_put_together_is_what_was_told_of_the_period_itself():
    year = period_of_months("year", 2026, 1)
    for nature in ("rate", "distinct", "sample"):
        assert split_value_periods(nature, "month", year) == ((year,), None)
    assert split_value_periods("stock", "moment", year).spans == (
        Period("moment", date(2026, 12, 31), date(2026, 12, 31)),
    )
    assert split_value_periods("stock", "year", period_of_months("month", 2026, 3)).spans == (
        period_of_months("month", 2026, 3),
    )
    assert split_value_periods("flow", "year", period_of_years(2026, 2030)).spans == (period_of_years(2026, 2030),)


def test_periods_between_two_are_the_newest_ones():
    january, may = period_of_months("month", 2026, 1), period_of_months("month", 2026, 5)
    assert periods_between(january, may, 60) == [period_of_months("month", 2026, at) for at in range(1, 6)]
    assert periods_between(january, may, 2) == [period_of_months("month", 2026, 4), may]
    assert periods_between(may, may, 60) == [may]
    assert periods_between(january, period_of_months("year", 2026, 1), 60) == [
        january,
        period_of_months("year", 2026, 1),
    ]
    assert periods_between(to_date(date(2025, 11, 30)), to_date(date(2026, 1, 31)), 60) == [
        to_date(date(2025, 11, 30)), to_date(date(2025, 12, 31)), to_date(date(2026, 1, 31)),
    ]  # fmt: skip
    assert len(last_of(to_date(date(2026, 3, 31)), 12)) == 3 and len(last_of(may, 12)) == 12


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({"part": Fraction(1335), "whole": None}, PublishedComparison(Decimal("12.3"), between=(10_810, 10_897))),
        ({"part": Fraction(1335), "whole": Fraction(12_000)}, (Fraction(89, 8), False)),
        ({"part": Fraction(1335), "whole": Fraction(10_850)}, (Fraction(1335 * 100, 10_850), True)),
        ({"part": Fraction(1335), "whole": Fraction(0)}, PublishedComparison(Decimal("12.3"))),
        ({"part": None, "whole": None}, PublishedComparison(Decimal("12.3"))),
        ({"part": Fraction(3, 2), "whole": None}, PublishedComparison(Decimal("12.3"))),
    ],
)
def test_a_published_share_is_compared_with_what_is_known(known, found):
    """REQUIREMENTS M, example 2."""
    made = compare_published_rate(Decimal("12.3"), parse_formula("part / whole"), "%", known, {})
    assert found in (made, (made.exact, made.follows))


def test_only_of_a_share_a_base_can_be_told():
    assert compare_published_rate(
        Decimal("12.3"), parse_formula("a / b + c"), "%", {"a": Fraction(5)}, {}
    ) == PublishedComparison(Decimal("12.3"))
    assert compare_published_rate(
        Decimal("12.3"), parse_formula("a / b"), "元", {"a": Fraction(5)}, {}
    ) == PublishedComparison(Decimal("12.3"))


def test_a_border_belongs_to_the_band_that_begins_there():
    bands = [Border("低", None, 1), Border("中", 2, 5), Border("高", 5, None)]
    said = [band_of(value, bands) for value in (0, Fraction(99, 100), 1, 2, Fraction(499, 100), 5, 50)]
    assert said == ["低", "低", "", "中", "中", "高", "高"]


def test_who_stands_under_another_that_told_speaks_for_nobody():
    above = {"town": ("town", "county", "city"), "county": ("county", "city"), "other": ("other", "city"),
             "city": ("city",)}  # fmt: skip
    numbers = {name: at for at, name in enumerate(above)}
    over = {numbers[name]: [numbers[name_below] for name_below in some] for name, some in above.items()}

    def tops(tellers, top):
        found = topmost_tellers([numbers[teller] for teller in tellers], over.__getitem__, numbers[top])
        return {name for name, at in numbers.items() if at in found}

    assert tops(["town", "county", "other"], "city") == {"county", "other"}
    assert tops(["town", "city"], "city") == {"city"} and tops(["town", "city"], "county") == {"town"}
    assert tops(["other"], "county") == set()
