"""Last year's ledger becomes a plan: what its progress column calls done is proposed as done, and a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from assigned import at
from ledger_books import workbook
from luoshi.commitments.publishing.sending.rules import is_told_done
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
    assert page.context["reason"] and page.context["done"] == 2
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


@pytest.mark.parametrize("count", [3, 12])
def test_a_longer_ledger_needs_no_more_queries(office: Office, count: int) -> None:
    rows = [[n, f"建设第{n}号科普示范基地", "县科协", "2025年9月底前", "已完成"] for n in range(1, count + 1)]
    plan, client = ledger(office, rows), signed_in(office, "supervisor")
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/plans/{plan.pk}/send/")
    assert page.context["done"] == count and len(asked) <= 31


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
