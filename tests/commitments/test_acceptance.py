"""The acceptance examples of REQUIREMENTS K as people go through them: each step is a request, each answer is read.

Example 4 counts marks (normal items lose, special items add): it stands in tests/lines/assess/test_acceptance.py. N4's
examples stand in tests/lines/test_housekeeping.py; what is handed on and not answered stays with who was asked first,
and is tried here of a commitment too. Of the hundreds of matters in examples 3 and 5 all but those that the example
turns on are laid out by the fixture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override

from assigned import at
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.kinds.models import Party, Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import NOW, Office
from plans import published

HEARING = """云岭县2024年科协工作要点
县科协每年召开1次专题会议，听取科协工作汇报。
青石镇每年召开1次专题会议，听取科协工作汇报。
"""
QUARTERS = """云岭县2026年重点项目清单
青石镇建设农村科普馆1座，12月31日前建成。
"""
ONE = """云岭县2026年重点工作要点
一、阵地建设
新建科普示范基地3个。（牵头单位：县科协；完成时限：9月底前）
"""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def page(office: Office, who: str, address: str, monkeypatch: pytest.MonkeyPatch, day: date) -> str:
    """What a person reads at an address on a day, in one line."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(day.year, day.month, day.day, 2, tzinfo=UTC))
    answer = signed_in(office, who, "en").get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode().replace("</", " </")))


Press = Callable[..., Any]


@pytest.fixture
def press(office: Office, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Takes a step as a person does: the form of its page is sent, on the day on which they press; the answer."""

    def pressed(who: str, one: Commitment, step: str, when: datetime, status: int = 302, **given: Any) -> Any:
        monkeypatch.setattr("django.utils.timezone.now", lambda: when)
        seen = Commitment.objects.get(pk=one.pk).version
        address = f"{one.get_absolute_url()}{step}/"
        answer = signed_in(office, who, "en").post(address, {"seen": seen, **given})
        assert answer.status_code == status, (step, answer.status_code, strip_tags(answer.content.decode())[-600:])
        return answer

    return pressed


def begun(office: Office, press: Press, plan: Plan, words: str, when: datetime, who: str = "clerk") -> Commitment:
    """The commitment with these words, sent out and accepted by its unit, which names who does it."""
    one = plan.commitments.get(words__contains=words)
    press("supervisor", one, "issue", when, urgency="plain")
    press(who, one, "accept", when, owner=office.posts[who].pk)
    assert Commitment.objects.get(pk=one.pk).state == "running"
    return one


@pytest.fixture
def townsfolk(office: Office) -> Office:
    office.person("town", "石干事", "town", Role.CLERK)
    return office


def test_a_yearly_hearing_is_met_in_the_county_and_missed_in_the_town(
    townsfolk: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K, example 1: one on 10 March 2024 in the county, none in the town."""
    office, january = townsfolk, at(1, 8, 2024)
    plan = published(office, HEARING, year=2024)
    county = begun(office, press, plan, "县科协", january)
    town = begun(office, press, plan, "青石镇", january, "town")
    press("clerk", county, "report", at(3, 10, 2024), words="已听取。", count="1", obstacles="无", following="无")

    def owed(one: Commitment, day: date) -> str:
        words = page(office, "supervisor", one.get_absolute_url(), monkeypatch, day)
        found = re.search(r"Recurring work (.*?) (?:Recurring work|Report|To be done|Accept|Particulars|What)", words)
        assert found, words
        return found[1].strip()

    assert owed(town, date(2024, 12, 1)) == "On time 2024-12-31"
    assert owed(town, date(2024, 12, 26)) == "Soon 2024-12-31"
    assert owed(town, date(2025, 1, 1)) == "Late 2024-12-31 0 of 1, its period is over"  # New Year’s Day
    assert owed(town, date(2025, 1, 2)) == "Late 2024-12-31 0 of 1, 1 working day late (2 days)"
    assert owed(county, date(2025, 1, 1)) == "met 2024-12-31"


def test_a_missing_quarter_is_named_and_made_up_it_is_late(
    townsfolk: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K, example 2: reports for the first, second and fourth quarter; the third is supplied in January."""
    office = townsfolk
    one = begun(office, press, published(office, QUARTERS), "农村科普馆", at(1, 8), "town")
    said = {"words": "按计划推进。", "obstacles": "无", "following": "继续"}
    for month, day in ((3, 30), (6, 29), (12, 30)):
        press("town", one, "report", at(month, day), **said)
    words = page(office, "supervisor", one.get_absolute_url(), monkeypatch, date(2027, 1, 5))
    assert (
        "Report 3 of 4 done in time, 1 missed Report met 2026-03-31 Report met 2026-06-30 Report Late 2026-09-30"
        in words
    )
    press("town", one, "report", at(1, 6, 2027), period="2026-07-01", **said)
    words = page(office, "supervisor", one.get_absolute_url(), monkeypatch, date(2027, 1, 6))
    assert (
        "Report 3 of 4 done in time, 1 missed, 1 of them made up" in words
        and "Report Done met late 2026-09-30 65 working days late (98 days)" in words
    )


@pytest.fixture
def many(office: Office) -> Any:
    """Makes a published plan with so many commitments, past all steps in the states that are asked for."""

    def made(**states: int) -> Plan:
        plan = published(office, ONE)
        first = plan.commitments.get()
        same = {
            "plan": plan,
            "row": first.row,
            "desk": office.units["desk"],
            "rhythm": "nodes",
            "first_due": first.until,
        }
        values = [
            {
                **same,
                "title": f"第{n}件",
                "words": f"第{n}件",
                "unit": office.units["kexie"],
                "place": n,
                "due": first.until,
            }
            for n in range(sum(states.values()) - 1)
        ]
        records = open_many(get_kind("commitments"), values, PROGRAM, at=NOW, says=("unit",))
        Party.objects.bulk_create([Party(record=record, name="desk", unit=office.units["desk"]) for record in records])
        every, place = list(plan.commitments.order_by("pk").values_list("pk", flat=True)), 0
        for state, count in states.items():
            some, place = every[place : place + count], place + count
            Record.objects.filter(pk__in=some).update(state=state)
            if state in ("closed", "reported"):
                Commitment.objects.filter(pk__in=some).update(done=date(2026, 9, 20))
        return plan

    return made


def done(press: Press, one: Commitment) -> None:
    """Reported by the unit and checked by the office."""
    press("head", one, "finish", at(9, 21), words="已全部完成。")
    press("supervisor", one, "verify", at(9, 22), finding="实地核查，情况属实。")


def test_completion_is_shown_against_both_bases(
    office: Office, many: Any, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K, example 3: 412 approved, 305 completed, 7 cancelled with approval."""
    plan = many(closed=304, running=108)
    last, *others = plan.commitments.filter(state="running").order_by("pk")
    done(press, last)
    press("leader", last, "close_it", at(9, 23), mark="A")
    press("supervisor", others[0], "stop", at(9, 23), 422, reason="项目调整")  # not without a leader's word
    for unit_key in others[:7]:
        press("supervisor", unit_key, "stop", at(9, 23), reason="项目调整", word_of="林分管")
    words = page(office, "supervisor", f"/plans/{plan.pk}/progress/", monkeypatch, date(2026, 10, 30))
    assert "Share completed of all closed ÷ all in the plan 305/412 74.0%" in words
    rest = "Share completed, without those stopped closed ÷ all except those stopped, merged or removed with approval"
    assert f"{rest} 305/405 75.3%" in words


def test_one_without_an_answer_is_named_and_one_not_verified_is_not_closed(
    office: Office, many: Any, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K, example 5: of 120, 118 are answered and verified, one is answered, one has no answer."""
    plan = many(closed=117, running=3)
    without, answered, last = plan.commitments.filter(state="running").order_by("pk")
    done(press, last)
    press("head", answered, "finish", at(9, 21), words="已全部完成。")
    words = page(office, "supervisor", f"/plans/{plan.pk}/progress/", monkeypatch, date(2026, 10, 30))
    assert f"Answered 119/120 = 99.2%, target 100% not met Without an answer: {without.number} " in words
    words = page(office, "leader", answered.get_absolute_url(), monkeypatch, date(2026, 10, 30))
    assert "Close the matter only once it is “Checked, to be closed”" in words
    refused = press("leader", answered, "close_it", at(10, 30), 403, mark="A")
    assert "cannot be done now" in refused.content.decode()
    assert Commitment.objects.get(pk=answered.pk).state == "reported"
    press("supervisor", answered, "verify", at(10, 30), finding="实地核查，情况属实。")
    press("leader", answered, "close_it", at(10, 30), mark="A")
    assert Commitment.objects.get(pk=answered.pk).state == "closed"


def test_what_is_given_on_stays_on_the_list_of_who_gave_it_on(
    townsfolk: Office, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As N4, example 3, asks of a question: handed on and not answered it is still on the first one's list."""
    office = townsfolk
    one = begun(office, press, published(office, ONE), "科普示范基地", at(3, 23))
    given = {"unit": office.units["society"].pk, "words": "新建茶叶科普示范基地1个", "due": "2026-08-31"}
    press("clerk", one, "split", at(3, 24), **given)
    part = Commitment.objects.get(split_from=one)
    assert one.number in page(office, "clerk", "/mine/", monkeypatch, date(2026, 9, 1))
    refused = press("clerk", one, "finish", at(9, 2), 422, words="已全部完成。")
    assert "1 parts of it are still open" in refused.content.decode()
    words = page(office, "clerk", one.get_absolute_url(), monkeypatch, date(2026, 9, 2))
    assert part.number in words and "云岭县茶叶学会" in words
