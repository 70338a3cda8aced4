"""A day within the calendar period of the day for which it is asked, or of an earlier one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.kinds.language.conditions import PERIODS, During


@pytest.mark.parametrize(
    ("every", "before", "day", "bounds"),
    [
        ("P1Y", 0, date(2026, 3, 20), (date(2026, 1, 1), date(2027, 1, 1))),
        ("P1Y", 1, date(2026, 3, 20), (date(2025, 1, 1), date(2026, 1, 1))),
        ("P1M", 1, date(2026, 1, 31), (date(2025, 12, 1), date(2026, 1, 1))),
        ("P3M", 0, date(2026, 5, 1), (date(2026, 4, 1), date(2026, 7, 1))),
        ("P6M", 2, date(2026, 12, 31), (date(2025, 7, 1), date(2026, 1, 1))),
        ("P1Y", 0, date.max, (date(9999, 1, 1), date.max)),
        ("P1Y", 1, date.min, (date.min, date.min)),
    ],
)
def test_its_bounds_are_those_of_the_calendar(every, before, day, bounds):
    assert During("day", every, before).bounds(day) == bounds


@given(
    st.sampled_from(sorted(PERIODS)),
    st.integers(0, 24),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)),
)
def test_periods_follow_on_one_another_and_hold_their_day(every: str, before: int, day: date) -> None:
    first, after = During("day", every, before).bounds(day)
    assert During("day", every, before + 1).bounds(day)[1] == first < after
    assert (first <= day < after) is (before == 0)


@pytest.mark.parametrize(("every", "before"), [("P2M", 0), ("yearly", 0), ("P1Y", -1), ("P1Y", 121), ("P1Y", True)])
def test_what_is_no_period_is_refused(every, before):
    with pytest.raises(ValueError, match="during"):
        During("day", every, before)
