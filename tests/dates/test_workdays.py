"""The vectors of the calendar's contract, and what must hold for any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.errors import DateError
from luoshi.dates.time_limits import count_limit_after, count_limit_before, roll_to_workday
from luoshi.dates.workdays import count_workdays_late, is_workday, is_workday_provisional, off_days, working_days

D = date.fromisoformat
DAYS = st.dates(date(2007, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "unit", "nominal", "day"),
    [
        ("2026-02-12", 5, "workday", "2026-02-26", "2026-02-26"),
        ("2026-09-18", 10, "workday", "2026-10-09", "2026-10-09"),
        ("2026-04-28", 3, "workday", "2026-05-06", "2026-05-06"),
        ("2026-09-10", 15, "day", "2026-09-25", "2026-09-28"),
        ("2026-01-31", 1, "month", "2026-02-28", "2026-02-28"),
        ("2026-07-02", 3, "month", "2026-10-02", "2026-10-08"),
        ("2024-02-29", 1, "year", "2025-02-28", "2025-02-28"),
        ("2018-12-28", 2, "workday", "2019-01-02", "2019-01-02"),
        ("2026-08-04", 60, "day", "2026-10-03", "2026-10-08"),
        ("2025-09-30", 5, "workday", "2025-10-14", "2025-10-14"),
        ("2026-01-22", 30, "day", "2026-02-21", "2026-02-24"),
        ("2026-09-01", 1, "half-month", "2026-09-16", "2026-09-16"),
        ("2026-09-01", 2, "decade", "2026-09-21", "2026-09-21"),
        ("2026-09-01", 2, "week", "2026-09-15", "2026-09-15"),
    ],
)
def test_a_time_limit_ends_where_the_law_says(start, count, unit, nominal, day):
    limit = count_limit_after(D(start), count, unit)
    assert (limit.nominal, limit.day, limit.provisional) == (D(nominal), D(day), False)


def test_the_calendar_knows_worked_weekends_and_free_weekdays():
    assert [is_workday(D(d)) for d in ("2026-01-02", "2026-01-04", "2026-02-14")] == [False, True, True]


def test_lateness_counts_the_working_days_after_the_due_date():
    assert count_workdays_late(D("2026-09-30"), D("2026-10-12")) == 4
    assert (
        count_workdays_late(D("2026-09-30"), D("2026-09-30"))
        == count_workdays_late(D("2026-09-30"), D("2026-09-01"))
        == 0
    )


def test_a_month_has_the_working_days_of_its_notice():
    assert working_days(D("2026-02-01"), D("2026-02-28")) == 16


def test_a_year_without_a_notice_gives_a_provisional_answer():
    limit = count_limit_after(D("2026-12-28"), 5, "workday")
    assert (limit.day, limit.provisional) == (D("2027-01-05"), True)
    assert is_workday_provisional(D("2027-03-01")) and not is_workday_provisional(D("2026-03-01"))


@pytest.mark.parametrize(
    ("year", "days"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_has_its_known_number_of_working_days(year, days):
    assert working_days(date(year, 1, 1), date(year, 12, 31)) == days


def test_a_fixed_date_moves_only_if_asked_to():
    sunday = D("2026-05-31")
    assert [roll_to_workday(sunday, roll).day for roll in ("none", "prev", "next")] == [
        sunday,
        D("2026-05-29"),
        D("2026-06-01"),
    ]
    fifth = D("2026-10-05")
    assert [roll_to_workday(fifth, roll).day for roll in ("prev", "next")] == [D("2026-09-30"), D("2026-10-08")]


def test_counting_backward_mirrors_and_falls_on_the_working_day_before():
    limit = count_limit_before(D("2026-10-10"), 7, "day")
    assert (limit.nominal, limit.day) == (D("2026-10-03"), D("2026-09-30"))
    assert count_limit_before(D("2026-03-31"), 1, "month", "none").day == D("2026-02-28")


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_a_count_that_is_no_limit_is_refused(count):
    with pytest.raises(DateError):
        count_limit_after(D("2026-01-01"), count, "day")


def test_the_end_of_the_calendar_is_an_error_of_this_room():
    with pytest.raises(DateError):
        count_limit_after(date.max, 2, "day")
    with pytest.raises(DateError):
        count_limit_after(date.max, 2, "month")


@pytest.mark.parametrize("year", range(2009, 2027))
@pytest.mark.parametrize("holiday", ["春节", "清明节", "端午节", "中秋节", "国庆节", "劳动节"])
def test_every_shipped_year_knows_the_break_of_each_holiday(year, holiday):
    first, last = off_days(holiday, year)
    assert not is_workday(first) and not is_workday(last) and 0 <= (last - first).days <= 9


@given(DAYS, st.integers(1, 400))
def test_working_days_counted_forward_are_the_working_days_in_between(start, count):
    limit = count_limit_after(start, count, "workday")
    assert is_workday(limit.day)
    assert working_days(start + timedelta(days=1), limit.day) == count


@given(DAYS, st.integers(-400, 1500))
def test_working_days_are_those_of_each_day_over_any_number_of_years(first, days):
    last = first + timedelta(days=days)
    assert working_days(first, last) == sum(is_workday(first + timedelta(days=n)) for n in range(days + 1))


def test_working_days_are_counted_to_both_ends_of_the_calendar():
    assert working_days(date.min, date(1, 1, 7)) == 4 and working_days(date(9999, 12, 27), date.max) == 5


@given(DAYS, st.integers(1, 60), st.sampled_from(["day", "week", "month", "year"]))
def test_rolling_never_crosses_a_working_day(start, count, unit):
    limit = count_limit_after(start, count, unit)
    assert is_workday(limit.day) and limit.day >= limit.nominal
    assert working_days(limit.nominal, limit.day) == 1
