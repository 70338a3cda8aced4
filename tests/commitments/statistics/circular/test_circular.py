"""The draft of a circular is made from what is known, for who keeps the plan to finish: the program sends it never."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils.html import strip_tags
from docx import Document

from assigned import act, at, finished, running, verified
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.sentences import entry_sentence
from luoshi.kernel.messages.models import Message, Outgoing
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.writing.circular import Circular, render_circular
from many_appeals import signed_in
from office import Office
from plans import published, received

DAY = at(10, 20)
FOUR = """云岭县2026年工作要点
一、阵地建设
县科协新建科普示范基地3个，9月底前完成。
县科协更新科普展品120件，9月底前完成。
县科技局举办科技培训12期，9月底前完成。
县科技局建设农村科普馆1座，12月底前完成。
"""


@pytest.fixture(autouse=True)
def quick(drawn_at_once: list[bytes], settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.fixture
def plan(office: Office, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Of four matters three were due: one is closed, one is reported on by nobody, one is late at the bureau."""
    plan = published(office, FOUR)
    done = running(office, plan, "示范基地", at(3, 23))
    done = verified(office, finished(office, done, at(9, 20)), at(9, 21))
    act(office, done, "close_it", "leader", at(9, 25), mark="A")
    running(office, plan, "展品", at(3, 23))
    running(office, plan, "培训", at(3, 23), "stranger")
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY)
    return plan


def drafted(office: Office, plan: Plan, who: str = "supervisor", language: str = "zh-hans") -> Any:
    return signed_in(office, who, language).get(f"/plans/{plan.pk}/circular.docx")


def words_of(content: bytes) -> tuple[list[str], list[list[str]]]:
    paper = Document(io.BytesIO(content))
    rows = [[cell.text for cell in row.cells] for row in paper.tables[-1].rows]
    return [paragraph.text for paragraph in paper.paragraphs if paragraph.text], rows


def test_it_says_the_totals_with_their_bases_and_each_overdue_matter_by_unit(office: Office, plan: Plan) -> None:
    answer = drafted(office, plan, language="en")  # the paper is in the office's language all the same
    assert answer.status_code == 200 and ".docx" in answer.headers["Content-Disposition"]
    said, rows = words_of(answer.content)
    late = list(plan.commitments.filter(words__regex="展品|培训").order_by("place"))
    assert said[0] == "云岭县督查室督查通报" and "草稿，未发" in said[1] and "2026-10-20" in said[2]
    whole = "\n".join(said)
    assert "1/3 = 33.3%" in whole and "共4项" in whole and "办结1项" in whole
    assert [item for item in said if "科学技术" in item] == [
        f"云岭县科学技术局：1项（{late[1].number}）。",  # as in the tree of units
        f"云岭县科学技术协会：1项（{late[0].number}）。",
    ]
    assert [(row[0], row[2], row[3], row[4]) for row in rows[1:]] == [
        (late[1].number, "云岭县科学技术局", "2026-09-30", "逾期 10 个工作日（20 天）"),
        (late[0].number, "云岭县科学技术协会", "2026-09-30", "逾期 10 个工作日（20 天）"),
    ]


def test_its_figures_are_those_of_the_page_of_progress(office: Office, plan: Plan) -> None:
    page = signed_in(office, "supervisor").get(f"/plans/{plan.pk}/progress/").content.decode()
    assert f"/plans/{plan.pk}/circular.docx" in page
    page = re.sub(r"\s+", " ", strip_tags(page.replace("</", " </")))
    said, _rows = words_of(drafted(office, plan).content)
    shares = re.findall(r"(\d+/\d+) = ([\d.]+%)", "\n".join(said))
    assert len(shares) == 4
    for count, percent in shares:
        assert re.search(rf"{count}\s.*?{percent}\s", page), count


def test_taking_it_away_is_journaled_and_tells_nobody(office: Office, plan: Plan) -> None:
    before = Message.objects.count(), Outgoing.objects.count()
    drafted(office, plan)
    entry = Entry.objects.filter(record=plan.pk).latest("pk")
    assert (entry.step, entry.person) == ("circular", office.people["supervisor"])
    assert (Message.objects.count(), Outgoing.objects.count()) == before
    said = entry_sentence(entry, plain=True, names={})
    assert "取走了" in said and "通报草稿，列2项" in said


@pytest.mark.parametrize("who", ["clerk", "leader", "auditor", "stranger"])
def test_only_who_keeps_the_plan_gets_it(office: Office, plan: Plan, who: str) -> None:
    client = signed_in(office, who)
    assert drafted(office, plan, who).status_code == 404
    page = client.get(f"/plans/{plan.pk}/progress/")
    assert page.status_code == 404 or "circular.docx" not in page.content.decode()
    assert not Entry.objects.filter(step="circular").exists()


def test_of_a_plan_not_published_there_is_none(office: Office) -> None:
    assert drafted(office, received(office, FOUR)).status_code == 404


@pytest.mark.parametrize("count", [2, 30])
def test_thirty_rows_need_no_more_queries_than_two(
    office: Office, count: int, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    lines = "".join(f"县科协建设第{n}号科普示范基地，9月底前完成。\n" for n in range(1, count + 1))
    plan = published(office, f"云岭县2026年要点\n{lines}")
    Commitment.objects.filter(plan=plan).update(state="running", binds=F("until"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: DAY + timedelta(days=1))
    client = signed_in(office, "supervisor")
    client.get("/")
    with django_assert_max_num_queries(45):
        answer: Any = client.get(f"/plans/{plan.pk}/circular.docx")
    assert len(words_of(answer.content)[1]) == count + 1


def test_words_that_a_paper_cannot_hold_are_left_out() -> None:
    said = Circular(
        "云岭\x00县",
        "第1期",
        "督查室",
        "2026-10-20",
        "关于\x0b落实",
        [("一", ["<a&b>"])],
        "附",
        [("编号", 100)],
        [["事1\x1f"]],
    )
    words, rows = words_of(render_circular(said))
    assert words[0] == "云岭县" and "<a&b>" in words and rows == [["编号"], ["事1"]]


def test_where_the_plan_asks_for_the_effect_it_stands_beside_the_progress(office: Office, plan: Plan) -> None:
    late = plan.commitments.get(words__contains="展品")
    Plan.objects.filter(pk=plan.pk).update(asks_effect=True)
    given = {"words": "已更新60件。", "effect": "参观人数增加三成", "obstacles": "缺货", "following": "催货"}
    act(office, late, "report", "clerk", at(10, 10), **given)
    _said, rows = words_of(drafted(office, plan).content)
    assert rows[0][-2:] == ["进展情况", "成效"]
    found = {row[0]: row[-2:] for row in rows[1:]}
    assert found.pop(late.number) == ["已更新60件。", "参观人数增加三成"]
    assert list(found.values()) == [["", ""]]
