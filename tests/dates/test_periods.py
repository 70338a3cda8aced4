"""Periods cover the calendar without gaps; recurrences end each period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.errors import DateError
from luoshi.dates.periods import (
    period_containing,
    period_of_months,
    period_of_years,
    plan_years,
    recurring_due_dates,
    ten_day_period,
    to_date,
)

KINDS = ["day", "decade", "month", "quarter", "half", "year"]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(KINDS))
def test_each_day_lies_in_one_period_and_periods_follow_without_gap(day, kind):
    here = period_containing(kind, day)
    assert here.first <= day <= here.last
    assert here.next().first == here.last + timedelta(days=1)
    assert period_containing(kind, here.first) == period_containing(kind, here.last) == here


def test_periods_end_on_the_days_offices_use():
    assert [period_of_months("quarter", 2026, n).last for n in (1, 2, 3, 4)] == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert [ten_day_period(2024, 2, n).last.day for n in (1, 2, 3)] == [10, 20, 29]
    with pytest.raises(DateError):
        period_of_months("quarter", 2026, 5)


def test_five_year_plans_begin_on_their_years():
    assert plan_years(12) == (date(2011, 1, 1), date(2015, 12, 31))
    assert plan_years(14) == (date(2021, 1, 1), date(2025, 12, 31))
    assert plan_years(15)[1] == date(2030, 12, 31)
    with pytest.raises(DateError):
        plan_years(2)


@pytest.mark.parametrize(
    ("iso", "count"), [("P1Y", 1), ("P6M", 2), ("P3M", 4), ("P1M", 12), ("P10D", 36), ("P2M", 6), ("P1D", 365)]
)
def test_a_year_holds_one_occurrence_a_period(iso, count):
    days = list(recurring_due_dates(iso, date(2026, 1, 1), date(2026, 12, 31)))
    assert len(days) == count and days[-1] == date(2026, 12, 31)


def test_half_yearly_duties_fall_due_at_the_half_and_at_the_end():
    assert list(recurring_due_dates("P6M", date(2026, 1, 1), date(2026, 12, 31))) == [
        date(2026, 6, 30),
        date(2026, 12, 31),
    ]


@pytest.mark.parametrize("iso", ["", "P", "1Y", "P1H", "PxM", "P0M", "P1", "P²M"])
def test_what_is_no_period_is_refused(iso):
    with pytest.raises(DateError):
        list(recurring_due_dates(iso, date(2026, 1, 1), date(2026, 12, 31)))


@given(
    st.sampled_from(["day", "decade", "month", "quarter", "half", "year"]),
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
)
def test_the_period_before_is_followed_by_it(kind, day):
    one = period_containing(kind, day)
    assert one.before().next() == one and one.next().before() == one


def test_before_the_first_total_to_date_of_a_year_there_is_none():
    assert to_date(date(2026, 3, 31)).before() == to_date(date(2026, 2, 28))
    assert to_date(date(2026, 1, 31)).before() is None and period_of_years(2026, 2030).before() is None
