"""Rules of duties, their occurrences, and rules as data."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.dates.errors import DateError
from luoshi.kernel.duties.rules.due import Due, DutyAct
from luoshi.kernel.duties.rules.duties import (
    Before,
    DutyRule,
    Every,
    OnDates,
    OnDays,
    OneDate,
    Since,
    WithinRule,
    laid_out,
    occurrences_until,
)
from luoshi.kernel.duties.rules.states import occurrence_states

DAY = timedelta(days=1)
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
ROLLS = st.sampled_from(["none", "next", "prev"])
TIMES = st.integers(1, 3)


def d(words: str) -> date:
    return date.fromisoformat(words)


@st.composite
def every_rules(draw):
    iso = draw(st.sampled_from(["P1D", "P1W", "P2W", "P10D", "P1M", "P2M", "P3M", "P5M", "P6M", "P1Y", "P3Y"]))
    most = {"P1D": 1, "P1W": 7, "P2W": 14, "P10D": 10}.get(iso, 31)
    month = st.none() | st.integers(1, int(iso[1]) * (12 if iso[-1] == "Y" else 1)) if most == 31 else st.none()
    day = st.none() | st.integers(1, most)
    return Every(
        iso, draw(day), draw(month), following=draw(st.booleans()), times=draw(TIMES), roll=draw(ROLLS), share=100
    )


PERIODIC = every_rules() | st.builds(
    OnDays,
    st.sets(st.sampled_from(["03-31", "06-30", "09-30", "12-31", "02-29", "01-05"]), min_size=1).map(tuple),
    times=TIMES,
    roll=ROLLS,
)
RULES = (
    PERIODIC
    | st.builds(OneDate, DAYS, times=TIMES, roll=ROLLS)
    | st.builds(OnDates, st.sets(DAYS, min_size=1).map(lambda days: tuple(sorted(days))), times=TIMES)
    | st.builds(WithinRule, st.integers(1, 60), st.sampled_from(["workday", "day", "month"]), times=TIMES, roll=ROLLS)
    | st.builds(Before, st.integers(1, 60), st.sampled_from(["workday", "day", "month"]), roll=ROLLS)
)
INTERVALS = st.builds(Since, st.integers(1, 36), st.sampled_from(["month", "week"]), roll=ROLLS)


ACTS = st.lists(st.builds(DutyAct, DAYS), max_size=6)


# Limits: the test vectors of the calendar contract


@pytest.mark.parametrize(
    ("event", "rule", "due"),
    [
        ("2026-02-12", WithinRule(5, "workday"), "2026-02-26"),
        ("2026-09-18", WithinRule(10, "workday"), "2026-10-09"),
        ("2026-04-28", WithinRule(3, "workday"), "2026-05-06"),
        ("2026-09-10", WithinRule(15, "day"), "2026-09-28"),
        ("2026-01-31", WithinRule(1, "month"), "2026-02-28"),
        ("2026-07-02", WithinRule(3, "month"), "2026-10-08"),
        ("2024-02-29", WithinRule(1, "year", roll="none"), "2025-02-28"),
        ("2018-12-28", WithinRule(2, "workday"), "2019-01-02"),
        ("2026-08-04", WithinRule(60, "day"), "2026-10-08"),
        ("2025-09-30", WithinRule(5, "workday"), "2025-10-14"),
        ("2026-01-22", WithinRule(30, "day"), "2026-02-24"),
        ("2026-10-12", Before(7, "day"), "2026-09-30"),
    ],
)
def test_a_limit_is_counted_as_the_civil_code_says(event, rule, due):
    assert occurrences_until(rule, d(event), d("2027-12-31")) == [Due(d(due))]


def test_a_limit_into_a_year_without_notice_is_provisional():
    assert occurrences_until(WithinRule(5, "workday"), d("2026-12-28"), d("2027-12-31")) == [
        Due(d("2027-01-05"), provisional=True)
    ]


def test_a_fixed_date_is_not_moved_unless_its_rule_says_so():
    for roll, due in (("none", "2026-05-31"), ("prev", "2026-05-29"), ("next", "2026-06-01")):
        rule = OneDate(d("2026-05-31"), roll=roll)
        assert occurrences_until(rule, d("2026-03-20"), d("2026-12-31")) == [Due(d(due))]
        assert occurrences_until(rule, d("2026-03-20"), d(due) - DAY) == []


# Periods


def test_a_year_of_quarters():
    assert occurrences_until(Every("P3M"), d("2024-01-01"), d("2024-12-31")) == [
        Due(d(last), d(first), d(last), d(first), d(last))
        for first, last in [
            ("2024-01-01", "2024-03-31"),
            ("2024-04-01", "2024-06-30"),
            ("2024-07-01", "2024-09-30"),
            ("2024-10-01", "2024-12-31"),
        ]
    ]


@pytest.mark.parametrize(
    ("rule", "start", "until", "dues"),
    [
        (Every("P1W"), "2026-03-02", "2026-03-20", ["2026-03-08", "2026-03-15"]),
        (Every("P1W", 5), "2026-03-02", "2026-03-20", ["2026-03-06", "2026-03-13", "2026-03-20"]),
        (Every("P2W"), "2026-03-04", "2026-04-10", ["2026-03-15", "2026-03-29"]),
        (Every("P10D"), "2026-02-01", "2026-03-10", ["2026-02-10", "2026-02-20", "2026-02-28", "2026-03-10"]),
        (Every("P1M"), "2026-01-31", "2026-03-30", ["2026-01-31", "2026-02-28"]),
        (Every("P1M", 31), "2026-01-01", "2026-03-31", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        (Every("P3M", 20), "2026-01-01", "2026-06-30", ["2026-03-20", "2026-06-20"]),
        (Every("P3M", 20, 1), "2026-01-01", "2026-06-30", ["2026-01-20", "2026-04-20"]),
        (Every("P3M", 10, following=True), "2026-01-01", "2026-12-31", ["2026-04-10", "2026-07-10", "2026-10-10"]),
        (Every("P6M"), "2026-03-01", "2026-12-31", ["2026-06-30", "2026-12-31"]),
        (Every("P1Y"), "2026-03-01", "2027-12-30", ["2026-12-31"]),
        (Every("P1Y", None, 3), "2026-01-01", "2027-12-30", ["2026-03-31", "2027-03-31"]),
        (Every("P1Y", 31, 5, following=True), "2025-01-01", "2027-12-30", ["2026-05-31", "2027-05-31"]),
        (Every("P3Y"), "2024-05-01", "2031-12-31", ["2026-12-31", "2029-12-31"]),
        (OnDays(("06-30", "02-29")), "2023-03-01", "2024-12-31", ["2023-06-30", "2024-02-29", "2024-06-30"]),
        (
            OnDays(("03-31", "06-30", "09-30", "12-31")),
            "2026-04-01",
            "2027-03-31",
            ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31"],
        ),
    ],
)
def test_recurring_duties_fall_due_on_their_days(rule, start, until, dues):
    assert [due.due for due in occurrences_until(rule, d(start), d(until))] == [d(day) for day in dues]


def test_a_due_day_of_the_year_ends_the_period_since_the_one_before():
    rule = OnDays(("11-30", "06-30"))
    assert occurrences_until(rule, d("2026-06-30"), d("2026-11-30")) == [
        Due(d("2026-06-30"), d("2025-12-01"), d("2026-06-30"), d("2025-12-01"), d("2026-06-30")),
        Due(d("2026-11-30"), d("2026-07-01"), d("2026-11-30"), d("2026-07-01"), d("2026-11-30")),
    ]
    assert [due.due for due in occurrences_until(OnDays(("06-30",)), d("2026-01-01"), d("2026-12-31"))] == [
        d("2026-06-30")
    ]


@pytest.mark.parametrize(
    ("roll", "due", "opens"),
    [("none", "2026-10-05", "2026-10-01"), ("next", "2026-10-08", "2026-10-01"), ("prev", "2026-09-30", "2026-09-30")],
)
def test_a_report_by_the_5th_is_on_the_month_before(roll, due, opens):
    rule = Every("P1M", 5, following=True, roll=roll)
    assert occurrences_until(rule, d("2026-09-01"), d("2026-10-08")) == [
        Due(d(due), d("2026-09-01"), d("2026-09-30"), d(opens), d("2026-10-31"))
    ]


def test_a_duty_that_begins_within_a_period_owes_it_as_far_as_its_share_goes():
    def first(share: int, start: str) -> date:
        return occurrences_until(Every("P1Y", share=share), d(start), d("2028-12-31"))[0].due

    assert first(100, "2026-12-31") == d("2026-12-31")
    assert first(50, "2026-07-02") == d("2026-12-31")  # 182 of 365 days had passed
    assert first(50, "2026-07-03") == d("2027-12-31")
    assert first(0, "2026-01-01") == d("2026-12-31")
    assert first(0, "2026-01-02") == d("2027-12-31")


def test_what_fell_due_before_the_duty_began_is_not_owed():
    assert [due.due for due in occurrences_until(Every("P1M", 5), d("2026-09-06"), d("2026-11-30"))] == [
        d("2026-10-05"),
        d("2026-11-05"),
    ]


def test_an_end_is_needed_for_what_has_none():
    with pytest.raises(DateError) as refused:
        occurrences_until(Every("P1Y"), d("2026-01-01"), date.max)
    assert refused.value.code == "dates.beyond"


@given(PERIODIC, DAYS, st.integers(0, 800))
def test_periods_cover_the_calendar_without_gap_or_overlap(rule, start, days):
    dues = occurrences_until(rule, start, start + days * DAY)
    assert all(due.first <= due.last and start <= due.due <= start + days * DAY for due in dues)
    assert all(then.first == here.last + DAY for here, then in pairwise(dues))
    assert all(then.opens == here.closes + DAY for here, then in pairwise(dues))
    assert all(due.last >= start for due in dues)


@given(RULES | INTERVALS, DAYS, st.integers(0, 600), st.integers(0, 600), ACTS)
def test_a_later_end_only_appends(rule, start, days, more, acts):
    short = occurrences_until(rule, start, start + days * DAY, acts)
    assert occurrences_until(rule, start, start + (days + more) * DAY, acts)[: len(short)] == short


# Intervals


def test_the_next_is_due_an_interval_after_the_last_act_early_or_late():
    acts = [DutyAct(d("2027-03-10")), DutyAct(d("2023-05-20"))]
    dues = occurrences_until(Since(3, "year"), d("2021-01-15"), d("2031-12-31"), acts)
    assert dues == [
        Due(d("2024-01-15"), opens=d("2021-01-16"), closes=d("2023-05-20")),
        Due(d("2026-05-20"), opens=d("2023-05-21"), closes=d("2027-03-10")),
        Due(d("2030-03-10"), opens=d("2027-03-11")),
    ]
    assert [occurrence.state for occurrence in occurrence_states(dues, acts, d("2028-01-01"), soon_working_days=5)] == [
        "met",
        "met_late",
        "not_yet",
    ]


def test_an_interval_that_is_not_kept_stays_one_occurrence_ever_later():
    dues = occurrences_until(Since(1, "year"), d("2022-03-01"), d("2026-12-31"))
    (one,) = occurrence_states(dues, [], d("2026-03-01"), soon_working_days=5)
    assert (one.state, one.late_days) == ("missed", 3 * 365 + 1)


@given(INTERVALS, DAYS, ACTS)
def test_every_act_after_the_beginning_closes_one_interval(rule, start, acts):
    dues = occurrences_until(rule, start, d("2040-12-31"), acts)
    days = sorted({act.day for act in acts if act.day > start})
    assert [due.closes for due in dues] == [*days, None]
    assert [
        occurrence.met_on for occurrence in occurrence_states(dues, acts, d("2028-01-01"), soon_working_days=0)
    ] == [*days, None]


@given(RULES | INTERVALS, DAYS, DAYS)
def test_what_ends_is_laid_out_to_its_end_and_all_else_up_to_the_day(rule, start, until):
    whole = isinstance(rule, OneDate | OnDates | WithinRule) and not isinstance(rule, Since)
    assert laid_out(rule, start, until) == occurrences_until(rule, start, d("2040-12-31") if whole else until)


# Rules as data


@given(RULES | INTERVALS)
def test_a_rule_survives_as_json(rule):
    data = json.loads(json.dumps(rule.to_json()))
    assert DutyRule.from_json(data) == rule
    assert hash(DutyRule.from_json(data)) == hash(rule)


def test_a_rule_is_written_whole_and_read_with_defaults():
    assert Every("P1M", 5, following=True, roll="prev").to_json() == {
        "kind": "every",
        "times": 1,
        "roll": "prev",
        "share": 100,
        "in_period": False,
        "every": "P1M",
        "day": 5,
        "month": None,
        "following": True,
    }
    assert DutyRule.from_json({"kind": "within", "count": 15, "unit": "workday"}) == WithinRule(
        15, "workday", roll="next"
    )
    assert DutyRule.from_json({"kind": "before", "count": 7, "unit": "day"}) == Before(7, "day", roll="prev")
    assert DutyRule.from_json({"kind": "date", "due": "2026-06-30"}) == OneDate(d("2026-06-30"), roll="none")
    assert DutyRule.from_json({"kind": "days", "days": ["03-31"]}) == OnDays(("03-31",))
    assert DutyRule.from_json({"kind": "dates", "dates": ["2026-06-30"]}) == OnDates((d("2026-06-30"),))


@pytest.mark.parametrize(
    ("data", "code", "about"),
    [
        ({}, "duty.kind", "None"),
        ({"kind": "sometimes"}, "duty.kind", "sometimes"),
        ({"kind": "every"}, "duty.missing", "every"),
        ({"kind": "every", "every": "P1M", "weekday": 5}, "duty.unknown", "weekday"),
        ({"kind": "every", "every": "P0M"}, "duty.rule", "every"),
        ({"kind": "every", "every": 3}, "duty.rule", "every"),
        ({"kind": "every", "every": "P1W", "day": 8}, "duty.rule", "day"),
        ({"kind": "every", "every": "P1W", "month": 1}, "duty.rule", "month"),
        ({"kind": "every", "every": "P3M", "month": 4}, "duty.rule", "month"),
        ({"kind": "every", "every": "P3M", "following": 1}, "duty.rule", "following"),
        ({"kind": "every", "every": "P3M", "share": 101}, "duty.rule", "share"),
        ({"kind": "every", "every": "P3M", "times": True}, "duty.rule", "times"),
        ({"kind": "every", "every": "P3M", "times": 0}, "duty.rule", "times"),
        ({"kind": "every", "every": "P3M", "roll": "back"}, "duty.rule", "roll"),
        ({"kind": "date", "due": "2026-02-30"}, "duty.rule", "due"),
        ({"kind": "within", "count": 0, "unit": "day"}, "duty.rule", "count"),
        ({"kind": "within", "count": 3, "unit": "hour"}, "duty.rule", "unit"),
        ({"kind": "since", "count": 3, "unit": "year", "times": 2}, "duty.rule", "times"),
        ({"kind": "days", "days": []}, "duty.rule", "days"),
        ({"kind": "days", "days": "03-31"}, "duty.rule", "days"),
        ({"kind": "days", "days": ["04-31"]}, "duty.rule", "days"),
        ({"kind": "days", "days": ["3-31"]}, "duty.rule", "days"),
        ({"kind": "days", "days": ["03-31", "03-31"]}, "duty.rule", "days"),
        ({"kind": "days", "days": ["02-28", "02-29"]}, "duty.rule", "days"),
        ({"kind": "dates", "dates": []}, "duty.rule", "dates"),
        ({"kind": "dates", "dates": ["2026-06-30", "2026-03-31"]}, "duty.rule", "dates"),
        ({"kind": "dates", "dates": ["2026-06-30", 7]}, "duty.rule", "due"),
        ({"kind": "dates", "dates": "2026-06-30"}, "duty.rule", "dates"),
        ({"kind": "dates", "dates": ["2026-06-30"], "roll": "next"}, "duty.rule", "roll"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_field(data, code, about):
    with pytest.raises(DateError) as refused:
        DutyRule.from_json(data)
    assert refused.value.code == code
    assert refused.value.values.get("field", refused.value.values.get("kind")) == about
