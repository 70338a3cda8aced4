"""The leader's page: what waits, what is late and why, what changed; for them and their secretary alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from appeal_factory import appeal
from assigned import finished, running, verified
from luoshi.commitments.reporting.calendar.queries import due_days
from luoshi.desk.leaders import queries as asks
from luoshi.desk.leaders.models import Sight
from luoshi.desk.lists.queries.inbox import waiting_records
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment
from office import NOW, TODAY, Office
from plans import published


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def file(office: Office, title: str, *, late: int = 0) -> Record:
    given = {"title": title, "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    record = appeal(office, **given)
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    record = take(record, "assign", office.actor("supervisor"), to, at=NOW).record
    if late:
        Record.objects.filter(pk=record.pk).update(due=TODAY - timedelta(days=late))
    return record


def page(office: Office, who: str, url: str = "/") -> str:
    client = Client()
    client.force_login(office.people[who].user)
    answer = client.get(url)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_late_matters_say_how_long_in_which_state_and_that_no_reason_was_given(office: Office) -> None:
    file(office, "增设科普活动室", late=9)
    words = page(office, "leader")
    assert "增设科普活动室" in words and "7 个工作日（9 天），办理中；尚未说明原因" in words


def test_the_reason_is_the_last_that_the_unit_itself_said(office: Office) -> None:
    record = file(office, "增设科普活动室")
    record = take(record, "return", office.actor("clerk"), {"reason": "属科技局职责"}, at=NOW).record
    to = {"grade": "urgent", "unit": office.units["kexie"].pk}
    record = take(record, "assign", office.actor("supervisor"), to, at=NOW).record
    Record.objects.filter(pk=record.pk).update(due=TODAY - timedelta(days=2))
    assert "；原因：属科技局职责" in page(office, "leader")
    record = take(record, "answer", office.actor("clerk"), {"answer": "已落实场地"}, at=NOW).record
    Record.objects.filter(pk=record.pk).update(due=TODAY - timedelta(days=2))
    words = page(office, "leader")
    assert "已落实场地" in words and "；原因：属科技局职责" not in words


REPORTED = {"words": "选址已完成。", "obstacles": "用地手续未办结", "following": "三月底前办结"}
SAYS = [
    ("report", "clerk", REPORTED, "；存在问题及原因：用地手续未办结"),
    ("nothing_new", "clerk", {"reason": "等待上级批复"}, "；原因：等待上级批复"),
    ("ask_extension", "head", {"wish": "2026-12-31", "cause": "汛期停工", "progress": "一半"}, "；原因：汛期停工"),
    ("ask_proofs", "supervisor", {"proof": "验收单"}, "；尚未说明原因"),
    ("push", "supervisor", {"words": "请抓紧办理"}, "；尚未说明原因"),
]


@pytest.mark.parametrize(("step", "who", "given", "said"), SAYS, ids=[entry[0] for entry in SAYS])
def test_the_reason_of_a_late_commitment_is_what_its_unit_or_its_doer_said(
    office: Office, step: str, who: str, given: dict[str, Any], said: str
) -> None:
    one = running(office, published(office), "科普示范基地")
    late = TODAY - timedelta(days=9)
    Commitment.objects.filter(pk=one.pk).update(pressing=late)  # obstacles are asked for where a light is not green
    if step == "nothing_new":  # there must be a report that nothing is new since
        take(one, "report", office.actor("clerk"), {**REPORTED, "obstacles": "此前的困难"}, at=NOW)
    take(one, step, office.actor(who), given, at=NOW)
    Commitment.objects.filter(pk=one.pk).update(due=late, binds=late, pressing=late)
    states = get_kind("commitments").cycle.states
    assert f"7 个工作日（9 天），{states[Record.objects.get(pk=one.pk).state]}{said}" in page(office, "leader")


def test_what_changed_last_stands_first_however_old_the_matter_is(office: Office) -> None:
    every = [file(office, f"第{number}件") for number in range(26)]
    for hours, record in enumerate([every[7], every[0], every[3]], 2):
        take(record, "return", office.actor("clerk"), {"reason": "属科技局职责"}, at=NOW + timedelta(hours=hours))
        Record.objects.filter(pk=record.pk).update(unit=office.units["kexie"])
    leader = office.actor("leader")
    for since, count in ((NOW + timedelta(hours=1), 3), (NOW - timedelta(days=1), 26)):
        changed, found = asks.changed_since(leader, TODAY, since, 3)
        assert ([item.record.title for item in changed], found) == (["第3件", "第0件", "第7件"], count)


def test_what_is_further_is_reached(office: Office) -> None:
    for number in range(7):
        file(office, f"第{number}件", late=number + 1)
    kexie, own = office.units["kexie"].pk, reverse("leader_list", args=[office.posts["leader"].pk, "late"])
    words = page(office, "leader")
    assert f'<a href="{own}?unit={kexie}">全部 7 项</a>' in words and '<a href="/appeals/">' in words
    assert words.count('class="matter"') == 3
    assert page(office, "leader", f"{own}?unit={kexie}").count('class="matter"') == 7
    assert page(office, "leader", "/appeals/?due=late").count('scope="row"') == 7
    assert 'href="/help/leader/"' in words


def figures(words: str) -> list[int]:
    """The four figures of a page."""
    found = html.fromstring(words).xpath("//*[contains(@class, 'counts__figure')]")
    return [int(element.text_content()) for element in found]


def test_each_figure_is_the_list_behind_it_and_agrees_with_lists_board_and_calendar(office: Office) -> None:
    plan = published(office)
    matter, club = running(office, plan, "科普示范基地"), running(office, plan, "联席会议")
    late, soon = TODAY - timedelta(days=9), TODAY + timedelta(days=1)
    Commitment.objects.filter(pk=matter.pk).update(due=late, binds=late, pressing=late)
    Commitment.objects.filter(pk=club.pk).update(due=late, report_due=late, pressing=late)
    file(office, "增设科普活动室", late=9)
    file(office, "修缮科普画廊", late=-2)  # due on Sunday
    given = {"title": "夜间开放", "words": "周末", "channel": "web", "unit": office.units["desk"].pk}
    Record.objects.filter(pk=appeal(office, **given).pk).update(due=soon)  # another field's
    leader, own = office.actor("leader"), reverse("leader", args=[office.posts["leader"].pk])
    counts = figures(page(office, "leader"))
    assert counts == [
        3,
        1,
        1,  # a missing report is late too
        waiting_records(leader, TODAY).count(),
    ]
    for which, count in zip(asks.FIGURES, counts, strict=True):
        words = page(office, "leader", f"{own}{which}/")
        rows = html.fromstring(words).xpath("//tbody/tr" if which == "word" else "//li[@class='matter']")
        assert (figures(words), len(rows)) == (counts, count)
    listed = {url: page(office, "leader", url).count('scope="row"') for url in LISTS}
    assert listed == dict(zip(LISTS, (2, 1, 2, 1, 1), strict=True))
    board = html.fromstring(page(office, "leader", reverse("ledger:board")))
    assert [link.text for link in board.xpath("//*[@id='light-late']//a")] == ["2"]
    assert page(office, "leader", f"{own}everything/") == "404"


def test_what_is_due_this_week_is_what_the_calendar_shows(office: Office) -> None:
    plan, monday = published(office), date(2026, 3, 30)
    for words in ("科普示范基地", "联席会议"):
        running(office, plan, words)
    leader = office.actor("leader")
    shown = [due for of in due_days(leader, monday, monday + timedelta(days=6), monday, False) for due in of.dates]
    named = {due.duty.record_id for due in shown if due.settled is None}
    assert set(asks.figure_records("week", leader, monday).values_list("pk", flat=True)) == named and named


LISTS = (
    "/commitments/?due=late",
    "/appeals/?due=late",
    "/commitments/?light=late",
    "/commitments/?light=missing",
    "/appeals/?due=soon",
)


def test_late_matters_stand_by_unit_the_longest_late_first_and_some_hundred_are_cut(office: Office) -> None:
    late = TODAY - timedelta(days=9)
    Unit.objects.filter(pk=office.units["society"].pk).update(sort=1)
    Unit.objects.filter(pk=office.units["kexie"].pk).update(sort=2)
    others = [office.unit(f"society{n}", f"云岭县第{n}学会", "kexie").pk for n in (3, 4, 5)]
    units = [office.units["kexie"].pk, *others, office.units["society"].pk]
    for number, unit in enumerate(units * 4):
        record = file(office, f"第{number}件", late=9)
        Record.objects.filter(pk=record.pk).update(unit=unit, due=late - timedelta(days=number))
    found = asks.group_due_by_unit(asks.figure_records("late", office.actor("leader"), TODAY), 3, 7)
    assert [(group.unit, group.count, len(group.rows)) for group in found] == [
        (units[4], 4, 3), (units[3], 4, 3), (units[2], 4, 1), (units[1], 4, 0), (units[0], 4, 0),
    ]  # fmt: skip
    assert [row.title for row in found[0].rows] == ["第19件", "第14件", "第9件"]  # the longest late first
    words = page(office, "leader")
    assert words.index("云岭县茶叶学会") < words.index("云岭县第5学会") and words.count('class="matter"') == 9
    assert "云岭县科学技术协会 4</a>" in words  # counted alone, and reached


def test_what_waits_for_the_leader_is_decided_there_by_one_button(office: Office) -> None:
    plan = published(office, "云岭县2026年科普工作要点\n一、阵地\n县科协9月底前新建科普站3个。\n")
    waits = verified(office, finished(office, running(office, plan, "科普站")))
    assert waits.pk in waiting_records(office.actor("leader"), TODAY).values_list("pk", flat=True)
    shown = html.fromstring(page(office, "leader"))
    (link,) = shown.xpath(f"//section[@aria-labelledby='word']//a[contains(@href, '/{waits.pk}/close_it/')]")
    assert link.get("hx-get") == link.get("href") and link.get("hx-target") == "#dialog"
    client = Client()
    client.force_login(office.people["leader"].user)
    form = client.get(link.get("href"), headers={"HX-Request": "true"})
    assert form.status_code == 200 and "<form" in form.content.decode()
    client.force_login(office.people["clerk"].user)
    assert client.get(link.get("href")).status_code in (403, 404)


def test_what_changed_goes_away_only_when_the_leader_says_seen(office: Office) -> None:
    record = file(office, "增设科普活动室")
    post = office.posts["leader"]
    assert record.title in page(office, "leader") and record.title in page(office, "leader")
    client = Client()
    client.force_login(office.people["leader"].user)
    assert client.post(reverse("leader_seen", args=[post.pk])).status_code == 302
    assert record.title not in page(office, "leader") and Sight.objects.get().at == NOW
    assert Entry.objects.filter(step="leader.seen", subject=f"post:{post.pk}").count() == 1


def test_matters_outside_the_field_are_not_shown(office: Office) -> None:
    record = file(office, "增设科普活动室", late=3)
    Record.objects.filter(pk=record.pk).update(unit=office.units["bureau"])
    assert record.title not in page(office, "leader")


@pytest.mark.parametrize("who", ["supervisor", "clerk", "head", "admin", "auditor", "outside"])
def test_the_page_is_for_the_leader_and_who_holds_a_mandate(office: Office, who: str) -> None:
    post = office.posts["leader"]
    assert page(office, who, reverse("leader", args=[post.pk])) == "404"
    client = Client()
    client.force_login(office.people[who].user)
    assert client.post(reverse("leader_seen", args=[post.pk])).status_code == 404
    assert not Sight.objects.exists()


def test_a_secretary_with_a_mandate_opens_and_prints_it(office: Office) -> None:
    from luoshi.org.actors.models import Mandate

    post = office.posts["leader"]
    Mandate.objects.create(leader=post, secretary=office.posts["clerk"], start=TODAY, basis="云办发〔2026〕3号")
    assert "林分管" in page(office, "clerk", reverse("leader", args=[post.pk]))
    assert page(office, "head", reverse("leader", args=[post.pk])) == "404"


@pytest.mark.parametrize("count", [3, 12])
def test_many_matters_need_no_more_queries_than_few(
    office: Office, count: int, django_assert_max_num_queries: object
) -> None:
    for number in range(count):
        file(office, f"第{number}件", late=number % 5)
    client = Client()
    client.force_login(office.people["leader"].user)
    client.get("/")
    with django_assert_max_num_queries(35):  # type: ignore[operator]
        assert client.get("/").status_code == 200
