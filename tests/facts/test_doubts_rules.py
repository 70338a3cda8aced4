"""Which values are doubted beside what was told before: pure. The shares over many series: bench/doubts.py."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.periods import Period, period_of_months, to_date
from luoshi.facts.base.rules.doubts import (
    FELL,
    doubt_of,
    fell_back,
    fewer_than_persons,
    find_value_doubt,
    periods_before,
    rest_of_parts,
    same_matter,
    share_of_all,
)

CALM = [52, 48, 50, 55, 49, 51, 53, 50, 47, 52, 50, 54]
SEASONAL = [8, 3, 10, 11, 25, 10, 7, 6, 40, 10, 12, 18] * 2


@pytest.mark.parametrize("power", [1, 2, 4])
@pytest.mark.parametrize("down", [False, True])
def test_a_slip_of_a_power_of_ten_is_named_as_such(power: int, down: bool) -> None:
    value = Decimal(52).scaleb(-power if down else power)
    found = find_value_doubt(value, CALM, 12)
    assert found is not None and (found.code, found.power, found.up) == ("slip", power, not down)


def test_what_lies_where_it_always_lay_is_not_doubted() -> None:
    assert [find_value_doubt(value, CALM, 12) for value in (45, 58, 70, 100, 0, None)] == [None] * 6
    assert find_value_doubt(7, [], 12) is None and find_value_doubt(7, [None, 0, None], 12) is None


def test_a_season_is_known_and_its_slip_is_found() -> None:
    assert find_value_doubt(41, SEASONAL[:-4], 12) is None  # September after 6 in August, 40 the year before
    assert find_value_doubt(6, SEASONAL[:-4], 12).of == "year"  # type: ignore[union-attr]
    assert find_value_doubt(400, SEASONAL[:-4], 12).power == 1  # type: ignore[union-attr]


def test_what_is_told_seldom_is_measured_by_what_was_ever_told() -> None:
    seldom = [0, 0, 3, 0, 2, 0, 0, 4, 0, 3, 0, 2, 0, 3, 0]
    assert find_value_doubt(2, seldom, 12) is None and find_value_doubt(5, seldom, 12) is None
    assert find_value_doubt(30, seldom, 12).code == "slip"  # type: ignore[union-attr]


def test_a_fraction_where_all_were_whole_is_looked_at_closely() -> None:
    small = [1, 2, 1, 3, 2, 1, 2, 1]
    assert find_value_doubt(Decimal("0.2"), small, 12) is not None and find_value_doubt(1, small, 12) is None


def test_of_a_total_to_date_the_pace_is_looked_at() -> None:
    told = {
        to_date(period.last): 10 * at
        for at, period in enumerate((period_of_months("month", 2026, n) for n in range(1, 9)), 1)
    }
    september = to_date(date(2026, 9, 30))
    assert doubt_of(september, 90, told.get, "total") is None
    found = doubt_of(september, 900, told.get, "total")
    assert found is not None and (found.than, found.power) == (90, 1)


def test_of_yes_or_no_nothing_is_doubted_and_plans_of_years_have_nothing_before_them() -> None:
    assert doubt_of(period_of_months("month", 2026, 9), 1, lambda one: 0, "yesno") is None
    assert periods_before(Period("years", date(2026, 1, 1), date(2030, 12, 31))) == []
    spans = periods_before(period_of_months("quarter", 2026, 1))
    assert spans[-1] == period_of_months("quarter", 2025, 4) and len(spans) == 16
    assert periods_before(to_date(date(2026, 1, 31)))[-1] == to_date(date(2025, 12, 31))


def test_almost_all_of_a_whole_is_doubted_and_what_grew_to_most_of_it() -> None:
    assert share_of_all(20, 22, 4, None) is None
    assert share_of_all(900, 22, 4, None).than > 97  # type: ignore[union-attr]
    assert share_of_all(30, 22, 4, Fraction(1, 10)) is not None and share_of_all(30, 22, 4, Fraction(1, 2)) is None
    assert share_of_all(900, 22, 3, None) is None and share_of_all(900, 0, 4, None) is None


def test_fewer_attendances_than_persons_are_doubted() -> None:
    assert (
        same_matter("培训人次", "培训人数")
        and not same_matter("培训人次", "参观人数")
        and not same_matter("人次", "人")
    )
    assert fewer_than_persons(80, 120, "培训人数").of == "培训人数"  # type: ignore[union-attr]
    assert fewer_than_persons(120, 120, "") is None and fewer_than_persons(None, 5, "") is None


def test_a_part_that_is_defined_and_empty_is_named() -> None:
    assert rest_of_parts(100, [("男", 30), ("女", 70)]) is None and rest_of_parts(100, [("男", None)]) is None
    found = rest_of_parts(100, [("男", 30), ("女", None)])
    assert found is not None and (found.than, found.of) == (70, "女")
    assert rest_of_parts(100, [("男", 60), ("女", 70)]).than == -30  # type: ignore[union-attr]


@given(st.lists(st.integers(1, 10**6) | st.none(), max_size=30), st.integers(1, 10**6), st.integers(2, 9))
def test_a_doubt_is_the_same_in_another_unit(before: list[int | None], value: int, times: int) -> None:
    other = find_value_doubt(value * times, [amount and amount * times for amount in before], 12)
    here = find_value_doubt(value, before, 12)
    assert (here and (here.code, here.of, here.times)) == (other and (other.code, other.of, other.times))


@pytest.mark.parametrize(
    ("value", "before", "most"),
    [(119, [80, None, 120], 120), (119, [120, 80], 120), (120, [80, 120], None), (5, [None], None), (0, [3], 3)],
)
def test_a_total_to_date_below_an_earlier_one_is_doubted(
    value: int, before: list[int | None], most: int | None
) -> None:
    found = fell_back(value, before)
    assert (found and (found.code, found.than)) == (None if most is None else (FELL, most))


@pytest.mark.parametrize(("nature", "code"), [("flow", FELL), ("", FELL), ("stock", None), ("rate", None)])
def test_only_what_adds_up_over_the_year_cannot_fall_and_only_within_it(nature: str, code: str | None) -> None:
    known = {to_date(date(2026, 3, 31)): 120, to_date(date(2025, 12, 31)): 400}
    found = doubt_of(to_date(date(2026, 4, 30)), 119, known.get, nature)
    assert (found and found.code) == code


def test_a_total_begins_anew_with_the_year() -> None:
    assert doubt_of(to_date(date(2026, 1, 31)), 30, {to_date(date(2025, 12, 31)): 400}.get, "flow") is None
