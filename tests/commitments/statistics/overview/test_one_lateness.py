"""The same matters on all pages and papers, over a weekend and over the National Day: one word, one way of counting."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from assigned import at, finished, running
from full import turned
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.commitments.letters.queries import letter_digest_counts
from luoshi.commitments.statistics.rates import queries as asks
from luoshi.desk.api.rows import serialize_records
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from many_appeals import signed_in
from office import Office
from plans import published
from worlds import world

TEXT = """云岭县2026年工作要点
县科协新建科普示范基地3个，9月11日前完成。
县科协更新科普展品120件，9月30日前完成。
县科协开展流动科技馆巡展6场，9月11日前完成。
县科协举办科技培训12期，9月11日前完成。
"""
FRIDAY, HOLIDAY, UNSENT, DONE = "示范基地", "科普展品", "流动科技馆", "科技培训"
PASSED, TODAY = "已到期，下一工作日起计逾期", "今天到期"
# A weekend, and the National Day of 2026: 1 to 7 October off; worked are Sunday 20 September and Saturday 10 October.
DAYS = [
    ((9, 11), TODAY, "距到期还有", 0),
    ((9, 12), PASSED, "距到期还有", 0),
    ((9, 13), PASSED, "距到期还有", 0),
    ((9, 14), "逾期 1 个工作日（3 天）", "距到期还有", 1),
    ((9, 30), "逾期 13 个工作日（19 天）", TODAY, 1),
    ((10, 4), "逾期 13 个工作日（23 天）", PASSED, 1),
    ((10, 8), "逾期 14 个工作日（27 天）", "逾期 1 个工作日（8 天）", 2),
    ((10, 11), "逾期 16 个工作日（30 天）", "逾期 3 个工作日（11 天）", 2),
]


def _made(office: Office) -> Plan:
    plan = published(office, TEXT, rhythm="nodes")
    for words in (FRIDAY, HOLIDAY):
        running(office, plan, words, at(3, 23))
    finished(office, running(office, plan, DONE, at(3, 23)), at(9, 12))  # on the Saturday: not late
    return plan


late_plan = world("late_plan", _made, on="office")


def said(client: Client, path: str) -> str:
    """The words of a page, without its marks."""
    answer: Any = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(("when", "friday", "holiday", "late"), turned(DAYS, 3), ids=lambda one: str(one))
def test_all_pages_and_papers_say_the_same(
    office: Office, late_plan: Plan, monkeypatch: pytest.MonkeyPatch, when: tuple[int, int], friday: str, holiday: str,
    late: int,
) -> None:  # fmt: skip
    now, day = datetime(2026, *when, 2, 0, tzinfo=UTC), date(2026, *when)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    one = {words: late_plan.commitments.get(words__contains=words) for words in (FRIDAY, HOLIDAY, UNSENT, DONE)}
    desk, clerk, leader = (signed_in(office, who) for who in ("supervisor", "clerk", "leader"))
    for client, path in ((desk, "/board/"), (desk, "/commitments/"), (clerk, "/mine/"), (clerk, "/")):
        words = said(client, path)
        # The light says that it is late, the reason beside it by how much; home shows what is due soon.
        assert _by(friday) in words and (_by(holiday) in words or path == "/"), path
        assert "超期" not in words
    # What is late, and only that, wherever it is asked for or counted; what was not sent out is late too.
    unsent_late = day > date(2026, 9, 13)
    numbers = {one[words].number for words in [FRIDAY, HOLIDAY][:late] + [UNSENT] * unsent_late}
    listed = said(desk, "/commitments/?due=late")
    assert {commitment.number for commitment in one.values() if commitment.number in listed} == numbers
    counted = Commitment.objects.filter(plan=late_plan.pk).aggregate(**asks.rate_aggregates(day))
    assert (counted["late"], counted["every"]) == (late + unsent_late, 4)
    columns = {column["code"]: column["count"] for column in desk.get("/board/").context["columns"]}
    assert columns.get("late", 0) == late + unsent_late
    by_light = said(desk, "/commitments/?light=late")
    assert {commitment.number for commitment in one.values() if commitment.number in by_light} == numbers
    changed = said(desk, f"/plans/{late_plan.pk}/progress/?since=2026-09-10")
    assert (_by(friday) in changed) is (late > 0) and (_by(holiday) in changed) is (late > 1)
    page = said(leader, "/leader/")
    assert (_by(friday) in page) is (late > 0) and (_by(holiday) in page) is (late > 1)
    assert (one[UNSENT].title in page) is unsent_late
    assert letter_digest_counts(office.actor("supervisor", day), day)["overdue"] == late + unsent_late
    month = said(desk, "/calendar/?month=2026-09&of=all")
    assert friday in month and (holiday in month or holiday.startswith("距"))  # what is far off needs no words there
    paper = Document(io.BytesIO(desk.get(f"/plans/{late_plan.pk}/circular.docx").content))  # type: ignore[attr-defined]
    annex = {row.cells[0].text: row.cells[4].text for row in paper.tables[-1].rows[1:]}
    assert annex == {
        one[name].number: words for name, words in ((FRIDAY, friday), (HOLIDAY, holiday)) if words[:2] == "逾期"
    }
    sheet: Any = load_workbook(io.BytesIO(_sheet(desk))).worksheets[0]
    told = {str(row[0]): " ".join(map(str, row)) for row in sheet.iter_rows(values_only=True)}
    assert _by(friday) in told[one[FRIDAY].number] and _by(holiday) in told[one[HOLIDAY].number]
    assert "逾期" not in told[one[DONE].number]
    out = told[one[UNSENT].number]
    assert ("逾期" in out and "未交办；原时限已过" in out) is unsent_late
    found = list(Commitment.objects.filter(pk__in=[commitment.pk for commitment in one.values()]).order_by("place"))
    some = serialize_records(found, (), PROGRAM, day)
    assert [record["light"] == "late" for record in some] == [late > 0, late > 1, unsent_late, False]
    assert [record["stands"]["code"] == "late" for record in some] == [late > 0, late > 1, unsent_late, False]
    assert _by(friday) in some[0]["stands"]["why"] and _by(holiday) in some[1]["stands"]["why"]


def _by(words: str) -> str:
    return words.removeprefix("逾期 ")


def _sheet(client: Client) -> bytes:
    answer: Any = client.post("/commitments/export/")
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
