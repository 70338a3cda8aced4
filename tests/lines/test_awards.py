"""Awards and talent: the acceptance examples of L13 with their figures, and the rules of the line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from calling import OPENS, awarded, checked, closed_by_hand, places, posted, published_call, set_publicity
from django.test import Client

from awarding import (
    award,
    decided,
    does,
    drafted_call,
    edited,
    entry,
    person,
    proposed,
)
from faults.threads import at_once
from faults.threads import of as outcomes
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.awards.forms import AwardForm
from luoshi.lines.awards.line import VALUES
from luoshi.lines.awards.models import Award, Honour
from luoshi.parts.calls import queries as of_calls
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY, Office

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def refusal(act: Any) -> str:
    """What an act is refused with, and the remedy."""
    with pytest.raises(RecordError) as refused:
        act()
    return f"{refused.value} {refused.value.remedy}"


def figure(kind: str, name: str, span: FigureSpan = YEAR, **more: Any) -> dict[Any, Any]:
    """The exact values of a figure by key."""
    found = compute_figures(get_kind(kind), [name], span, None, TODAY, **more)
    return {key: values[name].exact for key, values in found.items() if name in values}


# L13.1


def test_the_21st_of_a_cycle_is_refused_and_a_place_that_was_revoked_is_free(office: Office) -> None:
    """Example L13.1: cycle 2023, quota 20: the 21st nominee is refused."""
    of = award(office, quota=20)
    people = [person(office, f"幻先进{n}") for n in range(21)]
    honours = [proposed(office, of, who) for who in people]
    done = [decided(office, honour) for honour in honours[:20]]
    said = refusal(lambda: decided(office, honours[20]))
    assert "2023 届已授予 20 项" in said and "最多 20 项" in said
    assert Honour.objects.filter(state="decided").count() == 20
    assert decided(office, proposed(office, of, people[20], year=2026)).state == "decided"  # another cycle counts anew
    does(office, done[0], "revoke", "leader", reason="查实材料不实")
    assert decided(office, honours[20]).state == "decided"


def test_another_year_of_the_same_cycle_gives_no_more_places(office: Office) -> None:
    """Twenty persons in three years are not twenty a year: 2024 and 2025 belong to the cycle of 2023."""
    of = award(office, quota=1)
    decided(office, proposed(office, of, person(office, "幻先进"), year=2023))
    for year in (2024, 2025):
        later = proposed(office, of, person(office, f"幻后进{year}"), year=year)
        assert "2023 届已授予 1 项" in refusal(lambda later=later: decided(office, later))  # type: ignore[misc]
    yearly = award(office, "年度人物", quota=1, interval=1)
    for year in (2023, 2024):
        assert decided(office, proposed(office, yearly, person(office, f"幻人物{year}"), year=year)).state == "decided"


def test_the_next_cycle_opens_in_2026_and_not_in_2025(office: Office) -> None:
    """Example L13.1: last held in 2023, every three years."""
    of = award(office)
    assert (of.next, of.due_on) == (2026, date(2026, 12, 31))
    early = drafted_call(office, of, 2025)
    said = refusal(lambda: take(early, "publish", office.actor("leader"), {}, at=NOW))
    assert "下届应为 2026 年，不是 2025 年" in said and "上届是 2023 年" in said
    assert Call.objects.get(pk=early.pk).state == "drafted"
    call = take(drafted_call(office, of, 2026), "publish", office.actor("leader"), {}, at=NOW).record
    assert call.state == "published"
    edited(office, of, "title level ours interval last", early="yes")
    assert does(office, early, "publish", "leader").state == "published"


def chosen(office: Office, call: Any, who: Any) -> Any:
    """A nomination for the call, in publicity that is over, awarded."""
    record = posted(office, call, "main", "first", leader=who.number)
    return take(record, "award", office.actor("leader"), {}, at=NOW).record


def test_all_calls_of_an_award_share_its_ceiling(office: Office) -> None:
    set_publicity(office)
    of = award(office, quota=2)
    people = [person(office, f"幻先进{n}") for n in range(3)]
    calls = [
        published_call(office, "award", title=f"第{n}批评选", award=of.number, quotas=places([("main", "first", 2)]))
        for n in range(2)
    ]
    first, second = chosen(office, calls[0], people[0]), chosen(office, calls[1], people[1])
    said = refusal(lambda: chosen(office, calls[1], people[2]))
    assert "各次征集已评定 2 项" in said and "最多 2 项" in said
    does(office, second, "regrade", "leader", cls="main", grade="first", reason="更正")
    does(office, first, "revoke", "leader", reason="查实材料不实")
    third = Application.objects.get(leader=people[2].pk)
    assert does(office, third, "award", "leader").state == "awarded"


def test_a_call_may_be_published_in_the_year_before_and_decided_only_in_its_own(office: Office) -> None:
    of = award(office)
    then = datetime(2025, 11, 3, 2, tzinfo=UTC)
    draft = drafted_call(office, of, 2026)
    call = take(draft, "publish", office.actor("leader"), {}, at=then).record
    call = closed_by_hand(office, call, then)
    assert "到该年才能审定" in refusal(lambda: take(call, "decide", office.actor("leader"), {}, at=then))
    assert take(call, "decide", office.actor("leader"), {}, at=NOW).record.state == "decided"


def due_days(record: Any) -> dict[date, date | None]:
    """By when something is owed, each with the day on which it was met."""
    states = [state for duty in duties_of_record(record, TODAY) for state in duty.standings]
    return {state.due.binding_date: state.met_on for state in states}


def test_a_decided_call_moves_the_cycle_of_its_award_and_meets_its_duty(office: Office) -> None:
    of = award(office)
    assert due_days(of) == {date(2026, 12, 31): None}
    call = take(drafted_call(office, of, 2026), "publish", office.actor("leader"), {}, at=NOW).record
    take(closed_by_hand(office, call), "decide", office.actor("leader"), {}, at=NOW)
    now = Award.objects.get(pk=of.pk)
    assert (now.last, now.next, now.due_on) == (2026, 2029, date(2029, 12, 31))
    assert due_days(now) == {date(2026, 12, 31): TODAY, date(2029, 12, 31): None}
    later = take(drafted_call(office, of, 2029), "publish", office.actor("leader"), {}, at=NOW).record
    assert later.state == "published"


def test_an_award_of_ours_without_a_ceiling_awards_nobody_and_one_of_others_may(office: Office) -> None:
    ours, others = award(office), award(office, "省青年科技奖", ours="no", level="province")
    who = person(office, "幻青松")
    assert "没有设定每届名额" in refusal(lambda: decided(office, proposed(office, ours, who)))
    assert decided(office, proposed(office, others, who)).state == "decided"


def test_the_age_counts_on_the_last_day_of_the_call_and_unknown_is_left_to_the_check(office: Office) -> None:
    """S003-17: the age limit is the award's; the day before the 46th birthday one is 45."""
    of = award(office, quota=9, age=45)
    fits = person(office, "幻正好", birth=(TODAY + timedelta(days=1)).replace(year=TODAY.year - 46).isoformat())
    too_old = person(office, "幻超龄", birth=TODAY.replace(year=TODAY.year - 46).isoformat())
    assert decided(office, proposed(office, of, fits)).state == "decided"
    assert "年满 46 周岁" in refusal(lambda: decided(office, proposed(office, of, too_old)))
    assert decided(office, proposed(office, of, person(office, "幻不详"))).state == "decided"
    set_publicity(office)
    call = published_call(office, "contest", quotas=places([("main", "first", 1)]))
    Call.objects.filter(pk=call.pk).update(to_at=NOW - timedelta(days=1))  # the day before the birthday
    won = awarded(office, Call.objects.get(pk=call.pk), "main", "first", leader=too_old.number, at=OPENS)
    assert decided(office, proposed(office, of, too_old, 2024, application=won.number)).state == "decided"
    call = published_call(office, "award", award=of.number)
    said = refusal(lambda: checked(office, call, leader=too_old.number))
    assert "46" in said and "45" in said


def test_nobody_has_an_award_twice_in_a_year_nor_two_of_a_group_that_excludes(office: Office) -> None:
    one = award(office, quota=9, exclusive="worker")
    other = award(office, "县优秀工程师", quota=9, exclusive="worker")
    who = person(office, "幻双全")
    decided(office, proposed(office, one, who))
    assert "不可兼得组" in refusal(lambda: proposed(office, other, who))
    assert refusal(lambda: proposed(office, one, who))
    assert proposed(office, other, who, year=2026).state == "proposed"


def test_a_name_that_only_the_state_may_give_is_doubted_and_not_refused(office: Office) -> None:
    """Source: 国家科学技术奖励条例 art. 36."""

    def doubts(title: str, ours: str) -> dict[str, list[str]]:
        form = AwardForm.__new__(AwardForm)
        form.cleaned_data = {"title": title, "ours": ours}
        return form.find_doubts()

    assert "第三十六条" in doubts("云岭县科学 技术奖", "yes")["title"][0]
    assert doubts("云岭县优秀论文", "yes") == doubts("省科学技术奖", "no") == {}
    assert award(office, "云岭县科学技术奖").state == "force"


# L13.5


def opposed(office: Office, moves_up: str) -> tuple[Call, Application, Application]:
    """A call with one place; the first in rank is in publicity with an upheld objection, the second too."""
    set_publicity(office, "7日")
    call = published_call(office, "contest", quotas=places([("main", "first", 1)]), moves_up=moves_up)
    first = posted(office, call, "main", "first", over=False, title="第一名")
    second = posted(office, call, "main", "first", title="第二名")
    given = {"about": first.number, "facts": "数据不实", "unit": office.units["kexie"].pk, "name": "纪干事",
             "contact": "13900000001"}  # fmt: skip
    day = TODAY + timedelta(days=5)
    raised = begin(get_kind("objections"), office.actor("stranger", day), given, at=NOW + timedelta(days=5)).record
    assert Posting.objects.get(record=first.pk).until is None  # the clock stands
    assert refusal(lambda: does(office, first, "award", "leader"))
    assert "没有成立的异议" in refusal(lambda: does(office, first, "strike", "leader", reason="异议"))
    answer = {"result": "upheld", "reply": "经查数据不实"}
    take(raised, "answer", office.actor("supervisor", day), answer, at=NOW + timedelta(days=5))
    assert "异议已经成立" in refusal(lambda: does(office, first, "decline", "leader", reason="另有原因"))
    does(office, first, "strike", "leader", reason="异议成立")
    return call, Application.objects.get(pk=first.pk), second


def test_an_upheld_objection_takes_the_nominee_out_and_nobody_moves_up_unless_the_call_says_so(office: Office) -> None:
    """Example L13.5: day 5 of 7."""
    call, first, second = opposed(office, "no")
    assert (first.state, first.struck) == ("unchosen", TODAY)
    said = refusal(lambda: does(office, second, "award", "leader"))
    assert "一等奖" in said and "已满" in said
    assert of_calls.chosen_by_place(call) == {("main", "first"): 1}


def test_the_next_in_rank_moves_up_where_the_call_says_so(office: Office) -> None:
    call, first, second = opposed(office, "yes")
    assert first.state == "unchosen"
    assert does(office, second, "award", "leader").state == "awarded"
    assert of_calls.chosen_by_place(call) == {("main", "first"): 1}


def test_a_nomination_in_publicity_goes_up_only_after_its_days(office: Office) -> None:
    """S002-69: review, publicity, submission, result."""
    set_publicity(office)
    call = published_call(office, "talent")
    nominee = posted(office, call, "main", "first", over=False)
    assert "公示期满前" in refusal(lambda: does(office, nominee, "send_up", "supervisor"))
    assert refusal(lambda: does(office, nominee, "submit", "supervisor"))
    Posting.objects.filter(record=nominee.pk).update(until=TODAY - timedelta(days=1))
    sent = does(office, nominee, "send_up", "supervisor")
    assert does(office, sent, "win", result_on=TODAY.isoformat(), grade="second").state == "won"


# The other rows


def test_who_is_barred_gets_no_honour(office: Office) -> None:
    of, who = award(office, quota=9), person(office, "幻失信")
    event = entry(office, "integrity", "report", sort="misconduct", person=who.number, day="2026-01-05", finding="抄袭")
    event = does(office, event, "check", "supervisor", reason="查实")
    event = does(office, event, "decide", "leader", weight="bar")
    honour = proposed(office, of, who)
    type(event).objects.filter(pk=event.pk).update(state="told", from_day=date(2026, 2, 1), to_day=date(2027, 2, 1))
    assert "禁止结论" in refusal(lambda: decided(office, honour))


def example(office: Office, **more: Any) -> Any:
    """An example that is proposed, of the year’s 5 March."""
    who = more.pop("person", None) or person(office, "幻典型").number
    given = {"title": "违规采购", "sort": "breach", "person": who, "day": "2026-03-05", "reason": "未经审批采购"}
    return entry(office, "examples", **given | more)


def test_a_breach_names_a_rule_in_force_on_its_day_and_its_consequence(office: Office) -> None:
    """S000-41 and S003-21; days from the event to the decision are counted, both known."""
    from luoshi.parts.norms.models import Norm

    rule = Norm.objects.create(title="采购办法", number="规1", kind="norms", state="issued", unit=office.units["kexie"],
                               opened=NOW, sort="rule", from_day=date(2026, 3, 6))  # fmt: skip
    set_value(VALUES["examples.publicity"], None, "5日", TODAY, "云科协〔2026〕5号", office.actor("admin"), at=NOW)
    one = example(office, norm=rule.number)
    given = {"decided_on": TODAY.isoformat(), "consequence": "通报批评"}
    assert "发生当日有效" in refusal(lambda: does(office, one, "decide", "leader", **given))
    Norm.objects.filter(pk=rule.pk).update(from_day=date(2026, 3, 1), to_day=date(2026, 3, 4))
    assert "发生当日有效" in refusal(lambda: does(office, one, "decide", "leader", **given))
    Norm.objects.filter(pk=rule.pk).update(from_day=date(2026, 3, 5), to_day=date(2026, 3, 5))
    assert "处理结果" in refusal(lambda: does(office, one, "decide", "leader", decided_on=TODAY.isoformat()))
    done = does(office, one, "decide", "leader", **given)
    assert done.days == (TODAY - date(2026, 3, 5)).days == 15
    assert figure("examples", "days") == {(): 15}
    assert refusal(lambda: does(office, done, "publish", "leader"))  # no lesson
    assert does(office, done, "publish", "leader", lesson="先审批后采购").state == "published"


def test_a_serious_matter_names_who_is_responsible(office: Office) -> None:
    one = example(office, sort="error", weight="serious")
    assert "责任人" in refusal(lambda: does(office, one, "decide", "leader", decided_on=TODAY.isoformat()))
    edited(office, one, "title sort person day reason weight", responsible=person(office, "幻负责").number)
    assert does(office, one, "decide", "leader", decided_on=TODAY.isoformat()).state == "decided"


def test_what_is_criticised_is_read_by_few_until_it_is_published(office: Office, client: Client) -> None:
    one = example(office, sort="criticism")
    seen = {}
    for who in ("supervisor", "leader", "clerk", "head", "stranger"):
        client.force_login(office.people[who].user)
        seen[who] = client.get(f"/examples/{one.pk}/").status_code
    assert seen == {"supervisor": 200, "leader": 200, "clerk": 200, "head": 404, "stranger": 404}


def test_talents_are_a_stock_with_their_sorts_and_chances(office: Office) -> None:
    """S001-18, S003-19: one may be of two sorts; who left is no longer there."""
    a, b = person(office, "幻高端"), person(office, "幻技能")
    one = entry(office, "talents", person=a.number, origin="brought", from_day="2026-01-05",
                sorts=[{"sort": "high"}, {"sort": "shortage"}])  # fmt: skip
    two = entry(office, "talents", person=b.number, origin="own", from_day="2025-01-05", sorts=[{"sort": "skilled"}])
    does(office, one, "train", chances={"chance": "study", "day": "2026-02-03"})
    assert figure("talents", "stock", by=["origin"]) == {("brought",): 1, ("own",): 1}
    assert figure("talents", "by_sort", by=["sorts.sort"]) == {("high",): 1, ("shortage",): 1, ("skilled",): 1}
    assert figure("talents", "chances") == {(): 1}
    assert refusal(lambda: entry(office, "talents", person=a.number, origin="own"))
    does(office, two, "leave", to_day=TODAY.isoformat(), reason="调离")
    assert figure("talents", "stock", FigureSpan(date(2026, 1, 1), TODAY + timedelta(days=1))) == {(): 1}
    one = does(office, one, "nominate", programme="driven")
    one = does(office, one, "select", "leader", grade="lead", selected_on=TODAY.isoformat())
    one = does(office, one, "support", supports={"tool": "money", "money": "50000", "day": TODAY.isoformat()})
    assert figure("talents", "selected", by=["programme"]) == {("driven",): 1}
    assert figure("talents", "support") == {(): 50_000}
    assert [duty.name for duty in duties_of_record(one, TODAY)] == ["assessment"]


@pytest.mark.django_db(transaction=True)
def test_of_eight_decisions_at_once_no_more_are_awarded_than_the_ceiling_allows(real_office: Office) -> None:
    """L13.1 under pressure: the award is locked before its honours are counted."""
    office = real_office
    of = award(office, quota=3)
    honours = [proposed(office, of, person(office, f"幻同时{n}")) for n in range(8)]
    said = outcomes(at_once(lambda number: decided(office, honours[number]) and None, 8))
    assert said == {"done": 3, "guarded": 5}
    assert Honour.objects.filter(award=of, state="decided").count() == 3
