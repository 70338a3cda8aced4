"""Ladders of reminders: which rung falls on which working day, which are refused, and the office's hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.commitments.letters.rules.hours import may_leave
from luoshi.commitments.letters.rules.ladder import (
    DEFAULT,
    PRESETS,
    ReminderLadder,
    Rung,
    falls_due,
    is_top_due_date,
    read_ladder,
    requested_step,
    rung_recipients,
)
from luoshi.dates.workdays import is_workday

START, DUE = date(2026, 1, 5), date(2026, 9, 30)  # a Wednesday before the holidays of the 1st to the 7th of October
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def test_the_default_ladder_by_working_days_over_a_long_holiday() -> None:
    assert {rung.name: str(rung.day(START, DUE)) for rung in DEFAULT.rungs} == {
        "T-5": "2026-09-22",  # the 25th to the 27th are off too
        "T-1": "2026-09-29",
        "T+1": "2026-10-08",
        "T+3": "2026-10-10",  # a Saturday that is worked
        "T+5": "2026-10-13",
        "T+10": "2026-10-20",
    }


@pytest.mark.parametrize(
    ("words", "due", "days"),
    [
        ("thirds", date(2026, 3, 31), ["2026-02-02", "2026-03-02", "2026-03-31"]),
        ("thirds", date(2026, 10, 5), ["2026-04-03", "2026-07-06", "2026-09-30"]),  # 1/3 and the date are holidays
        ("three-days", date(2026, 10, 5), ["2026-09-30"]),  # three days before is in the holidays
        ("three-days", date(2026, 10, 9), ["2026-09-30"]),
        ("T+0 承办人 提醒", date(2026, 10, 3), ["2026-09-30"]),
    ],
)
def test_up_to_the_date_a_rung_on_a_day_off_goes_on_the_last_working_day_before(
    words: str, due: date, days: list[str]
) -> None:
    assert [str(rung.day(START, due)) for rung in read_ladder(words).rungs] == days


@pytest.mark.parametrize(
    ("words", "days"),
    [("next-day", ["2026-10-08", "2026-10-14"]), ("D+1 联络员 催办；D+10 联络员 催办", ["2026-10-08", "2026-10-10"])],
)
def test_after_the_date_a_rung_on_a_day_off_goes_on_the_next_working_day(words: str, days: list[str]) -> None:
    assert [str(rung.day(START, DUE)) for rung in read_ladder(words).rungs] == days


BEFORE = "1/3 承办人 提醒；2/3 承办人 提醒；D-9 承办人 提醒；D-3 承办人 提醒；D-1 承办人 提醒；T+0 承办人 提醒"


@given(DAYS, DAYS)
def test_what_is_said_up_to_the_date_is_said_on_a_working_day_at_or_before_its_own(one: date, other: date) -> None:
    start, due = sorted([one, other])
    length = (due - start).days
    own = [
        start + timedelta(length // 3),
        start + timedelta(2 * length // 3),
        *(due - timedelta(n) for n in (9, 3, 1, 0)),
    ]
    for rung, nominal in zip(read_ladder(BEFORE).rungs, own, strict=True):
        found = rung.day(start, due)
        assert is_workday(found) and found <= nominal
        assert not any(is_workday(found + timedelta(n)) for n in range(1, (nominal - found).days + 1))


@given(DAYS, DAYS, st.sampled_from(sorted(PRESETS)))
def test_no_rung_falls_on_a_day_off(one: date, other: date, name: str) -> None:
    start, due = sorted([one, other])
    assert all(is_workday(rung.day(start, due)) for rung in PRESETS[name].rungs)


@given(DAYS, st.sampled_from([*sorted(PRESETS), "D-3 承办人 提醒；T+0 承办人 提醒", "T+0 承办人 提醒"]))
def test_what_can_be_said_on_a_day_lies_within_its_horizon(due: date, name: str) -> None:
    ladder = read_ladder(name)
    for rung in ladder.rungs:
        horizon = ladder.horizon(rung.day(START, due)) if due > START else None
        assert horizon is None or due <= horizon


def rung_of(day: str, *said: str, start: date = START) -> str:
    found = falls_due(DEFAULT, start, DUE, date.fromisoformat(day), said)
    return found.name if found else ""


def test_each_rung_is_said_once_and_of_several_passed_only_the_highest() -> None:
    assert [rung_of("2026-09-21"), rung_of("2026-09-22"), rung_of("2026-09-23", "T-5")] == ["", "T-5", ""]
    assert rung_of("2026-10-12") == "T+3"  # nothing ran since before the holidays: T-5, T-1 and T+1 are left out
    assert rung_of("2026-10-12", "T+3") == ""
    assert rung_of("2026-10-12", "T+5") == ""  # said already, as the ladder was before
    assert rung_of("2026-09-29", start=date(2026, 9, 28)) == "T-1"
    assert rung_of("2026-09-28", start=date(2026, 9, 28)) == ""  # its fifth day before lay before it was given
    assert rung_of("2026-09-22", start=date(2026, 9, 22)) == ""  # or was the day on which it was given


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "it has no rungs"),
        ("T+1 联络员 催办；T-1 承办人 催办", "stands after T\\+1"),
        ("T+1 联络员 催办；T+1 分管领导 催办", "two rungs on one day"),
        ("T+1 联络员 催办；T+3 联络员 提醒", "milder than"),
        ("T-1 督查室 督办单", "nothing is drafted before the date"),
        ("T+1 某某 催办", "who is told is not clear"),
        ("T+1 联络员 喊话", "unknown form"),
        ("T+999 联络员 催办", "too far"),
        ("3/2 承办人 提醒", "between 0 and 1"),
        ("1/0 承办人 提醒", "no rung"),
        ("明天", "no rung"),
    ],
)
def test_a_ladder_with_faults_is_refused(words: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_ladder(words)


def test_an_offices_own_ladder_is_read_from_its_words() -> None:
    own = read_ladder(" 1/2 承办人 提醒；T−3 承办人+联络员 提醒; T+1 leader push\nT+5 督查室 约谈通报 ")
    assert [(rung.name, rung.to, rung.form) for rung in own.rungs] == [
        ("1/2", ("doer",), "notice"),
        ("T-3", ("doer", "clerk"), "notice"),
        ("T+1", ("leader",), "push"),
        ("T+5", ("desk",), "proposal"),
    ]
    assert own.rungs[0].place == Fraction(1, 2)
    assert read_ladder("默认") is DEFAULT and all(PRESETS[name].source for name in PRESETS)
    with pytest.raises(ValueError, match="who is told"):
        ReminderLadder("x", (Rung("T", 1, (), "push"),))


def test_where_nobody_does_it_the_next_above_is_told() -> None:
    seats = {"clerk": {2}, "head": {3}, "desk": {9}}
    assert rung_recipients(("doer",), {"doer": {1}, **seats}) == {1}
    assert (
        rung_recipients(("doer",), seats),
        rung_recipients(("leader",), seats),
        rung_recipients(("doer", "leader"), seats),
    ) == ({2}, {3}, {2, 3})
    assert (rung_recipients(("clerk", "head"), {"desk": {9}}), rung_recipients(("desk",), {})) == ({9}, set())


def test_the_gravest_of_several_dates_on_a_day_speaks() -> None:
    assert (
        is_top_due_date("deliver", ["report", "accept"])
        and not is_top_due_date("report", ["deliver"])
        and is_top_due_date("report", [])
    )
    assert [requested_step("issued", "deliver"), requested_step("running", "deliver"), requested_step("running",
                                                                                                      "recur")] == [
        "accept", "finish", "report",
    ]  # fmt: skip
    assert (requested_step("standing", "deliver"), requested_step("returned", "deliver")) == ("report", "rework")


@pytest.mark.parametrize(
    ("happens", "leaves"),
    [
        ("2026-09-30 10:00", "2026-09-30 10:00"),
        ("2026-09-30 08:29", "2026-09-30 08:30"),
        ("2026-09-30 17:30", "2026-10-08 08:30"),  # the holidays lie between
        ("2026-10-03 10:00", "2026-10-08 08:30"),
        ("2026-10-10 09:00", "2026-10-10 09:00"),  # a Saturday that is worked
    ],
)
def test_what_is_urgent_leaves_in_working_hours(happens: str, leaves: str) -> None:
    assert may_leave(datetime.fromisoformat(happens)) == datetime.fromisoformat(leaves)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 30)))
def test_it_never_leaves_earlier_than_it_happens_nor_on_a_day_off(happens: datetime) -> None:
    leaves = may_leave(happens)
    assert leaves >= happens and is_workday(leaves.date()) and leaves - happens < timedelta(days=12)
