"""How far due dates are written ahead: pure rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.duties.rules.duties import Every, OnDates, OnDays, OneDate, Since, occurrences_until
from luoshi.kernel.duties.rules.horizon import goes_on_from, to_lay

DAY = timedelta(days=1)
RECURRING = st.one_of(
    st.builds(
        Every,
        st.sampled_from(["P1M", "P3M", "P5M", "P7M", "P1Y", "P3Y", "P1W", "P3W", "P10D"]),
        share=st.sampled_from([0, 50, 100]),
        following=st.booleans(),
    ),
    st.sampled_from([OnDays(("06-30", "11-30")), OnDays(("02-29",))]),
)
STARTS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
AHEAD = st.sampled_from([None, 0, 1, 12])


@given(RECURRING, STARTS, st.integers(0, 1200), AHEAD)
def test_all_periods_begun_are_written_the_past_ones_too(rule, start, days, ahead):
    day = start + days * DAY
    found, _laid = to_lay(rule, start, day, ahead)
    every = occurrences_until(rule, start, day + 4000 * DAY)
    assert [occurrence for occurrence in every if occurrence.first <= day] == [
        occurrence for occurrence in found if occurrence.first <= day
    ]
    assert found == every[: len(found)]
    if ahead is None:
        assert [occurrence.first > day for occurrence in found].count(True) == 1  # the next, and no further


@given(RECURRING, STARTS, st.integers(0, 1200), AHEAD)
def test_until_the_day_laid_out_nothing_more_is_needed_and_then_there_is(rule, start, days, ahead):
    day = start + days * DAY
    found, laid = to_lay(rule, start, day, ahead)
    assert laid >= day
    until, _laid = to_lay(rule, start, laid, ahead)
    assert until == found
    if laid > day:
        begun = [occurrence.first for occurrence in found if occurrence.first <= laid + DAY]
        then, _laid = to_lay(rule, start, laid + DAY, ahead)
        assert (
            len(then) > len(found)
            or len(begun) > len([occurrence for occurrence in found if occurrence.first <= laid])
            or ahead
        )


@given(RECURRING, STARTS, st.integers(0, 1200))
def test_it_goes_on_from_a_period_that_is_written_as_from_the_beginning(rule, start, days):
    day = start + days * DAY
    found, _laid = to_lay(rule, start, day, None)
    for occurrence in found[-2:]:
        again = goes_on_from(rule, occurrence.first)
        later = [
            due for due in occurrences_until(rule, again or start, day + 2500 * DAY) if due.first > occurrence.first
        ]
        assert later == [
            due for due in occurrences_until(rule, start, day + 2500 * DAY) if due.first > occurrence.first
        ]


@pytest.mark.parametrize("rule", [OneDate(date(2031, 1, 1)), OnDates((date(2026, 6, 30), date(2029, 1, 1)))])
def test_what_ends_is_written_whole_and_never_again(rule):
    found, laid = to_lay(rule, date(2026, 1, 1), date(2026, 1, 1), None)
    assert (found[-1].due, laid) == (list(rule.dues(date(2026, 1, 1), []))[-1].due, None)


def test_an_interval_is_the_one_that_runs_however_long_it_is():
    found, laid = to_lay(Since(36, "month"), date(2026, 3, 1), date(2026, 3, 1), None)
    assert ([occurrence.due for occurrence in found], laid) == ([date(2029, 3, 1)], None)
