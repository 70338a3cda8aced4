"""What a unit has reached by the end of each month, put together from whatever it told: domain sheet 03 §3.2."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.periods import Period, period_of_months, to_date
from luoshi.facts.base.rules import cells
from luoshi.facts.rollup.rules.year_to_date import PeriodValue, to_date_of


def month(number: int, value: int | None, source: int, state: int = cells.VALUE) -> PeriodValue:
    return PeriodValue(
        period_of_months("month", 2026, number), None if value is None else Decimal(value), source, state
    )


def whole(number: int, value: int, source: int) -> PeriodValue:
    return PeriodValue(to_date(period_of_months("month", 2026, number).last), Decimal(value), source)


def ends(nature: str, *pieces: PeriodValue) -> dict[int, int]:
    """By the month in which it ends."""
    return {total.period // 100 % 100: int(total.value) for total in to_date_of(nature, pieces)}


def test_a_flow_is_the_sum_since_january_and_nothing_behind_a_gap() -> None:
    assert ends("flow", month(1, 3, 1), month(2, 4, 2), month(4, 9, 3)) == {1: 3, 2: 7}
    assert ends("flow", month(2, 4, 1)) == {}


def test_a_total_to_date_closes_the_gap() -> None:
    assert ends("flow", month(1, 3, 1), whole(3, 10, 2), month(4, 9, 3)) == {1: 3, 3: 10, 4: 19}


def test_of_two_of_the_same_end_the_one_told_later_counts() -> None:
    assert ends("flow", month(1, 3, 1), whole(1, 5, 2)) == {1: 5}
    assert ends("flow", month(1, 3, 2), whole(1, 5, 1)) == {1: 3}
    # A month put right later than the total was told is part of a newer one.
    assert ends("flow", month(1, 3, 3), month(2, 4, 1), whole(2, 9, 2)) == {1: 3, 2: 7}


def test_nothing_to_tell_adds_nothing_and_below_the_threshold_is_not_known() -> None:
    assert ends("flow", month(1, 3, 1), month(2, None, 2, cells.NIL)) == {1: 3, 2: 3}
    assert ends("flow", month(1, 3, 1), month(2, None, 2, cells.BELOW)) == {1: 3}


def test_of_a_stock_the_last_counts_of_a_peak_the_largest_and_a_share_does_not_add_up() -> None:
    assert ends("stock", month(2, 40, 1), month(4, 38, 2)) == {2: 40, 4: 38}
    assert ends("peak", month(1, 40, 1), month(2, 38, 2)) == {1: 40, 2: 40}
    assert ends("rate", month(1, 40, 1)) == ends("", month(1, 40, 1)) == {}


def test_quarters_and_months_go_together_and_the_year_is_its_total() -> None:
    first = PeriodValue(period_of_months("quarter", 2026, 1), Decimal(12), 1)
    year = PeriodValue(Period("year", date(2026, 1, 1), date(2026, 12, 31)), Decimal(70), 3)
    assert ends("flow", first, month(4, 5, 2), year) == {3: 12, 4: 17, 12: 70}
    assert ends("rate", year) == {12: 70}


@given(st.lists(st.integers(0, 9), max_size=12), st.randoms(use_true_random=False))
def test_whatever_the_order_in_which_they_come(values: list[int], order: object) -> None:
    pieces = [month(at, value, at) for at, value in enumerate(values, 1)]
    order.shuffle(pieces)  # type: ignore[attr-defined]
    assert ends("flow", *pieces) == {at: sum(values[:at]) for at in range(1, len(values) + 1)}
