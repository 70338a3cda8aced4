"""A value belongs to a period that is over, and not reported, missing in the source and 0 are three things."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.period_values.rules import DAY, last_period_ends, period_end, value_fault

TODAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("every", "until", "value", "missing", "fault"),
    [
        ("P1Y", date(2025, 12, 31), Decimal(0), False, ""),
        ("P1Y", date(2025, 12, 30), Decimal(1), False, "period"),
        ("P1Y", date(2026, 12, 31), Decimal(1), False, "open"),
        ("P1M", date(2026, 2, 28), Decimal(1), False, ""),
        ("P1M", date(2026, 3, 31), Decimal(1), False, "open"),
        ("P1Y", date(2025, 12, 31), None, False, "empty"),
        ("P1Y", date(2025, 12, 31), None, True, ""),
        ("P1Y", date(2025, 12, 31), Decimal(0), True, "both"),
    ],
)
def test_what_is_entered_is_of_a_period_that_is_over(every, until, value, missing, fault):
    assert value_fault(every, until, value, missing, TODAY) == fault


def test_a_period_is_over_on_the_day_after_its_last() -> None:
    assert value_fault("P1Y", date(2025, 12, 31), Decimal(1), False, date(2025, 12, 31)) == "open"
    assert value_fault("P1Y", date(2025, 12, 31), Decimal(1), False, date(2026, 1, 1)) == ""


@given(st.sampled_from(["P1M", "P3M", "P6M", "P1Y"]), st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_the_last_periods_are_those_before_the_day(every: str, day: date) -> None:
    ends = last_period_ends(every, day, 4)
    assert ends == sorted(ends, reverse=True) and ends[0] < day <= period_end(every, ends[0] + DAY)
    assert all(period_end(every, end) == end for end in ends)
