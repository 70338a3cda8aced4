"""Last year's ledger becomes a plan: what its progress column calls done is proposed as done, and a person decides."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from assigned import at
from ledger_books import workbook
from luoshi.base.record_errors import RecordError
from luoshi.commitments.decisions.actions import in_an_earlier_year, is_of_earlier_year
from luoshi.commitments.publishing.sending.rules import is_told_done, told_state
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office
from plans import PUBLISH, decided, step

HEAD = ["序号", "工作任务", "牵头单位", "完成时限", "进展情况"]
ROWS = [
    [1, "新建科普示范基地3个", "县科协", "2025年9月底前", "已完成，三个基地均已挂牌，联系13800000001"],
    [2, "建设农村科普馆1座", "青石镇", "2025年6月底前", "主体已完成，正在布展"],
    [3, "举办科技培训12期", "县科技局", "2025年8月底前", ""],
    [4, "开展流动科技馆巡展6场", "县科协", "2025年11月底前", "100%"],
]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 20))


def ledger(office: Office, rows: Any = ROWS) -> Plan:
    """A plan of last year, received from the office's own sheet, decided and published."""
    data = workbook([["云岭县2025年科普工作台账"], HEAD, *rows], merged=())
    given = {"origin": "document", "unit": office.units["desk"].name, "rhythm": "quarters"}
    sent = {"documents": SimpleUploadedFile("2025年台账.xlsx", data), **given}
    answer = signed_in(office, "supervisor").post("/plans/receive/", sent)
    assert answer.status_code == 302, answer.text
    plan = Plan.objects.get()
    assert plan.year == 2025
    return step(office, decided(office, plan), "publish", **{**PUBLISH, "otherwise": "2025-12-31"})


def test_what_the_ledger_calls_done_is_chosen_so_and_nothing_more(office: Office) -> None:
    plan, client = ledger(office), signed_in(office, "supervisor")
    page = client.get(f"/plans/{plan.pk}/send/")
    acts = {row["words"]: row["act"] for row in page.context["passed"]}
    assert [acts[row[1]] for row in ROWS] == ["done", "", "", "done"]
    assert "主体已完成，正在布展" in page.text and "13800000001" not in page.text
    assert page.context["reason"] and (page.context["ended"], page.context["unclear"]) == (2, 1)
    assert {row.state for row in plan.commitments.all()} == {"listed"}  # looking changes nothing
    given: dict[str, Any] = {"row": [row["key"] for row in page.context["passed"]], "every": "keep"}
    given |= {row["name"]: row["act"] for row in page.context["passed"]} | {"reason": page.context["reason"]}
    assert client.post(f"/plans/{plan.pk}/send/", given).status_code == 302
    states = dict(Commitment.objects.values_list("words", "state"))
    assert [states[row[1]] for row in ROWS] == ["verified", "issued", "issued", "verified"]


def test_a_person_may_decide_otherwise(office: Office) -> None:
    plan, client = ledger(office), signed_in(office, "supervisor")
    page = client.get(f"/plans/{plan.pk}/send/")
    given = {"row": [row["key"] for row in page.context["passed"]], "every": "wait"}
    client.post(f"/plans/{plan.pk}/send/", given)  # no row by itself: what was proposed is not taken
    assert {row.state for row in plan.commitments.all()} == {"listed"}
    refused = client.post(f"/plans/{plan.pk}/send/", given | {"every": ""})
    assert refused.status_code == 422 and not any(row["act"] for row in refused.context["passed"])


ENDED = [
    [1, "取消收费项目3个", "县科协", "2025年9月底前", "经县政府同意取消"],
    [2, "建设农村科普馆1座", "青石镇", "2025年6月底前", "暂缓实施，因资金未到位"],
    [3, "举办科技培训12期", "县科技局", "2025年8月底前", "未完成，结转下年"],
    [4, "开展流动科技馆巡展6场", "县科协", "2025年11月底前", "未完成"],
    [5, "编印科普读本2册", "县科协", "2025年11月底前", "已移交"],
    [6, "维护科普画廊", "县科协", "每季度", "取消"],
]


def test_what_else_became_of_last_years_tasks_is_entered_late_and_wakes_nobody(office: Office) -> None:
    plan, client = ledger(office, ENDED), signed_in(office, "supervisor")
    page = client.get(f"/plans/{plan.pk}/send/")
    rows = {row["words"]: row for row in page.context["passed"]}
    acts = [rows[row[1]]["act"] for row in ENDED]
    assert acts == ["stopped", "paused", "carried", "unfinished", "", "stopped"]
    assert (page.context["ended"], page.context["unclear"]) == (5, 1)
    given: dict[str, Any] = {"row": [row["key"] for row in rows.values()], "reason": page.context["reason"]}
    given |= {row["name"]: row["act"] for row in rows.values()}
    refused = client.post(f"/plans/{plan.pk}/send/", given)  # a word that is not known is asked, not guessed
    assert refused.status_code == 422 and {row.state for row in plan.commitments.all()} == {"listed"}
    told = Message.objects.count()
    assert client.post(f"/plans/{plan.pk}/send/", given | {rows[ENDED[4][1]]["name"]: "wait"}).status_code == 302
    states = dict(Commitment.objects.values_list("words", "state"))
    wanted = ["cancelled", "suspended", "carried", "lapsed", "listed", "cancelled"]
    assert [states[row[1]] for row in ENDED] == wanted
    assert Message.objects.count() == told
    assert not Occurrence.objects.filter(settled=None, dropped=None).exists()
    entries = Entry.objects.filter(step__in=["was_stopped", "was_suspended", "was_carried", "was_unfinished"])
    assert entries.count() == 5 and all(json.loads(entry.payload.data)["earlier"] for entry in entries)


def test_the_year_that_goes_on_has_no_such_end(office: Office) -> None:
    plan, client = ledger(office, ENDED), signed_in(office, "supervisor")
    Plan.objects.filter(pk=plan.pk).update(year=2026)
    page = client.get(f"/plans/{plan.pk}/send/")
    assert not {"stopped", "paused", "carried", "unfinished"} & {act for act, _words in page.context["acts"]}
    assert ENDED[5][1] not in {row["words"] for row in page.context["passed"]}
    given = {"row": [row["key"] for row in page.context["passed"]], "every": "stopped", "reason": "台账"}
    assert client.post(f"/plans/{plan.pk}/send/", given).status_code == 422
    one = plan.commitments.order_by("pk")[0]
    with pytest.raises(RecordError, match="计划年度还没有结束"):
        take(one, "was_stopped", office.actor("supervisor"), {"reason": "台账"}, at=at(3, 20))


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("已取消", "cancelled"), ("取消", "cancelled"), ("经研究取消该项目", "cancelled"), ("不再实施", "cancelled"),
        ("项目终止", "cancelled"), ("已撤销，因机构改革", "cancelled"), ("未完成，已取消", "cancelled"),
        ("暂缓", "suspended"), ("已暂停实施", "suspended"), ("暂不开展", "suspended"), ("中止", "suspended"),
        ("结转下年", "carried"), ("已结转", "carried"), ("转入次年继续实施", "carried"), ("延期至2026年", "carried"),
        ("顺延到明年", "carried"), ("未完成（结转下一年度）", "carried"),
        ("未完成", "lapsed"), ("尚未完成", "lapsed"), ("全年未完成任务", "lapsed"), ("未启动", "lapsed"),
        ("已完成", "verified"), ("100%", "verified"),
        ("取消收费3项", ""), ("不取消", ""), ("取消后恢复实施，已完成", "verified"), ("已取消，改由县科协完成", ""),
        ("延期至2025年", ""), ("延期", ""), ("未完成，正在推进", ""), ("未按期完成", ""), ("已取消，暂缓", ""),
        ("已完成，结转下年", ""), ("资金结转下年", ""), ("完成80%", ""), ("暂停营业整改到位", ""), ("移交", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_only_plain_words_say_how_a_task_ended(words: str, state: str) -> None:
    assert told_state(words, 2025) == state


@pytest.mark.parametrize("count", [3, 12])
def test_a_longer_ledger_needs_no_more_queries(office: Office, count: int) -> None:
    rows = [[n, f"建设第{n}号科普示范基地", "县科协", "2025年9月底前", "已完成"] for n in range(1, count + 1)]
    plan, client = ledger(office, rows), signed_in(office, "supervisor")
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/plans/{plan.pk}/send/")
    assert page.context["ended"] == count and len(asked) <= 31


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("已完成", True), ("完成", True), ("已办结并销号", True), ("100%", True), ("完成100.0%", True),
        ("\uff11\uff10\uff10\uff05", True),
        ("按期完成", True), ("已全部完成。", True), ("已 完 成", True), ("已落实", True),
        ("", False), ("未完成", False), ("尚未完成", False), ("基本完成", False), ("已完成80%", False), ("80%", False),
        ("预计12月完成", False), ("已完成前期工作，正在施工", False), ("部分完成", False), ("完成率95%", False),
        ("1100%", False), ("推进中", False), ("√", False), ("持续推进", False),
    ],
)  # fmt: skip
def test_only_plain_words_say_that_it_is_done(words: str, done: bool) -> None:
    assert is_told_done(words) is done


@given(st.text(), st.sampled_from(["未", "正在", "部分", "预计", "80%", "基本"]), st.text())
def test_whatever_says_that_something_is_left_says_nothing_for_certain(before: str, left: str, after: str) -> None:
    before = before.rstrip("0123456789.") if left == "80%" else before
    assert not is_told_done(f"{before}，{left}，{after}已完成")


def test_whether_a_year_is_over_is_asked_of_the_day_and_not_of_the_clock() -> None:
    commitment = Commitment(plan=Plan(year=2026))
    assert not is_of_earlier_year(commitment, date(2026, 12, 31)) and is_of_earlier_year(commitment, date(2027, 1, 1))
    assert in_an_earlier_year(commitment, {}, at(12, 31)) != []
    assert in_an_earlier_year(commitment, {}, at(1, 1, 2027)) == []
