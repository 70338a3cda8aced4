"""Calls: windows by the server's clock, conditions and quotas that are data, the formal check, and who may do what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from calling import (
    CLOSES,
    OPENS,
    awarded,
    checked,
    closed_by_hand,
    drafted,
    fresh,
    moment,
    person,
    places,
    posted,
    published_call,
    refusal,
    sent,
    set_publicity,
)
from django.test import Client

from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.calls import actions, queries
from luoshi.parts.calls.cards import list_result, minutes_late, show_application, show_window
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.rules import SETTLING
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY, Office

SECOND = timedelta(seconds=1)
MAIN = [("main", "special", 3), ("main", "first", 3), ("main", "second", 7), ("main", "third", 10),
        ("main", "encouragement", 5)]  # fmt: skip
OTHER = [("other", "first", 3), ("other", "second", 9), ("other", "third", 10), ("other", "encouragement", 13)]


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_the_classes_of_a_contest_add_up_and_are_compared_with_the_year_before(office: Office) -> None:
    """Example L1.1: 3+3+7+10+5 = 28 and 3+9+10+13 = 35, 63 together; 40 before: +23 (+57.5 %)."""
    before = published_call(office, year=2025)
    call = published_call(office, quotas=places([*MAIN, *OTHER], exact=True))
    leader = person(office)
    rows = [(call, cls, grade) for cls, grade, n in [*MAIN, *OTHER] for _place in range(n)]
    made = [
        Application(call=of, cls=cls, grade=grade, sort="contest", leader=leader, unit=office.units["kexie"],
                    kind="applications", state="awarded", title=f"项目{n}", opened=NOW, closed=NOW)
        for n, (of, cls, grade) in enumerate([*rows, *[(before, "main", "first")] * 40])
    ]  # fmt: skip
    for row in made:
        row.save()
    first, second = list_result(call, office.actor("clerk"), TODAY)
    numbers = [tuple(cell.text for cell in row.cells) for row in first["table"].rows]  # type: ignore[attr-defined]
    assert [row[2] for row in numbers if "合计" in row[0]] == ["28", "35"]
    assert [cell.text for cell in first["table"].total] == ["合计", "63", "63"]  # type: ignore[attr-defined]
    assert "+23 (+57.5 %)" in [cell.text for row in second["table"].rows for cell in row.cells]  # type: ignore[attr-defined]
    assert take(closed_by_hand(office, call), "decide", office.actor("leader"), {}, at=NOW).record.state == "decided"


def test_a_full_grade_takes_no_more_and_a_change_moves_both_counts_in_one_act(office: Office) -> None:
    """Example L1.1: a third prize becomes a second without a place there: refused, both counts unmoved."""
    set_publicity(office)
    call = published_call(office, quotas=places([("main", "second", 1), ("main", "third", 2)]))
    second = awarded(office, call, "main", "second", title="一")
    third = awarded(office, call, "main", "third", title="二")
    up = {"cls": "main", "grade": "second", "reason": "复议"}
    said = refusal(lambda: take(third, "regrade", office.actor("leader"), up, at=NOW))
    assert "二等奖" in said and "已满" in said
    assert queries.chosen_by_place(call) == {("main", "second"): 1, ("main", "third"): 1}
    take(second, "regrade", office.actor("leader"), {"cls": "main", "grade": "third", "reason": "复议"}, at=NOW)
    assert take(fresh(third), "regrade", office.actor("leader"), up, at=NOW).record.grade == "second"
    assert queries.chosen_by_place(call) == {("main", "second"): 1, ("main", "third"): 1}
    unset = posted(office, call, "other", "first", title="三")
    assert "没有设" in refusal(lambda: take(unset, "award", office.actor("leader"), {}, at=NOW))
    assert fresh(unset).state == "published"


def test_places_are_not_set_below_what_was_chosen_and_exact_ones_are_filled_first(office: Office) -> None:
    set_publicity(office)
    call = published_call(office, quotas=places([("main", "first", 2)], exact=True))
    one = awarded(office, call, "main", "first", title="一")
    desk, row = office.actor("supervisor"), queries.CallQuota.objects.get(record=call.pk)
    fewer = {"quotas": [{"id": row.pk, "cls": "main", "grade": "first", "n": 0, "exact": True}], "reason": "压缩"}
    assert "已经定了 1 项" in refusal(lambda: take(Call.objects.get(pk=call.pk), "quota", desk, fewer, at=NOW))
    closed = closed_by_hand(office, Call.objects.get(pk=call.pk))
    said = refusal(lambda: take(closed, "decide", office.actor("leader"), {}, at=NOW))
    assert "一等奖 1/2" in said
    take(one, "revoke", office.actor("leader"), {"reason": "查实抄袭"}, at=NOW)
    assert queries.chosen_by_place(call) == {("main", "first"): 1}  # the call frees no place
    Call.objects.filter(pk=call.pk).update(frees="yes")
    assert queries.chosen_by_place(Call.objects.get(pk=call.pk)) == {}


@pytest.mark.parametrize(
    ("at", "late"), [(CLOSES - SECOND, 0), (CLOSES, 0), (CLOSES + SECOND, 1), (CLOSES + 61 * SECOND, 2)]
)
def test_in_time_is_what_came_up_to_the_last_second(office: Office, at: Any, late: int) -> None:
    """The window includes both ends; what was saved before and came late is kept, with its minutes, and not taken."""
    call = published_call(office)
    record = sent(office, call, at=at)
    assert record.sent_at == at and minutes_late(at, CLOSES) == late
    (card,) = show_window(record, office.actor("clerk"), TODAY)
    words = [cell.light.label for row in card["table"].rows for cell in row.cells if cell.light]  # type: ignore[attr-defined]
    assert words == [f"迟 {late} 分钟" if late else "按时"]
    record = take(record, "certify", office.actor("head"), {}, at=at).record
    desk = office.actor("supervisor")
    if not late:
        assert take(record, "check", desk, {}, at=at).record.state == "checked"
        return
    assert "截止" in refusal(lambda: take(record, "check", desk, {}, at=at))
    assert fresh(record).state == "certified"
    Call.objects.filter(pk=call.pk).update(late="yes")
    assert take(fresh(record), "check", desk, {}, at=at).record.state == "checked"


def test_before_the_window_it_is_saved_and_not_sent_and_after_it_nothing_is_begun(office: Office) -> None:
    call = published_call(office, from_at=moment(NOW + timedelta(hours=1)))
    early = drafted(office, call)
    assert "还没到" in refusal(lambda: take(early, "send", office.actor("clerk"), {}, at=NOW))
    assert fresh(early).sent_at is None
    assert "已经截止" in refusal(lambda: drafted(office, call, CLOSES + SECOND, title="另一项"))
    assert not Application.objects.filter(title="另一项").exists()


def test_an_end_is_moved_with_a_reason_and_never_behind_what_was_sent(office: Office) -> None:
    call = published_call(office)
    sent(office, call)
    desk = office.actor("supervisor")
    earlier = {"to_at": moment(NOW - timedelta(minutes=5)), "reason": "提前"}
    said = refusal(lambda: take(call, "extend", desk, earlier, at=NOW))
    assert "截止前报送" in said and Call.objects.get(pk=call.pk).to_at == CLOSES
    later = {"to_at": moment(CLOSES + timedelta(days=2)), "reason": "大雪"}
    assert take(call, "extend", desk, later, at=NOW).record.to_at == CLOSES + timedelta(days=2)
    assert refusal(lambda: take(Call.objects.get(pk=call.pk), "extend", desk, later | {"reason": ""}, at=NOW))


def test_the_clock_closes_a_call_once_its_window_is_over_and_not_before(office: Office) -> None:
    call = published_call(office)
    actions.end_windows(CLOSES + SETTLING)  # what was received by the end may still wait for its turn
    assert Call.objects.get(pk=call.pk).state == "published"
    read = queries.calls_past(CLOSES + SECOND)
    assert [actions.close_when_over(call, CLOSES + SETTLING) for call in read] == [False]
    Call.objects.filter(pk=call.pk).update(to_at=CLOSES + timedelta(days=1))  # moved after it was read
    assert [actions.close_when_over(call, CLOSES + SETTLING + SECOND) for call in read] == [False]
    actions.end_windows(CLOSES + SETTLING + timedelta(days=1, seconds=1))
    actions.end_windows(CLOSES + SETTLING + timedelta(days=1, seconds=1))
    assert Call.objects.get(pk=call.pk).state == "closed"


@pytest.mark.parametrize("name", ["unit_most", "applicant_most", "leader_most"])
def test_conditions_of_a_call_are_counted_when_something_is_sent(office: Office, name: str) -> None:
    """The second is refused by name and number; one that is withdrawn counts no more; another's is not counted."""
    org = {"unit": office.units["kexie"].pk, "title": "云岭县绿源茶业有限公司", "sort": "enterprise"}
    firm = begin(get_kind("organisations"), office.actor("clerk"), org, at=NOW).record
    leader = person(office, "幻立山")
    call = published_call(office, conditions=[{"sort": name, "most": 1}])
    alike = {"applicant": firm.number, "leader": leader.number}
    first = sent(office, call, title="一", **alike)
    second = drafted(office, call, title="二", **alike)
    assert "已经报满" in refusal(lambda: take(second, "send", office.actor("clerk"), {}, at=NOW))
    assert fresh(second).state == "drafted"
    take(first, "withdraw", office.actor("clerk"), {"reason": "撤回"}, at=NOW)
    assert take(fresh(second), "send", office.actor("clerk"), {}, at=NOW).record.state == "sent"


@pytest.mark.parametrize(("birth", "age"), [("1991-03-20", 35), ("1991-03-21", 34), ("", None)])
def test_age_is_that_of_the_last_day_and_unknown_is_left_to_the_check(
    office: Office, birth: str, age: int | None
) -> None:
    leader = person(office, birth=birth)
    call = published_call(office, conditions=[{"sort": "leader_age", "most": 34}])
    one = drafted(office, call, leader=leader.number)
    if age == 35:
        assert "35 岁" in refusal(lambda: take(one, "send", office.actor("clerk"), {}, at=NOW))
    else:
        assert take(one, "send", office.actor("clerk"), {}, at=NOW).record.state == "sent"


def test_the_last_day_is_that_of_the_offices_clock(office: Office) -> None:
    """A window that ends at six in the morning ends on that day, though it is still the day before in UTC."""
    leader = person(office, birth="1991-03-21")
    ends = datetime(2026, 3, 20, 22, tzinfo=UTC)
    call = published_call(office, to_at=moment(ends), conditions=[{"sort": "leader_age", "most": 34}])
    one = drafted(office, call, leader=leader.number)
    assert "35 岁" in refusal(lambda: take(one, "send", office.actor("clerk"), {}, at=NOW))


def test_a_project_is_approved_without_a_prize(office: Office) -> None:
    set_publicity(office)
    project = posted(office, published_call(office, sort="projects"), "main", "")
    assert take(project, "approve", office.actor("leader"), {}, at=NOW).record.state == "approved"


def test_no_more_projects_are_approved_than_the_call_has_places(office: Office) -> None:
    """S000-32: so many key projects a year; without any place the call approves what it likes."""
    set_publicity(office)
    call, leader = (
        published_call(office, sort="projects", quotas=places([("main", "first", 1)])),
        office.actor("leader"),
    )
    rows = [
        posted(office, call, "main", grade, title=f"项目{n}") for n, grade in enumerate(("first", "first", "second"))
    ]
    assert take(rows[0], "approve", leader, {}, at=NOW).record.state == "approved"
    assert "已经定了 1 项" in (said := refusal(lambda: take(rows[1], "approve", leader, {}, at=NOW))), said
    assert refusal(lambda: take(rows[2], "approve", leader, {}, at=NOW)) and fresh(rows[2]).state == "published"


def test_a_supplement_is_asked_once_with_its_limit_and_a_refusal_says_a_listed_reason(office: Office) -> None:
    call = published_call(office)
    desk = office.actor("supervisor")
    record = take(sent(office, call), "return", desk, {"reason": "缺附件"}, at=NOW).record
    assert (record.state, record.supplemented) == ("supplement", TODAY)
    assert [duty.name for duty in duties_of_record(record, TODAY)] == ["supplement"]
    record = take(record, "resend", office.actor("clerk"), {}, at=CLOSES + timedelta(days=1)).record
    assert record.state == "certified" and record.sent_at == NOW  # it was in time, and stays so
    assert "已经退回补正过" in refusal(lambda: take(record, "return", desk, {"reason": "又缺"}, at=NOW))
    assert refusal(lambda: take(record, "refuse", desk, {"reason": "材料不齐"}, at=NOW))  # no listed reason
    done = take(record, "refuse", desk, {"refusal": "papers", "reason": "材料不齐"}, at=NOW).record
    assert (done.state, done.refusal) == ("turned_down", "papers")


def test_without_publicity_nothing_is_awarded_and_an_objection_shuts_it(office: Office) -> None:
    """Example L1.5: an objection on the last day: shut until it is answered, and its last day moves on."""
    call = published_call(office, quotas=places([("main", "first", 1)]))
    record = checked(office, call)
    desk, leader = office.actor("supervisor"), office.actor("leader")
    record = take(record, "assess", desk, {"cls": "main", "grade": "first"}, at=NOW).record
    assert "unset" in refusal(lambda: take(record, "publish", desk, {}, at=NOW)) or fresh(record).state == "assessed"
    set_publicity(office, "3日")
    record = take(fresh(record), "publish", desk, {}, at=NOW).record
    last = Posting.objects.get(record=record.pk).until
    assert last is not None and refusal(lambda: take(record, "award", leader, {}, at=NOW))
    on_last = NOW + (last - TODAY)
    raised = begin(
        get_kind("objections"), office.actor("stranger", last),
        {"about": record.number, "facts": "数据不实", "unit": office.units["kexie"].pk, "name": "纪干事",
         "contact": "13900000001"}, at=on_last,
    ).record  # fmt: skip
    after = on_last + timedelta(days=4)
    assert refusal(lambda: take(record, "award", office.actor("leader", after.date()), {}, at=after))
    answer = {"result": "rejected", "reply": "经查属实无误"}
    take(raised, "answer", office.actor("supervisor", after.date()), answer, at=after)
    moved = Posting.objects.get(record=record.pk).until
    assert moved is not None and moved > last
    over = after + timedelta(days=10)
    assert take(record, "award", office.actor("leader", over.date()), {}, at=over).record.state == "awarded"


def test_prizes_are_awarded_and_projects_approved_and_never_the_other_way(office: Office) -> None:
    set_publicity(office)
    project = posted(office, published_call(office, sort="projects"), "main", "first")
    leader = office.actor("leader")
    assert refusal(lambda: take(project, "award", leader, {}, at=NOW))
    assert take(project, "approve", leader, {}, at=NOW).record.state == "approved"


def test_who_may_do_what_by_page(office: Office) -> None:
    """A unit reads its own, a stranger nothing; the leader decides, the unit does not."""
    set_publicity(office)
    call = published_call(office, quotas=places([("main", "first", 1)]))
    record = posted(office, call, "main", "first")
    client = Client()
    for who, status in (("clerk", 200), ("supervisor", 200), ("leader", 200), ("stranger", 404), ("outside", 404)):
        client.force_login(_user(office, who))
        assert client.get(record.get_absolute_url()).status_code == status, who
        assert client.get(call.get_absolute_url()).status_code == (404 if who == "outside" else 200), who
    client.force_login(_user(office, "clerk"))
    assert client.post(f"{record.get_absolute_url()}award/", {"seen": record.version}).status_code in (403, 404, 409)
    assert fresh(record).state == "published"


def test_its_leader_from_outside_goes_on_with_it_and_sends_it(office: Office) -> None:
    """Whoever is named as leader signs in as such: reads this one application, fills it in, and sends it."""
    leader = person(office)
    account = office.people["outside"]
    type(leader).objects.filter(pk=leader.pk).update(as_person=account.pk)
    call = published_call(office)
    record = drafted(office, call, leader=leader.number)
    other = drafted(office, call, title="别人的", leader=person(office, "幻清河").number)
    actor = office.actor("outside")
    record = take(
        record, "edit", actor, {"title": "高效采茶机二代", "summary": "更好", "leader": leader.number}, at=NOW
    ).record
    assert take(record, "send", actor, {}, at=NOW).record.state == "sent"
    client = Client()
    client.force_login(_user(office, "outside"))
    assert client.get(record.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert "别人的" not in client.get("/applications/").text


def _user(office: Office, name: str) -> Any:
    from luoshi.org.actors.models import User

    return User.objects.get(person=office.people[name])


def test_who_checks_sees_what_is_like_it_and_the_same_people(office: Office) -> None:
    """A copy of last year's project, and another one of the same leader; its own side does not see the others."""
    text = "在高山茶园布设二十个温度采集点，提前三小时预警霜冻，减少春茶损失，覆盖三个乡镇。"
    before = published_call(office, year=2025)
    old = sent(office, before, title="茶园霜冻监测预警", summary=text)
    call = published_call(office)
    own = sent(office, call, title="高山茶园霜冻预警系统", summary=text)
    same = sent(office, call, title="废旧菌棒还田", summary="菌棒堆肥用于茶园。")

    def shown(who: str, record: Any) -> str:
        return repr(show_application(fresh(record), office.actor(who), TODAY))

    assert old.number in shown("supervisor", own) and "摘要相同 100%" in shown("supervisor", own).replace(" %", "%")
    assert same.number in shown("supervisor", own) and own.number in shown("supervisor", same)
    assert old.number not in shown("clerk", own) and same.number not in shown("head", own)


def test_a_call_whose_window_is_over_is_not_published(office: Office) -> None:
    given = {"unit": office.units["kexie"].pk, "title": "迟发布的征集", "sort": "contest", "year": 2026}
    given |= {"from_at": moment(OPENS), "to_at": moment(CLOSES), "late": "no", "frees": "no"}
    call = begin(get_kind("calls"), office.actor("clerk"), given, at=OPENS).record
    after = CLOSES + timedelta(seconds=1)
    assert "截止时间已过" in refusal(lambda: take(call, "publish", office.actor("leader"), {}, at=after))
    assert take(call, "publish", office.actor("leader"), {}, at=CLOSES).record.state == "published"
