"""What commitments were on a past day: the dates that bound then, what was done and reported by then, slips missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assigned import act, at, running
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.light_tables.queries.past_lights import past_of
from luoshi.commitments.lights.queries.measures import facts_of
from luoshi.commitments.lights.rules.due_status import NOT_OUT
from luoshi.commitments.lights.rules.measures import reckon_measures
from luoshi.commitments.progress.models import Progress
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

BASE, CLUB = "科普示范基地", "联席会议"
REPORT = {"words": "进展", "obstacles": "无", "following": "继续", "period": ""}
ASKS = {"cause": "雨季", "progress": "七成"}
STORIES: dict[str, list[tuple[tuple[int, int], str, str, dict[str, Any]]]] = {
    "report taken back": [
        ((3, 30), "report", "clerk", REPORT),
        ((5, 12), "take_back_report", "clerk", {"reason": "有误"}),
        ((6, 29), "report", "clerk", REPORT),
    ],
    "suspended": [
        ((3, 30), "report", "clerk", REPORT),
        ((8, 3), "suspend", "supervisor", {"reason": "停工", "word_of": "林分管"}),
        ((10, 12), "resume", "supervisor", {"until": "2026-11-10", "reason": "复工"}),
        ((11, 12), "ask_extension", "clerk", {"wish": "2026-12-20", **ASKS}),
        ((11, 16), "grant", "supervisor", {"until": "2026-12-20", "word_of": "林分管"}),
        ((12, 14), "finish", "clerk", {"words": "已完成"}),
    ],
    "resumed when its date had passed": [
        ((10, 9), "suspend", "supervisor", {"reason": "停工", "word_of": "林分管"}),
        ((10, 19), "resume", "supervisor", {"until": "2026-11-30", "reason": "复工"}),
        ((11, 20), "ask_extension", "clerk", {"wish": "2026-12-20", **ASKS}),
        ((11, 23), "grant", "supervisor", {"until": "2026-12-20", "word_of": "林分管"}),
    ],
    "returned early": [
        ((3, 30), "report", "clerk", REPORT),
        ((9, 14), "ask_extension", "clerk", {"wish": "2026-12-20", **ASKS}),
        ((9, 16), "grant", "supervisor", {"until": "2026-12-20", "word_of": "林分管"}),
        ((10, 28), "finish", "clerk", {"words": "已完成"}),
        ((11, 9), "return", "supervisor", {"limit": "2026-11-27", "reason": "缺佐证"}),
        ((11, 10), "rework", "clerk", {}),
        ((11, 11), "finish", "clerk", {"words": "已完成"}),
        ((11, 12), "unfinish", "clerk", {"reason": "还差1个"}),
    ],
    "returned": [
        ((9, 14), "ask_extension", "clerk", {"wish": "2026-10-30", **ASKS}),
        ((9, 16), "grant", "supervisor", {"until": "2026-10-30", "word_of": "林分管"}),
        ((10, 28), "finish", "clerk", {"words": "已完成"}),
        ((11, 9), "return", "supervisor", {"limit": "2026-11-27", "reason": "缺佐证"}),
        ((11, 10), "rework", "clerk", {}),
        ((11, 25), "finish", "clerk", {"words": "已完成"}),
        ((11, 26), "verify", "supervisor", {"finding": "属实"}),
        ((11, 27), "do_again", "leader", {"until": "2026-12-18", "reason": "再核"}),
        ((12, 16), "finish", "clerk", {"words": "已完成"}),
        ((12, 17), "verify", "supervisor", {"finding": "属实"}),
        ((12, 18), "close_it", "leader", {"mark": "A"}),
        ((12, 22), "reopen", "supervisor", {"until": "2026-12-31", "reason": "回头看未达标"}),
    ],
}


@pytest.fixture
def one(office: Office) -> Commitment:
    return running(office, published(office), BASE)


def test_the_past_is_told_as_it_was(office: Office, one: Commitment) -> None:
    act(office, one, "report", "clerk", at(3, 30), words="进展", reached=20, obstacles="无", following="继续")
    past = past_of([Commitment.objects.get(pk=one.pk)])[one.pk]
    before, then, late = (past.on(date(2026, *day)) for day in ((3, 25), (4, 30), (7, 5)))
    assert past.on(date(2026, 3, 1)) is None
    assert before and then and late
    assert (before.state, before.report_due, before.misses) == ("running", date(2026, 3, 31), 0)
    assert (then.report_due, then.pressing, then.misses) == (date(2026, 6, 30), date(2026, 6, 30), 0)
    assert (late.report_due, late.misses) == (date(2026, 6, 30), 1)
    assert late == past.on(date(2026, 7, 5))


@pytest.mark.parametrize("name", STORIES)
def test_the_past_of_every_day_is_what_was_known_on_it(office: Office, one: Commitment, name: str) -> None:
    known = {}
    for day, step, who, given in STORIES[name]:
        when = at(*day)
        known[when.date() - timedelta(1)] = facts_of(one, when.date() - timedelta(1))
        if step == "take_back_report":
            given = {**given, "report": Progress.objects.get(commitment=one).pk}
        one = act(office, one, step, who, when, **given)
        known[when.date()] = facts_of(one, when.date())
    past = past_of([one])[one.pk]
    for day, facts in sorted(known.items()):
        found = past.on(day)
        asked = facts if facts.state in NOT_OUT else replace(facts, until=None)
        asked = replace(asked, first_due=None, returned=0)  # they say which date was the first, and change no light
        assert found and replace(found, begins=facts.begins, ends=facts.ends) == asked, day


def test_a_slip_counts_from_the_day_on_which_it_was_missed(office: Office, one: Commitment) -> None:
    for day in (at(4, 20), at(7, 20)):
        take(one, "slip_missed", PROGRAM, {"letter": "督〔2026〕1号"}, at=day, within=True)
    past = past_of([Commitment.objects.get(pk=one.pk)])[one.pk]
    found = [past.on(date(2026, month, 30)) for month in (3, 4, 6, 7)]
    assert [facts and facts.slips for facts in found] == [0, 1, 1, 2]


def test_the_past_of_many_needs_no_more_queries(
    office: Office, one: Commitment, django_assert_num_queries: Any
) -> None:
    for some in ([one], list(Commitment.objects.all())):
        with django_assert_num_queries(4):
            past_of(some)


def test_a_period_made_up_on_a_day_off_is_missed_and_its_report_is_not(office: Office) -> None:
    """What is owed each quarter ends with it; the report on it has a deadline, which days off lengthen."""
    one = running(office, published(office), CLUB)
    for day, more in ((at(3, 30), {}), (at(6, 29), {}), (at(10, 5), {"period": "2026-07-01"})):
        before = facts_of(one, date(2026, 10, 2))
        one = act(office, one, "report", "clerk", day, **{**REPORT, **more, "count": "1"})
    third = date(2026, 9, 30)
    assert (before.pressing, before.pressing_in_period, before.report_due_in_period) == (third, True, True)
    assert reckon_measures(before, date(2026, 10, 2))["workdays"] == 1  # the first week of October is off
    assert reckon_measures(replace(before, pressing_in_period=False), date(2026, 10, 2))["workdays"] == 0
    assert (before.misses, facts_of(one, date(2026, 10, 5)).misses) == (1, 1)
    past = past_of([one])[one.pk]
    found = {day: past.on(date(2026, 10, day)) for day in (2, 5, 9)}
    assert {day: facts and facts.misses for day, facts in found.items()} == {2: 1, 5: 1, 9: 1}
    assert found[2] and (found[2].pressing, found[2].pressing_in_period) == (third, True)
    assert found[9] and found[9].pressing == date(2026, 12, 31)
