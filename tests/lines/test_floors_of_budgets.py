"""Floors of budgets as rules: the examples of requirements L14, and what holds of any figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.lines.funding.floors.rules import AreaValues, FloorTerms, compute_yearly_floors, terms_of

HALF = FloorTerms(2007, Decimal("0.5"), Decimal(10), "budget")
PEOPLE = Decimal(100_000)


def told(**values: Any) -> AreaValues:
    return AreaValues(**{name: Decimal(value) for name, value in {"population": PEOPLE, **values}.items()})


def of(every: list[FloorTerms], years: dict[int, AreaValues], way: Any = "both", last: int = 2009) -> Any:
    return compute_yearly_floors(way, 2007, last, every, years)


def test_a_floor_grows_by_ten_per_cent_from_year_to_year() -> None:
    """Example 1."""
    found = of([HALF], {2007: told(), 2008: told(budget=54_999), 2009: told()})
    assert [found[year].value for year in (2007, 2008, 2009)] == [50_000, 55_000, 60_500]
    assert found[2008].is_met(Decimal(54_999)) is False and found[2008].off(Decimal(54_999)) == 1
    assert found[2008].is_met(Decimal(55_000)) is True and found[2008].off(Decimal(55_000)) == 0
    assert found[2008].is_met(None) is None


def test_more_people_may_ask_for_more_than_growth() -> None:
    """Example 2."""
    found = of([HALF], {2007: told(), 2008: told(population=120_000)})
    assert (found[2008].value, found[2008].by) == (60_000, "heads")
    assert (found[2008].heads, found[2008].grown) == (60_000, 55_000)


def test_without_the_base_nothing_is_computed_and_nothing_is_met() -> None:
    """Example 3."""
    found = of([HALF._replace(per_head=None)], {2007: told(budget=10**9), 2008: told(budget=10**9)})
    assert found[2007].value is None and found[2007].lacks == ("per_head",)
    assert found[2007].is_met(Decimal(10**9)) is None
    assert found[2008].value is None and "per_head" in found[2008].lacks


def test_on_what_it_grows_is_said() -> None:
    """Example 4."""
    years = {2007: told(), 2008: told(budget=55_000, actual=80_000), 2009: told()}
    on_budget, on_actual = of([HALF], years), of([HALF, FloorTerms(2009, basis="actual")], years)
    assert (on_budget[2009].value, on_budget[2009].basis) == (60_500, "floor")
    assert (on_actual[2009].value, on_actual[2009].basis) == (88_000, "actual")
    more = of([HALF], {**years, 2008: told(budget=70_000)})
    assert (more[2009].value, more[2009].basis) == (77_000, "budget")


def test_what_is_lacking_is_named() -> None:
    assert of([HALF], {2007: AreaValues()})[2007].lacks == ("population",)
    assert of([FloorTerms(2007, Decimal(1))], {2007: told(), 2008: told()})[2008].lacks == ("basis", "growth")
    assert of([HALF._replace(basis="actual")], {2007: told(), 2008: told()})[2008].lacks == ("actual",)
    assert of([HALF], {}, way="growth")[2007].lacks == ("before",)
    assert of([], {2007: told()}, way="heads")[2007].lacks == ("per_head",)


def test_a_floor_by_growth_alone_needs_no_people() -> None:
    rate = [FloorTerms(2007, growth=Decimal(8), basis="budget")]
    found = of(rate, {2006: AreaValues(budget=Decimal(100)), 2007: AreaValues(budget=Decimal(200))}, way="growth")
    assert [found[year].value for year in (2007, 2008)] == [108, 216]


def test_what_holds_is_the_newest_that_was_supplied() -> None:
    every = [FloorTerms(2010, Decimal(1)), HALF, FloorTerms(2012, growth=Decimal(12))]
    assert terms_of(2006, every) == FloorTerms(2006)
    assert terms_of(2009, every)[1:] == (Decimal("0.5"), Decimal(10), "budget")
    assert terms_of(2012, every)[1:] == (Decimal(1), Decimal(12), "budget")


MONEY = st.none() | st.integers(0, 10**9).map(Decimal)
YEARS = st.fixed_dictionaries({year: st.builds(AreaValues, MONEY, MONEY, MONEY) for year in range(2006, 2011)})
TERMS = st.lists(
    st.builds(
        FloorTerms,
        st.integers(2006, 2011),
        st.none() | st.decimals(0, 100, places=2),
        st.none() | st.decimals(0, 30, places=1),
        st.sampled_from(["", "budget", "actual"]),
    ),
    max_size=3,
)


@given(st.sampled_from(["both", "heads", "growth"]), TERMS, YEARS)
def test_a_floor_is_the_larger_of_its_parts_or_says_what_is_missing(way: Any, every: Any, years: Any) -> None:
    found = compute_yearly_floors(way, 2007, 2010, every, years)
    assert [*found] == [2007, 2008, 2009, 2010]
    for year, floor in found.items():
        assert (floor.value is None) is bool(floor.lacks)
        if floor.value is None:
            assert floor.is_met(Decimal(10**12)) is None
            continue
        assert floor.value == max(value for value in (floor.heads, floor.grown) if value is not None)
        before = found.get(year - 1)
        if way != "heads" and before is not None and before.value is not None:
            assert floor.value >= before.value  # growth is not below 0 here: a floor never falls


@pytest.mark.parametrize("budget", [0, 49_999, 50_000, 50_001])
def test_met_means_at_least(budget: int) -> None:
    one = of([HALF], {2007: told()})[2007]
    assert one.is_met(Decimal(budget)) is (budget >= 50_000)
    assert one.off(Decimal(budget)) == max(Fraction(50_000 - budget), 0)
