"""Who holds what on which days: both days count, a gap begins on the day after, and what was wrong may be mended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.holders.rules import (
    Clash,
    HoldingPeriod,
    Vacancy,
    days_open,
    find_vacancies,
    held_twice,
    holding_refusals,
    is_vacancy_overdue,
    made_worse,
    too_many,
)

BEGUN = date(2026, 1, 1)
WINDOW = [BEGUN + timedelta(days=day) for day in range(12)]
DAYS = st.sampled_from(WINDOW)


def held(who: str, first: date, last: date | None = None, row: int = 1, role: str = "") -> HoldingPeriod:
    return HoldingPeriod(row, who, role, first, last)


def between(*every: HoldingPeriod, least: int = 1, first: date, last: date) -> list[Vacancy]:
    return find_vacancies(every, least, BEGUN, None, first=first, last=last)


def test_who_leaves_on_the_14th_has_the_14th_and_it_is_vacant_until_the_next_one_comes() -> None:
    old, new = held("甲", BEGUN, date(2026, 3, 14)), held("乙", date(2026, 4, 2))
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}
    gap = Vacancy(date(2026, 3, 15), date(2026, 4, 1), 1)
    assert between(old, new, **march) == [gap]
    assert between(old, new, first=date(2026, 3, 14), last=date(2026, 3, 14)) == []
    assert between(old, new, first=date(2026, 4, 2), last=date(2026, 4, 30)) == []
    assert [days_open(gap, date(2026, 3, day)) for day in (14, 15, 31)] == [0, 1, 17]
    assert [days_open(gap, date(2026, 4, day)) for day in (1, 2, 30)] == [18, 18, 18]  # L8.2: 17 + 1
    assert between(old, first=date(2026, 5, 1), last=date(2026, 5, 1)) == [Vacancy(date(2026, 3, 15), None, 1)]


def test_a_future_end_counts_only_from_then() -> None:
    leaving = held("甲", BEGUN, date(2026, 3, 14))
    assert [leaving.state_on(date(2026, 3, day)) for day in (14, 15)] == ["now", "former"]
    assert held("甲", date(2026, 3, 15)).state_on(date(2026, 3, 14)) == "later"
    assert between(leaving, first=BEGUN, last=date(2026, 3, 14)) == []


def test_overdue_begins_on_the_day_after_the_last_that_is_in_time() -> None:
    gap = Vacancy(date(2026, 3, 15), None, 1)
    assert [is_vacancy_overdue(gap, date(2026, 4, day), 30) for day in (13, 14)] == [False, True]
    assert not is_vacancy_overdue(gap, date(2026, 12, 31), None)
    filled = Vacancy(date(2026, 3, 15), date(2026, 6, 1), 1)
    assert [is_vacancy_overdue(filled, date(2026, 6, day), 30) for day in (1, 2)] == [True, False]


def test_one_who_is_to_be_found_still_of_two_and_a_closed_record_asks_for_nobody() -> None:
    one = [held("甲", BEGUN), held("甲", BEGUN, row=2), held("乙", date(2026, 2, 1), date(2026, 2, 10), row=3)]
    asked = {"first": date(2026, 2, 5), "last": date(2026, 3, 1)}
    assert between(*one, least=2, **asked) == [Vacancy(date(2026, 2, 11), None, 1)]
    ended = find_vacancies([], 1, BEGUN, date(2026, 1, 31), first=BEGUN, last=date(2026, 3, 1))
    assert ended == [Vacancy(BEGUN, date(2026, 1, 31), 1)]
    assert days_open(ended[0], date(2026, 3, 1)) == 31


def test_too_many_is_said_with_its_days() -> None:
    some = [held("甲", BEGUN, date(2026, 3, 14)), held("乙", date(2026, 3, 10), row=2), held("丙", BEGUN, row=3)]
    assert too_many(some[:2], 1) == [Clash(date(2026, 3, 10), date(2026, 3, 14), 2)]
    assert too_many(some, 1)[-1] == Clash(date(2026, 3, 15), None, 2)
    assert too_many([*some[:1], held("甲", BEGUN, row=9)], 1) == []  # the same person counts once


def test_what_was_wrong_before_may_be_mended_bit_by_bit() -> None:
    two = [held("甲", BEGUN), held("乙", BEGUN, row=2)]
    shorter = [two[0], held("乙", BEGUN, date(2026, 3, 14), row=2)]
    third = held("丙", date(2026, 5, 1), row=3)
    assert made_worse(two, shorter, 1) is None
    assert made_worse(shorter, two, 1) == Clash(date(2026, 3, 15), None, 2)
    assert made_worse(two, [*two, third], 1) == Clash(date(2026, 5, 1), None, 3)


def test_who_held_it_before_is_named_and_twice_is_of_one_thing() -> None:
    old, new = held("甲", BEGUN, role="chair"), held("乙", date(2026, 3, 1), row=2, role="chair")
    deputy = held("甲", BEGUN, row=3, role="deputy")
    (found,) = holding_refusals([old], [old, new], {"chair": 1}, once=True)
    assert (found.role, found.holders, found.twice, found.clash.first) == ("chair", (old,), False, date(2026, 3, 1))
    assert holding_refusals([old], [old, deputy], {"chair": 1}, once=True) == []
    (again,) = holding_refusals([old], [old, held("甲", date(2026, 3, 1), row=4, role="chair")], {}, once=True)
    assert (again.twice, again.holders) == (True, (old,))
    assert [refusal.holders for refusal in holding_refusals([], [old, new], {"chair": 1}, once=False)] == [(old, new)]
    assert held_twice([old], [old, held("甲", BEGUN, row=5, role="chair")]) == Clash(BEGUN, None, 2)


def test_roles_held_apart_are_those_of_one_person_at_a_time() -> None:
    chair, until = held("甲", BEGUN, role="chair"), date(2026, 3, 14)
    deputy, member = (held("甲", date(2026, 3, 1), row=row, role=role) for row, role in ((2, "deputy"), (3, "member")))
    asked: Any = {"most": {}, "once": False, "apart": ("chair", "deputy")}
    (found,) = holding_refusals([chair], [chair, deputy, member], **asked)
    assert (found.role, found.holders, found.apart) == ("chair deputy", (chair,), True)
    assert found.clash == Clash(date(2026, 3, 1), None, 2)
    (found,) = holding_refusals([], [chair, deputy], **asked)
    assert found.holders == (chair, deputy)  # both come with the step
    left = held("甲", BEGUN, until, role="chair")
    after = held("甲", date(2026, 3, 15), row=2, role="deputy")
    other = held("乙", BEGUN, row=4, role="deputy")
    assert holding_refusals([chair], [left, after, other, member], **asked) == []
    assert holding_refusals([chair, deputy], [left, deputy], **asked) == []  # it was wrong before, and is less so now
    (worse,) = holding_refusals([left, deputy], [chair, deputy], **asked)
    assert worse.clash == Clash(date(2026, 3, 15), None, 2)
    assert holding_refusals([], [chair, deputy], {}, once=False) == []


@st.composite
def several(draw: st.DrawFn) -> list[HoldingPeriod]:
    """Holdings within some days, some of them without end, some of persons who hold it already."""
    found = []
    for row in range(draw(st.integers(0, 5))):
        first, last = draw(DAYS), draw(DAYS | st.none())
        found.append(held(draw(st.sampled_from("甲乙丙")), first, last if last is None else max(first, last), row))
    return found


def persons(every: list[HoldingPeriod], day: date) -> int:
    return len({holding.who for holding in every if holding.state_on(day) == "now"})


@given(several(), st.integers(1, 2), DAYS, DAYS)
def test_a_day_is_vacant_where_too_few_hold_it_and_on_no_other(
    every: list[HoldingPeriod], least: int, begins: date, day: date
) -> None:
    found = find_vacancies(every, least, begins, None, first=day, last=day)
    short = day >= begins and persons(every, day) < least
    assert len(found) == short
    for vacancy in found:
        assert vacancy.since <= day and (vacancy.until is None or day <= vacancy.until)
        assert vacancy.lacking == least - persons(every, day)
        before = vacancy.since - timedelta(days=1)
        assert before < begins or persons(every, before) >= least
        if vacancy.until is not None:
            assert persons(every, vacancy.until + timedelta(days=1)) >= least
        assert days_open(vacancy, day) == sum(vacancy.since <= other <= day for other in WINDOW)


@given(several(), st.integers(1, 2))
def test_a_day_is_in_a_clash_where_too_many_hold_it_and_in_no_other(every: list[HoldingPeriod], most: int) -> None:
    found = too_many(every, most)
    for day in [*WINDOW, WINDOW[-1] + timedelta(days=9)]:
        there = [clash.persons for clash in found if clash.first <= day and (clash.last is None or day <= clash.last)]
        assert there == [number for number in [persons(every, day)] if number > most]


@given(several(), several(), st.integers(1, 2))
def test_a_step_is_refused_where_it_leaves_more_than_may_and_more_than_there_were(
    before: list[HoldingPeriod], after: list[HoldingPeriod], most: int
) -> None:
    days = [*WINDOW, WINDOW[-1] + timedelta(days=1)]  # what has no end may be too many only beyond it
    worse = [day for day in days if persons(after, day) > max(most, persons(before, day))]
    clash = made_worse(before, after, most)
    assert (clash is not None) == bool(worse)
    if clash is not None:
        assert clash.first == worse[0] and persons(after, clash.first) == clash.persons


@pytest.mark.parametrize("last", [None, date.max])
def test_days_at_the_end_of_all_days_are_days_too(last: date | None) -> None:
    assert between(held("甲", BEGUN, last), first=BEGUN, last=BEGUN) == []
    assert too_many([held("甲", BEGUN, last), held("乙", BEGUN, last, row=2)], 1) == [Clash(BEGUN, None, 2)]
