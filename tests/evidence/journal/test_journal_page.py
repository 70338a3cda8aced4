"""/journal/: who sees which entries and how much of them, and what may be taken away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from asked import MANY
from entries import WORDS, answered, write
from luoshi.base.rights.rules.rights import Role
from luoshi.desk.privacy.erasing.models import Erasure
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.journal.queries.seals import UnsealedBacklog
from luoshi.evidence.journal.rules.export import read_export
from luoshi.evidence.journal.rules.proof import IntegrityFinding, check_sealed_lines
from luoshi.kernel.history.actions import verify_later
from luoshi.kernel.history.pages import seal_alarm_text
from office import Office

TITLE = "建议增设科普活动室"
READERS = ("auditor", "admin", "supervisor")
OTHERS = ("leader", "head", "clerk", "stranger", "collector", "outside")


def entered(office: Office, client: Client, who: str) -> Client:
    client.force_login(office.people[who].user)
    return client


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("address", ["", "verify/", "erasures/", "erasures/new/", "erasures/1/"])
def test_the_journal_is_not_there_for_others(office: Office, client: Client, who: str, address: str) -> None:
    answered(office)
    assert entered(office, client, who).get(f"/journal/{address}").status_code == 404


@pytest.mark.parametrize("address", ["", "verify/", "erasures/"])
def test_nobody_reads_it_without_signing_in(office: Office, client: Client, address: str) -> None:
    answer = client.get(f"/journal/{address}")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_an_auditor_reads_everything(office: Office, client: Client) -> None:
    answered(office)
    page = entered(office, client, "auditor").get("/journal/").text
    assert TITLE in page and WORDS in page and "设立单位青石镇" in page


@pytest.mark.control("8.1.4.2 d", "an administrator reads in the journal no words of a matter")
def test_an_administrator_reads_of_the_system_and_of_a_case_only_that_a_step_was_taken(
    office: Office, client: Client
) -> None:
    record = answered(office)
    page = entered(office, client, "admin").get("/journal/").text
    assert "设立单位青石镇" in page and f"柯干事对{record.number}办理“答复”。" in page
    assert not any(words in page for words in (TITLE, WORDS, "列入今年", record.get_absolute_url()))


def test_a_supervisor_reads_what_happened_in_their_field_and_nothing_of_the_system(
    office: Office, client: Client
) -> None:
    record = answered(office)
    page = entered(office, client, "supervisor").get("/journal/").text
    assert TITLE in page and record.get_absolute_url() in page and "设立单位" not in page
    narrow = office.person("narrow", "窄督查", "desk", Role.SUPERVISOR, ["town"])
    client.force_login(narrow.user)
    assert TITLE not in client.get("/journal/").text


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("person=柯干", {"answer"}),
        ("person=没有这人", set()),
        ("subject=诉2026-0001", {"file", "assign", "answer"}),
        ("subject=appeals:999", set()),
        ("subject=青石镇", set()),  # of the system, which a supervisor does not read
        ("step=appeals:assign", {"assign"}),
        ("step=look", set()),
        ("first=2026-03-20&last=2026-03-20&step=appeals:answer", {"answer"}),
        ("first=2026-03-21", set()),
        ("last=2026-03-19", set()),
        ("unsealed=on&subject=诉2026-0001", {"file", "assign", "answer"}),
        ("first=gestern", set()),
        ("step=nonsense", set()),
        ("last=9999-12-31&subject=诉2026-0001", {"file", "assign", "answer"}),
    ],
)
def test_the_list_is_narrowed(office: Office, client: Client, asked: str, there: set[str]) -> None:
    answered(office)
    rows = entered(office, client, "supervisor").get(f"/journal/?{asked}").context["table"].rows
    assert {Entry.objects.get(pk=row.key).step for row in rows} == there


def test_each_entry_shows_the_number_of_its_seal_or_that_it_waits(office: Office, client: Client) -> None:
    answered(office)
    entered(office, client, "auditor")
    assert {row.cells[0].text for row in client.get("/journal/").context["table"].rows} == {"待封存"}
    seal_all()
    rows = client.get("/journal/").context["table"].rows
    last = Entry.objects.count()
    assert [row.cells[0].text for row in rows] == [str(number) for number in range(last, last - len(rows), -1)]


def test_sealing_that_stands_still_is_an_alarm(office: Office, client: Client) -> None:
    answered(office)
    entered(office, client, "admin")
    assert "后台工作（luoshi work）停了" in client.get("/journal/").text
    seal_all()
    write(1, at=timezone.now() - timedelta(seconds=5))
    assert "后台工作（luoshi work）停了" not in client.get("/journal/").text


@pytest.mark.parametrize("who", READERS)
def test_more_entries_need_no_more_queries(
    office: Office, client: Client, who: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    entered(office, client, who)
    answered(office)
    for count in (0, MANY):
        write(count, at=timezone.now())
        seal_all()
        with django_assert_max_num_queries(26) as asked:
            page = client.get("/journal/")
        assert page.status_code == 200
        seen = len(asked)
        if count == 0:
            before = seen
    assert seen <= before + 1


def test_it_is_verified_at_once_and_says_how_it_ended(office: Office, client: Client, monkeypatch) -> None:
    answered(office)
    seal_all()
    broken: list[IntegrityFinding] = []
    monkeypatch.setattr("luoshi.kernel.history.actions.integrity_pieces", lambda files: iter(broken))
    for who in OTHERS:
        assert entered(office, client, who).post("/journal/verify/now/").status_code == 404
    entered(office, client, "auditor")
    assert (
        "还没有在这里核验过" in client.get("/journal/").text and client.get("/journal/verify/now/").status_code == 405
    )
    for _again in range(2):  # the second finds one under way
        assert client.post("/journal/verify/now/").status_code == 302
    assert Entry.objects.filter(step="journal.verify").count() == DBTaskResult.objects.count() == 1
    assert "正在核验日志" in client.get("/journal/").text
    assert verify_later.call() == 0
    page = client.get("/journal/").text
    assert "正在核验" not in page and "条日志与封存时相同，各表与程序所写一致" in page
    broken[:] = [IntegrityFinding("altered", 7), IntegrityFinding("erased", 8, {"on": "2026-03-20", "by": 9})]
    client.post("/journal/verify/now/")
    assert verify_later.call() == 1
    told = "第 7 号条目的内容被改动，与封存时不同。"
    assert told in client.get("/journal/").text and "发现 1 处问题" in client.get("/journal/").text
    supervisor = entered(office, client, "supervisor").get("/journal/").text
    assert "发现 1 处问题" in supervisor and told not in supervisor


def test_filters_that_are_set_stand_in_words_and_can_be_taken_away(office: Office, client: Client) -> None:
    answered(office)
    page = entered(office, client, "auditor").get("/journal/?first=2026-03-20&step=appeals:assign&person=杜察云")
    active = page.context["filters"]["active"]
    assert [active_filter["label"] for active_filter in active] == [
        "起始日：2026-03-20",
        "经办人（姓名）：杜察云",
        "环节：诉求 · 分级交办",
    ]
    assert "first" not in active[0]["remove_url"] and "step=appeals" in active[0]["remove_url"]


@pytest.mark.control("8.1.4.3 a-b", "only the auditor takes the journal away")
@pytest.mark.parametrize("who", [*READERS[1:], *OTHERS])
def test_only_the_auditor_takes_the_journal_away(office: Office, client: Client, who: str) -> None:
    assert entered(office, client, who).post("/journal/export/").status_code == 404
    assert not Entry.objects.filter(step="journal.export").exists()


@pytest.mark.control("8.1.4.3 a-b", "taking the journal away is an entry")
def test_the_auditors_export_is_whole_and_journaled(office: Office, client: Client) -> None:
    answered(office)
    entered(office, client, "auditor")
    assert client.get("/journal/export/").status_code == 405
    answer = client.post("/journal/export/")
    lines = b"".join(answer.streaming_content).splitlines(keepends=True)  # type: ignore[attr-defined]
    header, rows = read_export(lines)
    found = list(rows)
    assert list(check_sealed_lines(found, size=header.size, head=header.head)) == []
    assert (len(found), "attachment" in answer["Content-Disposition"]) == (header.size, True)
    entry = Entry.objects.select_related("payload").get(step="journal.export")
    assert (entry.person, json.loads(entry.payload.data or "")["size"]) == (office.people["auditor"], header.size)


def test_the_verifying_page_is_given_to_keep(office: Office, client: Client) -> None:
    answer = entered(office, client, "admin").get("/journal/verify/")
    assert "attachment" in answer["Content-Disposition"] and "<script>" in answer.text


def test_an_erasure_is_proposed_by_one_and_carried_out_by_another(office: Office, client: Client) -> None:
    record = answered(office)
    entered(office, client, "supervisor")
    assert (
        client.post("/journal/erasures/new/", {"number": "诉2026-9999", "reason": "a", "basis": "b"}).status_code == 422
    )
    given = {"number": record.number, "reason": "当事人申请", "basis": "个人信息保护法第四十七条"}
    assert client.post("/journal/erasures/new/", given).status_code == 302
    assert client.post("/journal/erasures/new/", given).status_code == 422
    order = Erasure.objects.get()
    page = client.get(f"/journal/erasures/{order.pk}/").text
    assert "须由另一位管理员执行" in page
    assert client.post(f"/journal/erasures/{order.pk}/", {"number": record.number}).status_code == 403
    entered(office, client, "admin")
    shown = client.get("/journal/erasures/").text + client.get(f"/journal/erasures/{order.pk}/").text
    assert record.number in shown and TITLE not in shown
    assert client.post(f"/journal/erasures/{order.pk}/", {"number": "诉2026-0002"}).status_code == 422
    assert client.post(f"/journal/erasures/{order.pk}/", {"number": record.number}).status_code == 302
    record.refresh_from_db()
    assert (record.title, record.erased is not None) == ("已按规定删除", True)
    assert client.get(f"/journal/erasures/{order.pk}/").status_code == 404


def test_an_order_to_erase_is_dropped_on_its_page(office: Office, client: Client) -> None:
    record = answered(office)
    entered(office, client, "supervisor")
    client.post("/journal/erasures/new/", {"number": record.number, "reason": "误录", "basis": "领导批示"})
    order = Erasure.objects.get()
    assert client.post(f"/journal/erasures/{order.pk}/", {"drop": "1", "why": "不符合条件"}).status_code == 302
    order.refresh_from_db()
    assert (order.dropped is not None, order.done, Entry.objects.latest("pk").step) == (True, None, "erasure.drop")


def test_another_supervisors_order_is_not_there(office: Office, client: Client) -> None:
    record = answered(office)
    entered(office, client, "supervisor")
    client.post("/journal/erasures/new/", {"number": record.number, "reason": "误录", "basis": "领导批示"})
    other = office.person("other", "另督查", "desk", Role.SUPERVISOR, ["county"])
    client.force_login(other.user)
    assert client.get(f"/journal/erasures/{Erasure.objects.get().pk}/").status_code == 404
    assert record.number not in client.get("/journal/erasures/").text


def test_the_page_is_whole_in_english(office: Office, client: Client) -> None:
    answered(office)
    client.cookies["django_language"] = "en"
    page = entered(office, client, "auditor").get("/journal/").text
    assert "<h1>Journal</h1>" in page and "handed 诉2026-0001" in page


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(61, "61 秒"), (119, "119 秒"), (120, "2 分钟"), (7_200, "2 小时"), (172_799, "47 小时"), (21_497_740, "248 天")],
)
def test_how_long_sealing_stands_still_is_told_as_one_says_it(seconds: int, said: str) -> None:
    assert f"最久的已等 {said}。" in seal_alarm_text(UnsealedBacklog(3, seconds))
