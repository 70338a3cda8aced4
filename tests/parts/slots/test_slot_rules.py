"""How slots are cut by month, which cannot be booked, and what they are called."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.parts.slots.rules import format_part_of_day, format_slot, slot_fault, split_by_month, whole_days

ZONE = ZoneInfo("Asia/Shanghai")


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=ZONE)  # type: ignore[arg-type, misc]


def test_a_slot_over_new_year_is_split_at_midnight_of_the_office() -> None:
    parts = split_by_month(at(2025, 12, 31, 20), at(2026, 1, 1, 10), Decimal("7"), ZONE)
    assert [(part.day, part.hours, part.used) for part in parts] == [
        (date(2025, 12, 31), Decimal("4.00"), Decimal("2.00")),
        (date(2026, 1, 1), Decimal("10.00"), Decimal("5.00")),
    ]


def test_a_slot_that_ends_with_the_month_is_one() -> None:
    (part,) = split_by_month(at(2026, 1, 31, 20), at(2026, 2, 1), None, ZONE)
    assert (part.hours, part.used, part.last) == (Decimal("4.00"), None, at(2026, 2, 1))


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31))


@given(MOMENTS, st.integers(1, 500 * 24 * 60), st.integers(0, 10**6))
def test_the_parts_adjoin_and_add_up(first: datetime, minutes: int, cents: int) -> None:
    begins = first.replace(tzinfo=ZONE)
    ends, used = begins + timedelta(minutes=minutes), Decimal(cents) / 100
    parts = split_by_month(begins, ends, used, ZONE)
    assert (parts[0].first, parts[-1].last) == (begins, ends)
    assert all(part.last == following.first for part, following in pairwise(parts))
    assert len({(part.day.year, part.day.month) for part in parts}) == len(parts)
    assert sum(part.used or 0 for part in parts) == used
    assert abs(sum(part.hours for part in parts) - Decimal(minutes) / 60) <= Decimal("0.005")
    assert all(part.hours >= 0 and (part.used or 0) >= 0 for part in parts)


@pytest.mark.parametrize(
    ("first", "last", "fault"),
    [
        (at(2026, 3, 2, 9), at(2026, 3, 2, 9), "order"),
        (at(2026, 3, 1, 23), at(2026, 3, 2, 1), "before"),
        (at(2026, 3, 2), at(2026, 4, 1), ""),  # the last day is included
        (at(2026, 3, 31), at(2026, 4, 1, 1), "after"),
    ],
)
def test_a_slot_lies_in_the_days_on_which_the_thing_is_shared(first: datetime, last: datetime, fault: str) -> None:
    assert slot_fault(first, last, (date(2026, 3, 2), date(2026, 3, 31)), ZONE) == fault


def test_whole_days_and_hours_are_named_in_short() -> None:
    assert format_slot(*whole_days(date(2026, 3, 2), date(2026, 3, 2), ZONE), ZONE) == "2026-03-02"
    assert format_slot(*whole_days(date(2026, 3, 2), date(2026, 3, 4), ZONE), ZONE) == "2026-03-02 – 2026-03-04"
    assert format_slot(at(2026, 3, 2, 9), at(2026, 3, 2, 11), ZONE) == "2026-03-02 09:00–11:00"
    assert format_slot(at(2026, 3, 2, 22), at(2026, 3, 3, 1), ZONE) == "2026-03-02 22:00 – 2026-03-03 01:00"
    assert format_part_of_day(at(2026, 3, 2, 22), at(2026, 3, 4), date(2026, 3, 2), ZONE) == "22:00–24:00"
    assert format_part_of_day(at(2026, 3, 2, 22), at(2026, 3, 4), date(2026, 3, 3), ZONE) == ""
