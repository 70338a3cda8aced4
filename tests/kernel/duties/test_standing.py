"""How occurrences stand on a day, with acts in time, late, ahead and too many; due dates that were moved."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.dates.errors import DateError
from luoshi.dates.lateness import is_late_on_day
from luoshi.dates.workdays import count_workdays_late
from luoshi.kernel.duties.rules.due import Due, DutyAct, move_due_date
from luoshi.kernel.duties.rules.duties import Before, Every, OnDays, OneDate, Since, WithinRule, occurrences_until
from luoshi.kernel.duties.rules.states import met_days, occurrence_states

DAY = timedelta(days=1)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
RULES = st.sampled_from(
    [
        OneDate(date(2025, 6, 30), times=2),
        WithinRule(15, "workday"),
        Before(7, "day"),
        Every("P1W", 5, roll="prev"),
        Every("P10D", times=2),
        Every("P1M"),
        Every("P1M", 1, roll="prev"),
        Every("P1M", 5, following=True, roll="prev", times=2),
        Every("P3M", roll="next"),
        Every("P1Y", 31, 3, following=True, times=3),
        OnDays(("03-31", "06-30", "09-30", "12-31")),
    ]
)
INTERVALS = st.sampled_from([Since(1, "month"), Since(1, "year"), Since(10, "workday")])


def d(words: str) -> date:
    return date.fromisoformat(words)


def some_acts(dues, most=6):
    """Acts around ``dues``: naming none of the periods, or one of them, or one that does not exist."""
    named = st.sampled_from([None, None, *(due.first for due in dues if due.first), d("1999-01-02")])
    return st.lists(st.builds(DutyAct, DAYS, named), max_size=most)


def test_a_hearing_a_year_is_due_soon_in_december_and_missed_in_january():
    dues = occurrences_until(Every("P1Y"), d("2024-01-01"), d("2024-12-31"))
    county, town = [DutyAct(d("2024-03-10"))], []

    def stands(acts, day):
        (one,) = occurrence_states(dues, acts, d(day), soon_working_days=22)
        return one.state, one.count, one.needed_acts, one.late_days

    assert stands(town, "2024-11-28") == ("not_yet", 0, 1, 0)
    assert stands(town, "2024-12-01") == ("due_soon", 0, 1, 0)
    assert stands(town, "2024-12-31") == ("due_today", 0, 1, 0)
    assert stands(town, "2025-01-01") == ("passed", 0, 1, 0)  # New Year's Day
    assert stands(town, "2025-01-02") == ("missed", 0, 1, 2)
    assert stands(county, "2024-03-09") == ("not_yet", 0, 1, 0)
    assert stands(county, "2025-01-01") == ("met", 1, 1, 0)


def test_a_missing_quarter_is_named_and_stays_late_when_supplied():
    dues = occurrences_until(Every("P3M"), d("2024-01-01"), d("2024-12-31"))
    acts = [DutyAct(d(day)) for day in ("2024-03-28", "2024-06-30", "2024-12-20")]
    before = occurrence_states(dues, acts, d("2025-01-08"), soon_working_days=5)
    assert [occurrence.due.first for occurrence in before if occurrence.state == "missed"] == [d("2024-07-01")]
    assert [occurrence.state for occurrence in before] == ["met", "met", "missed", "met"]

    late = DutyAct(d("2025-01-08"), period_first=d("2024-07-01"))
    after = occurrence_states(dues, [*acts, late], d("2025-01-08"), soon_working_days=5)
    assert [occurrence.state for occurrence in after] == ["met", "met", "met_late", "met"]
    third = after[2]
    assert (third.state, third.missed, third.met_on, third.late_days) == ("met_late", True, d("2025-01-08"), 100)


def test_lateness_is_told_in_calendar_and_working_days():
    dues = occurrences_until(OneDate(d("2026-09-30")), d("2026-03-01"), d("2026-12-31"))
    (one,) = occurrence_states(dues, [DutyAct(d("2026-10-12"))], d("2026-12-31"), soon_working_days=5)
    assert (one.late_days, one.late_workdays) == (12, 4)
    (one,) = occurrence_states(dues, [], d("2026-10-07"), soon_working_days=5)
    assert (one.state, one.late_days, one.late_workdays) == ("passed", 0, 0)


def test_two_acts_in_one_period_fill_no_other():
    dues = occurrences_until(Every("P1M"), d("2026-01-01"), d("2026-02-28"))
    acts = [DutyAct(d("2026-01-05")), DutyAct(d("2026-01-20"))]
    assert [
        (occurrence.state, occurrence.count)
        for occurrence in occurrence_states(dues, acts, d("2026-03-02"), soon_working_days=5)
    ] == [
        ("met", 2),
        ("missed", 0),
    ]


def test_a_late_act_beyond_what_was_needed_makes_nothing_late():
    dues = occurrences_until(Every("P1M"), d("2026-01-01"), d("2026-01-31"))
    acts = [DutyAct(d("2026-02-03"), d("2026-01-01")), DutyAct(d("2026-01-20"))]
    (one,) = occurrence_states(dues, acts, d("2026-03-01"), soon_working_days=5)
    assert (one.state, one.count, one.met_on) == ("met", 2, d("2026-01-20"))


def test_an_act_ahead_of_its_period_counts_only_if_it_names_it():
    dues = occurrences_until(Every("P1M"), d("2026-02-01"), d("2026-02-28"))
    unnamed, named = DutyAct(d("2026-01-30")), DutyAct(d("2026-01-30"), d("2026-02-01"))
    assert [
        occurrence.state for occurrence in occurrence_states(dues, [unnamed], d("2026-02-02"), soon_working_days=5)
    ] == ["not_yet"]
    assert [
        occurrence.state for occurrence in occurrence_states(dues, [named], d("2026-01-30"), soon_working_days=5)
    ] == ["met"]
    other = DutyAct(d("2026-02-03"), d("2026-03-01"))
    assert [
        occurrence.count
        for occurrence in occurrence_states(dues, [unnamed, named, other], d("2026-02-28"), soon_working_days=5)
    ] == [1]


def test_any_act_counts_for_a_duty_of_one_date():
    dues = occurrences_until(OneDate(d("2026-06-30")), d("2026-03-01"), d("2026-12-31"))
    for act in (DutyAct(d("2026-02-01")), DutyAct(d("2026-04-01"), d("2026-04-01"))):
        assert [
            occurrence.met_on for occurrence in occurrence_states(dues, [act], d("2026-05-01"), soon_working_days=5)
        ] == [act.day]


def test_at_least_twice_a_year_is_partly_met_by_one_and_met_by_the_second():
    dues = occurrences_until(Every("P1Y", times=2), d("2026-01-01"), d("2026-12-31"))
    one, two = DutyAct(d("2026-04-01")), DutyAct(d("2026-11-30"))

    def stands(acts, day):
        (found,) = occurrence_states(dues, acts, d(day), soon_working_days=5)
        return found.state, found.count, found.missed, found.met_on

    assert stands([one], "2026-06-01") == ("partly", 1, False, None)
    assert stands([one], "2026-12-28") == ("due_soon", 1, False, None)
    assert stands([one], "2027-01-01") == ("passed", 1, False, None)
    assert stands([one], "2027-01-04") == ("missed", 1, True, None)
    assert stands([two, one], "2026-12-01") == ("met", 2, False, d("2026-11-30"))
    assert stands([one, DutyAct(d("2027-01-04"), d("2026-01-01"))], "2027-02-01") == (
        "met_late",
        2,
        True,
        d("2027-01-04"),
    )


@given(DAYS, DAYS, st.integers(0, 30))
def test_due_soon_means_at_most_so_many_working_days_left(due, on, soon):
    (one,) = occurrence_states([Due(due)], [], on, soon_working_days=soon)
    if on < due:
        assert one.state == ("due_soon" if count_workdays_late(on, due) <= soon else "not_yet")
    else:
        passed = "missed" if is_late_on_day(due, on) else "passed"  # while only days off have gone by
        assert one.state == ("due_today" if on == due else passed)


@settings(max_examples=60)
@given(RULES, DAYS, DAYS, st.data())
def test_one_more_act_makes_nothing_worse_and_a_late_one_heals_nothing(rule, start, on, data):
    dues = occurrences_until(rule, start, start + 400 * DAY)
    acts = data.draw(some_acts(dues))
    more = data.draw(some_acts(dues, most=1))
    before = occurrence_states(dues, acts, on, soon_working_days=3)
    after = occurrence_states(dues, acts + more, on, soon_working_days=3)
    for old, new in zip(before, after, strict=True):
        assert new.count >= old.count and new.missed <= old.missed
        assert old.state != "met" or new.state == "met"
        assert old.state != "met_late" or new.state in ("met", "met_late")
        assert new.missed == old.missed or not any(is_late_on_day(old.due.binding_date, act.day) for act in more)
        assert new.missed == (new.state in ("missed", "met_late")) == (new.late_days > 0)


def counts_for(act, due):
    """Whether an act is one of an occurrence's, as the rule says it."""
    if due.first is not None and act.period_first is not None:
        return act.period_first == due.first
    return (due.opens is None or due.opens <= act.day) and (due.closes is None or act.day <= due.closes)


@given(RULES | INTERVALS, DAYS, DAYS, st.data())
def test_the_day_on_which_it_was_met_is_the_same_alone_and_with_how_it_stands(rule, start, on, data):
    dues = occurrences_until(rule, start, start + 200 * DAY)
    acts = data.draw(some_acts(dues))
    assert met_days(dues, acts, on) == [
        occurrence.met_on for occurrence in occurrence_states(dues, acts, on, soon_working_days=0)
    ]


@settings(max_examples=60)
@given(RULES | INTERVALS, DAYS, DAYS, st.data())
def test_the_order_of_acts_does_not_matter_and_none_counts_twice(rule, start, on, data):
    plain = occurrences_until(rule, start, start + 400 * DAY)
    acts = data.draw(some_acts(plain))
    shuffled = data.draw(st.permutations(acts))
    dues = occurrences_until(rule, start, start + 400 * DAY, acts)
    assert occurrences_until(rule, start, start + 400 * DAY, shuffled) == dues
    stands = occurrence_states(dues, acts, on, soon_working_days=3)
    assert occurrence_states(dues, shuffled, on, soon_working_days=3) == stands
    known = [act for act in acts if act.day <= on]
    assert [occurrence.due for occurrence in stands] == list(dues)
    assert sum(occurrence.count for occurrence in stands) == sum(
        any(counts_for(act, due) for due in dues) for act in known
    )


def test_a_report_that_names_no_month_is_on_the_month_before():
    dues = occurrences_until(Every("P1M", 5, following=True, roll="prev"), d("2026-08-01"), d("2026-11-30"))
    for day, period in (("2026-09-29", 8), ("2026-09-30", 9), ("2026-10-31", 9), ("2026-11-01", 10)):
        met = [
            occurrence.due.first
            for occurrence in occurrence_states(dues, [DutyAct(d(day))], d("2026-12-31"), soon_working_days=3)
            if occurrence.count
        ]
        assert met == [date(2026, period, 1)]


# Moving a due date


def test_time_asked_for_before_the_due_date_moves_it_and_the_first_date_is_kept():
    first = Due(d("2026-06-30"), provisional=True)
    second = move_due_date(first, d("2026-08-31"), d("2026-06-30"))
    third = move_due_date(second, d("2026-09-30"), d("2026-08-01"))
    assert second == Due(d("2026-08-31"), was=d("2026-06-30"))
    assert (third.first_due, third.binding_date, third.due) == (d("2026-06-30"), d("2026-09-30"), d("2026-09-30"))
    (one,) = occurrence_states([third], [DutyAct(d("2026-09-29"))], d("2026-12-31"), soon_working_days=5)
    assert (one.state, one.late_days) == ("met", 0)


def test_time_asked_for_after_the_due_date_makes_nothing_in_time():
    first = Due(d("2026-06-30"))
    late = move_due_date(move_due_date(first, d("2026-08-31"), d("2026-07-01")), d("2026-10-31"), d("2026-08-01"))
    assert late == Due(d("2026-10-31"), was=d("2026-06-30"), expired=d("2026-06-30"))
    (one,) = occurrence_states([late], [DutyAct(d("2026-07-10"))], d("2026-12-31"), soon_working_days=5)
    assert (one.state, one.late_days) == ("met_late", 10)
    (one,) = occurrence_states([late], [], d("2026-07-02"), soon_working_days=5)
    assert (one.state, one.late_days) == ("missed", 2)


def test_a_new_date_that_has_passed_is_refused():
    with pytest.raises(DateError) as refused:
        move_due_date(Due(d("2026-06-30")), d("2026-07-09"), d("2026-07-10"))
    assert (refused.value.code, refused.value.values) == (
        "duty.moved",
        {"new": "2026-07-09", "asked_on": "2026-07-10"},
    )


@given(DAYS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_the_first_due_date_is_never_forgotten(day, moves):
    due = Due(day)
    for ask, more in moves:
        asked = due.due - 20 * DAY + ask * DAY
        binding = due.binding_date
        due = move_due_date(due, asked + more * DAY, asked)
        assert due.first_due == day and due.due == asked + more * DAY
        assert due.binding_date == due.due or due.binding_date <= binding


def test_an_occurrence_keeps_its_window_when_moved():
    (due,) = occurrences_until(Every("P1Y"), d("2026-01-01"), d("2026-12-31"))
    assert move_due_date(due, d("2027-01-31"), d("2026-12-01")) == replace(
        due, due=d("2027-01-31"), was=d("2026-12-31")
    )
