"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.site.backup.rules import backup_file_name, backups_to_keep, is_old, made_at

pytestmark = pytest.mark.database("sqlite")  # what no database knows

NIGHTS = [datetime(2026, 1, 1, 1) + timedelta(days=n) for n in range(400)]


def test_seven_days_four_weeks_and_twelve_months_stay() -> None:
    staying = sorted(backups_to_keep(NIGHTS, days=7, weeks=4, months=12))
    assert staying[-7:] == NIGHTS[-7:]
    months = {(at.year, at.month) for at in staying}
    assert len(months) == 12 and len(staying) == 7 + 2 + 10  # two weeks and two months end within the seven days
    # The last night of each month that is over.
    assert datetime(2026, 11, 30, 1) in staying and datetime(2026, 11, 29, 1) not in staying


def test_of_several_on_a_day_the_last_stays() -> None:
    day = [datetime(2026, 3, 20, hour) for hour in (1, 9, 17)]
    assert backups_to_keep(day, days=7, weeks=4, months=12) == {day[-1]}


@given(st.sets(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=40), st.integers(0, 5))
def test_the_newest_always_stays_and_thinning_twice_does_no_more(made: set[datetime], count: int) -> None:
    staying = backups_to_keep(made, days=count, weeks=count, months=count)
    assert staying <= made and (not made or max(made) in staying)
    assert backups_to_keep(staying, days=count, weeks=count, months=count) == staying


def test_a_pause_of_years_takes_no_backup_away() -> None:
    old = NIGHTS[:7]
    assert backups_to_keep(old, days=7, weeks=4, months=12) == set(old)


def test_only_files_named_as_backups_are_counted() -> None:
    at = datetime(2026, 3, 20, 1, 2, 3)
    assert made_at(backup_file_name(at)) == made_at(backup_file_name(at, encrypted=True)) == at
    names = (
        backup_file_name(at, upgrade=True),
        backup_file_name(at, upgrade=True, encrypted=True),
        "luoshi-20260320-010203.zip.old",
        "luoshi-20261341-010000.zip",
        "photos.zip",
        ".luoshi-20260320-010203.zip-1.tmp",
    )
    assert [made_at(name) for name in names] == [None] * len(names)


def test_a_backup_is_old_after_two_days() -> None:
    at = datetime(2026, 3, 20, tzinfo=UTC)
    assert [is_old(at, at + timedelta(hours=hours)) for hours in (47, 48, 49)] == [False, False, True]
