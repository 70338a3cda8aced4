"""When a commitment is reported on."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.commitments.detail.rules import ENDS, report_rule
from luoshi.dates.errors import DateError
from luoshi.kernel.duties.rules.due import DutyAct
from luoshi.kernel.duties.rules.duties import DutyRule, occurrences_until
from luoshi.kernel.duties.rules.states import occurrence_states
from luoshi.plans.base.models.plan import RHYTHMS

MARCH = date(2026, 3, 20)
EVERY = st.sampled_from(["", "P1W", "P10D", "P1M", "P2M", "P3M", "P6M", "P1Y", "P3Y"])
DAYS = st.dates(date(2025, 6, 1), date(2028, 12, 31))
CALENDAR = st.dates(date(2025, 11, 1), date(2026, 12, 31))


def days(rhythm: str, due: str = "", every: str = "", start: date = MARCH, year: int = 2026) -> list[str]:
    rule = report_rule(rhythm, date.fromisoformat(due) if due else None, every, start, year)
    json.dumps(rule)  # it is stored so
    return [
        occurrence.due.isoformat()
        for occurrence in occurrences_until(DutyRule.from_json(rule), start, date(2030, 12, 31))
    ]


def test_there_is_a_rule_for_each_rhythm_of_a_plan():
    assert ENDS.keys() == {name for name, _label in RHYTHMS}


@pytest.mark.parametrize(
    ("rhythm", "due", "every", "expected"),
    [
        ("nodes", "2026-10-15", "", ["2026-10-15"]),
        ("quarters", "2026-10-15", "", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-10-15"]),
        ("quarters", "2026-06-30", "", ["2026-03-31", "2026-06-30"]),  # both on one day: one report
        ("halves", "2026-10-15", "", ["2026-06-30", "2026-10-15"]),
        ("months", "2026-05-10", "", ["2026-03-31", "2026-04-30", "2026-05-10"]),
        ("nodes", "", "", ["2026-12-31"]),  # 长期坚持: looked at once a year
        ("quarters", "", "", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        ("nodes", "", "P3M", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        ("quarters", "", "P6M", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        ("nodes", "2026-05-10", "P1M", ["2026-03-31", "2026-04-30", "2026-05-10"]),
        ("nodes", "", "P5Y", ["2026-12-31"]),
        ("quarters", "2026-02-28", "", ["2026-02-28"]),  # past before it was published: still owed
        ("quarters", "2028-12-31", "", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31", "2028-12-31"]),
    ],
)
def test_reports_fall_on_the_rhythm_the_recurrence_and_the_due_date(rhythm, due, every, expected):
    assert days(rhythm, due, every) == expected


def test_a_plan_made_before_its_year_asks_nothing_before_it():
    assert days("quarters", "2026-06-30", start=date(2025, 12, 1)) == ["2026-03-31", "2026-06-30"]


def test_february_ends_when_it_ends():
    assert days("months", "2028-02-29", start=date(2028, 1, 5), year=2028) == ["2028-01-31", "2028-02-29"]


def test_what_is_no_recurrence_or_no_rhythm_is_refused():
    with pytest.raises(DateError, match=r"duty\.rule"):
        report_rule("nodes", None, "每月", MARCH, 2026)
    with pytest.raises(KeyError, match="weeks"):
        report_rule("weeks", None, "", MARCH, 2026)


def test_a_report_counts_for_the_day_before_which_it_was_made_and_a_late_one_for_the_last():
    rule = DutyRule.from_json(report_rule("quarters", date(2026, 7, 15), "", MARCH, 2026))
    dues = occurrences_until(rule, MARCH, date(2026, 12, 31))
    acts = [DutyAct(date(2026, 6, 20)), DutyAct(date(2026, 8, 1))]
    found = [
        (occurrence.due.due.isoformat(), occurrence.state)
        for occurrence in occurrence_states(dues, acts, date(2026, 9, 1), soon_working_days=5)
    ]
    assert found == [("2026-03-31", "missed"), ("2026-06-30", "met"), ("2026-07-15", "met_late")]


@given(st.none() | DAYS, EVERY, CALENDAR)
def test_a_quicker_rhythm_asks_for_what_the_slower_asks_and_perhaps_more(due, every, start):
    found = [set(days(rhythm, due.isoformat() if due else "", every, start)) for rhythm in ENDS]
    for slower, quicker in pairwise(found):
        assert slower <= quicker


@given(st.none() | DAYS, EVERY, CALENDAR, st.sampled_from(list(ENDS)))
def test_there_is_always_a_report_and_all_but_the_due_date_lie_in_the_year_and_before_it(due, every, start, rhythm):
    found = [date.fromisoformat(day) for day in days(rhythm, due.isoformat() if due else "", every, start)]
    assert found == sorted(set(found))
    assert found and (due is None or found[-1] == due)
    assert all(day.year == 2026 and day >= start for day in found if day != due)
