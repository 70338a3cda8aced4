"""The yearly table of commitments by platform: each place has its own target and value, with sources, in files too."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from docx import Document
from openpyxl import load_workbook

from assigned import act, running
from luoshi.base.rights.rules.rights import Role
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from office import NOW, Office
from plans import published

TEXT = """云岭县2026年园区建设工作要点
一、平台载体
县科协园区新入驻企业超10家。
县科技局吸引企业100家以上。
孵化企业10家。（牵头单位：青石镇）
"""


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def platform(office: Office, title: str) -> Any:
    given = {"title": title, "sort": "park", "from_day": "2024-05-01", "unit": office.units["kexie"].pk}
    return begin(get_kind("platforms"), office.actor("supervisor"), given, at=NOW).record


def promised(office: Office, plan: Any, words: str, about: Any, who: str) -> Any:
    """A commitment about a platform, accepted by its unit."""
    one = running(office, plan, words, who=who)
    return act(office, one, "say_about", "supervisor", about=about.number)


def tells(office: Office, one: Any, value: str, who: str) -> Any:
    (target,) = one.targets.filter(ended=None)
    given = {"words": "进展", "obstacles": "无", "following": "继续", "period": "", f"value_{target.pk}": value}
    return act(office, one, "report", who, **given)


def page(office: Office, address: str, who: str = "supervisor") -> str:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office.people[who].user)
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(strip_tags(answer.text.replace("</", " </"))))


def three(office: Office) -> tuple[list[Any], list[Any]]:
    """Three parks with one commitment each, led by three units."""
    office.people.get("townclerk") or office.person("townclerk", "镇干事", "town", Role.CLERK)
    plan, parks = published(office, TEXT), [platform(office, name) for name in ("甲园", "乙园", "丙园")]
    ways = zip(("新入驻企业", "吸引企业", "孵化企业"), parks, ("clerk", "stranger", "townclerk"), strict=True)
    return parks, [promised(office, plan, words, park, who) for words, park, who in ways]


def test_ten_are_not_over_ten_and_eleven_are(office: Office) -> None:
    """N1.1, S000-04: the strict sign is kept, and what is short is said."""
    parks, (one, *_others) = three(office)
    one = tells(office, one, "10", "clerk")
    short = page(office, f"/year-table/platforms/?year=2026&about={parks[0].number}")
    assert "超10家 10家，未达到" in short
    one = tells(office, one, "11", "clerk")
    met = page(office, f"/year-table/platforms/?year=2026&about={parks[0].number}")
    assert "11家" in met and "未达到" not in met


def test_a_target_is_met_by_its_own_place_alone(office: Office) -> None:
    """N1.2, N1.3, S000-02: 100 meet “100 or more”; ten of another place are not added to this one's target."""
    parks, (one, other, third) = three(office)
    tells(office, other, "100", "stranger")
    tells(office, third, "10", "townclerk")
    table = page(office, "/platforms-year/?year=2026")
    assert "甲园" in table and "尚未报送" in table and "100家以上 100家 " in table
    own = page(office, f"/year-table/platforms/?year=2026&about={parks[1].number}")
    assert "未达到" not in own and "丙园" not in own
    assert "110" not in table and one.number in table
    card = page(office, parks[1].get_absolute_url())
    assert "年度任务进展表" in card


def test_the_table_goes_out_as_workbook_and_as_document_with_its_sources(office: Office) -> None:
    """S000-01, S000-02: the yearly table by platform, with task, target, value, light and source; each is journaled."""
    _parks, (one, *_others) = three(office)
    tells(office, one, "11", "clerk")
    platform(office, "丁园")
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(office.people["supervisor"].user)
    before = Entry.objects.filter(step="export").count()
    answer = client.post("/year-table/platforms/xlsx/?year=2026")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    document = client.post("/year-table/platforms/docx/?year=2026")
    paper = Document(io.BytesIO(b"".join(document.streaming_content)))
    written = [cell.text for row in paper.tables[0].rows for cell in row.cells]
    words = " ".join([*written, *(line.text for line in paper.paragraphs)])
    for said in ("甲园", one.number, "超10家", "云岭县2026年园区建设工作要点", "2026-03-20报送"):
        assert any(said in cell for cell in cells), said
        assert said in words
    assert "丁园" in words and any("丁园" in cell for cell in cells)  # who has none is named
    assert Entry.objects.filter(step="export").count() == before + 2
    assert client.get("/year-table/platforms/docx/").status_code == 405
    assert client.post("/year-table/platforms/pdf/").status_code == 404
    assert client.get("/year-table/nothing/").status_code == 404
    assert client.get("/year-table/platforms/?year=0").status_code == 200
    assert client.post("/year-table/platforms/xlsx/?year=x").status_code == 404


def test_who_may_not_read_a_commitment_finds_no_line_of_it(office: Office) -> None:
    three(office)
    table = page(office, "/year-table/platforms/?year=2026", "townclerk")
    assert "甲园" not in table


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_needs_no_more_queries_for_more_lines(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    _parks, made = three(office)
    for record in made[count:]:
        type(record).objects.filter(pk=record.pk).update(about=None)
    client = Client()
    client.force_login(office.people["supervisor"].user)
    with django_assert_max_num_queries(42):
        assert client.get("/year-table/platforms/?year=2026").status_code == 200
