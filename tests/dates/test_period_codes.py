"""A period is one whole number, and what lies within another is a stretch of numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from luoshi.dates.errors import DateError
from luoshi.dates.period_codes import KINDS, decode_period, encode_period, kinds_dividing_period, period_code_range
from luoshi.dates.periods import (
    Period,
    PeriodKind,
    period_containing,
    period_of_months,
    period_of_years,
    ten_day_period,
    to_date,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FOLLOWING = [kind for kind in KINDS if kind not in ("ytd", "years")]


def of(kind: PeriodKind, day: date) -> Period:
    if kind == "years":
        return period_of_years(day.year, day.year + day.month - 1)
    return to_date(day) if kind == "ytd" else period_containing(kind, day)


def test_the_numbers_are_those_that_people_can_read():
    assert encode_period(period_of_months("month", 2026, 9)) == 3_2026_0901
    assert encode_period(to_date(date(2026, 9, 30))) == 7_2026_0930
    assert encode_period(period_of_months("year", 2026, 1)) == 6_2026_0101
    assert encode_period(period_of_years(2026, 2030)) == 8_2026_2030
    assert encode_period(period_containing("moment", date(2020, 11, 1))) == 9_2020_1101


@given(st.sampled_from(KINDS), DAYS)
def test_a_number_leads_back_to_its_period_and_fits_into_32_bits(kind, day):
    assert decode_period(encode_period(of(kind, day))) == of(kind, day)
    assert 0 < encode_period(of(kind, day)) < 2**31


@given(st.sampled_from(KINDS), DAYS, DAYS)
def test_of_one_kind_the_later_one_has_the_larger_number(kind, one, other):
    first, second = of(kind, one), of(kind, other)
    assume(first != second)
    sooner = (first.first, first.last) < (second.first, second.last)
    assert (encode_period(first) < encode_period(second)) == sooner


@given(st.sampled_from(FOLLOWING), DAYS, st.integers(0, 800))
def test_what_lies_whole_within_two_days_is_a_stretch_of_numbers(kind, first, length):
    last = first + timedelta(days=length)
    low, high = period_code_range(kind, first, last)
    one, within = period_containing(kind, first - timedelta(days=400)), []
    while one.first <= last + timedelta(days=400):
        if low <= encode_period(one) <= high:
            within.append(one)
        assert (low <= encode_period(one) <= high) == (first <= one.first and one.last <= last)
        one = one.next()


def test_totals_to_date_of_a_year_are_a_stretch_of_numbers():
    low, high = period_code_range("ytd", date(2026, 1, 1), date(2026, 12, 31))
    assert low <= encode_period(to_date(date(2026, 1, 31))) < encode_period(to_date(date(2026, 12, 31))) <= high
    assert not low <= encode_period(to_date(date(2025, 12, 31))) <= high


@pytest.mark.parametrize("code", [0, 7, 3_2026_0902, 3_2026_1301, 4_2026_0201, 10_2026_0101, 8_2030_2026, -3_2026_0901])
def test_what_is_no_number_of_a_period_is_refused(code):
    with pytest.raises(DateError):
        decode_period(code)


@pytest.mark.parametrize(
    ("whole", "made_of"),
    [
        (period_of_months("year", 2026, 1), ["half", "quarter", "month", "decade", "day"]),
        (period_of_months("half", 2026, 2), ["quarter", "month", "decade", "day"]),
        (to_date(date(2026, 9, 30)), ["quarter", "month", "decade", "day"]),
        (to_date(date(2026, 9, 20)), ["decade", "day"]),
        (period_of_years(2026, 2030), ["year", "half", "quarter", "month", "decade", "day"]),
        (ten_day_period(2026, 2, 3), ["day"]),
        (period_containing("moment", date(2026, 2, 3)), []),
    ],
)
def test_a_period_is_made_up_of_shorter_ones_without_a_rest(whole, made_of):
    assert kinds_dividing_period(whole) == made_of


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (period_of_months("month", 2024, 2), period_of_months("month", 2023, 2)),
        (period_of_months("quarter", 2026, 3), period_of_months("quarter", 2025, 3)),
        (ten_day_period(2024, 2, 3), ten_day_period(2023, 2, 3)),
        (to_date(date(2025, 2, 28)), to_date(date(2024, 2, 29))),
        (to_date(date(2026, 9, 20)), to_date(date(2025, 9, 20))),
        (period_containing("moment", date(2024, 2, 29)), period_containing("moment", date(2023, 2, 28))),
    ],
)
def test_the_same_period_of_the_year_before(now, before):
    assert now.a_year_before() == before


def test_several_years_have_none_before_and_nothing_follows_a_total_to_date():
    with pytest.raises(DateError):
        period_of_years(2026, 2030).a_year_before()
    with pytest.raises(DateError):
        to_date(date(2026, 9, 30)).next()
    with pytest.raises(DateError):
        period_of_years(2030, 2026)
