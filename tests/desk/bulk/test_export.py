"""The exported sheet holds exactly what the list shows, and nothing in it becomes a formula."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from appeal_factory import filed
from asked import FEW, MANY, queries
from luoshi.base.sheets.lists import write_list
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.writing.sheet_heads import WorkbookHead
from many_appeals import lines_of, signed_in
from office import NOW, TODAY, Office

HEAD = WorkbookHead("标题", "来源 · 2026-03-20", [("名称", 20), ("数", 8)], "非涉密系统 A&B")


def export(office: Office, query: str = "", who: str = "supervisor", language: str = "zh-hans") -> bytes:
    answer = signed_in(office, who, language).post(f"/appeals/export/{query}")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def written(*lines: Any, head: WorkbookHead = HEAD) -> Any:
    file = io.BytesIO()
    assert write_list(file, head, lines) == len(lines)
    return load_workbook(file)


def test_a_line_of_the_list_is_a_line_of_the_sheet(office: Office) -> None:
    (record,) = filed(office, 1)
    given = {"grade": "urgent", "unit": office.units["kexie"].pk}
    take(record, "assign", office.actor("supervisor"), given, at=NOW)
    take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW)
    take(record, "tell", office.actor("clerk"), {"told": "2026-03-20", "how": "电话"}, at=NOW)
    take(record, "close", office.actor("supervisor"), {"mark": "4"}, at=NOW)
    heads, line = lines_of(export(office, language="en"))[2:]
    moment = datetime(2026, 3, 20, 10, 0)
    assert dict(zip(heads, line, strict=True)) == {
        "Number": "诉2026-0001",
        "Title": "建议增设科普活动室（1）",
        "Channel": "Hotline",
        "Grade": "Urgent",
        "Request": "周末孩子没有去处",
        "Answer": "列入计划",
        "Informed on": datetime(2026, 3, 20),
        "Satisfaction": "Satisfied",
        "Unit": "云岭县科学技术协会",
        "State": "Closed",
        "Due": None,
        "Light": "Done",
        "Opened": moment,
        "Closed on": moment,
        "Speaker (protected)": "王**",
        "Contact (protected)": line[-2],
        "Version of the record": line[-1],
    }
    assert "13800138000" not in str(line) and "*" in line[-2] and line[-1].startswith("5-")


@pytest.mark.control("8.1.4.2 e-g", "an export has the rows of its list")
@pytest.mark.parametrize(
    "who", ["supervisor", "clerk", "stranger", "leader", "auditor", "admin", "outside", "collector"]
)
@pytest.mark.parametrize("query", ["", "?channel=letter&order-by=unit", "?unit=没有的单位"])
def test_the_sheet_has_the_rows_of_the_list_in_its_order(office: Office, who: str, query: str) -> None:
    for unit, channel in (("kexie", "letter"), ("bureau", "hotline"), ("society", "letter"), ("desk", "web")):
        filed(office, 2, unit=str(office.units[unit].pk), channel=channel)
    shown = filter_records(get_kind("appeals"), office.actor(who), TODAY, QueryDict(query.removeprefix("?"))).qs
    expected = [record.number for record in shown]
    assert [line[0] for line in lines_of(export(office, query, who))[3:]] == expected
    page = signed_in(office, who).get(f"/appeals/{query}").content.decode()
    assert re.findall("诉2026-[0-9]{4}", page.split("<main")[1]) == expected


@pytest.mark.control("8.1.4.3 a-b", "an export is an entry with its count and filter")
def test_the_export_is_journaled_with_its_count_and_filter(office: Office) -> None:
    filed(office, 3)
    filed(office, 2, channel="letter")
    export(office, "?channel=letter&q=科普")
    entry = Entry.objects.select_related("payload", "person").get(step="export")
    assert (entry.subject, entry.person.name, entry.record_id) == ("appeals", "杜察云", None)
    assert json.loads(entry.payload.data) == {"count": 2, "filter": ["关键词: 科普", "渠道: 来信"]}


def test_the_head_says_where_and_when_it_is_from_and_which_filter_is_set(office: Office) -> None:
    filed(office, 1)
    lines = lines_of(export(office, "?channel=hotline", language="en"))
    assert lines[0][0] == "Appeals" and "Shown only: Channel: Hotline" in lines[1][0] and "杜察云" in lines[1][0]


def test_it_prints_on_a4_across_with_its_head_on_each_sheet_and_the_standing_line(office: Office) -> None:
    filed(office, 2)
    sheet = load_workbook(io.BytesIO(export(office))).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.fitToHeight) == ("A4", "$3:$3", 0)
    assert sheet.oddFooter.left.text == "非涉密系统，严禁存储、处理国家秘密和工作秘密"
    assert sheet.auto_filter.ref == "A3:Q5" and sheet.column_dimensions["B"].width == 40


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "#N/A", "＝1"]
)
def test_words_stay_words(office: Office, words: str) -> None:
    cell = written([words, 1]).worksheets[0]["A4"]
    assert cell.data_type == "s" and cell.value == words.replace("\r", "\n")
    assert cell.quotePrefix is (words[0] in "=+-@\t\r" and not words.startswith("\r"))


def test_a_title_that_looks_like_a_formula_is_none_in_the_sheet(office: Office) -> None:
    filed(office, 1, title="=cmd|'/c calc'!A1")
    cell = load_workbook(io.BytesIO(export(office))).worksheets[0]["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=cmd|'/c calc'!A1", "s", True)


def test_numbers_and_days_are_numbers_and_days() -> None:
    book = written([date(2026, 3, 20), 7], [NOW, Decimal("1.50")], [None, 12345678901234567890], ["", 0])
    cells = [[(cell.value, cell.data_type, cell.number_format) for cell in row] for row in book.worksheets[0]["A4:B7"]]
    assert cells == [
        [(datetime(2026, 3, 20), "d", "yyyy-mm-dd"), (7, "n", "General")],
        [(datetime(2026, 3, 20, 10, 0), "d", "yyyy-mm-dd hh:mm"), (1.5, "n", "General")],
        [(None, "n", "General"), ("12345678901234567890", "s", "General")],
        [(None, "n", "General"), (0, "n", "General")],
    ]


@pytest.mark.control("8.1.4.4", "any words, control signs too, make a sheet that opens")
@drawn(st.lists(st.text(max_size=40), min_size=1, max_size=5))
@settings(max_examples=25)
def test_any_words_make_a_sheet_that_opens(texts: list[str]) -> None:
    book = written(*[[text, 1] for text in texts], head=WorkbookHead(texts[0], texts[-1], HEAD.columns, texts[0]))
    assert all(cell.data_type in ("s", "n", "inlineStr") for row in book.worksheets[0].iter_rows() for cell in row)


def test_memory_does_not_grow_with_the_rows(tmp_path: Any) -> None:
    peaks = []
    for count in (2_000, 12_000):
        tracemalloc.start()
        with (tmp_path / "list.xlsx").open("wb") as file:
            assert write_list(file, HEAD, (["建议增设科普活动室" * 3, at] for at in range(count))) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


def test_an_export_of_more_rows_needs_no_more_queries(office: Office) -> None:
    client, asked = signed_in(office, "supervisor"), []
    for more in (FEW, MANY - FEW):
        filed(office, more)
        asked.append(queries(lambda: b"".join(client.post("/appeals/export/").streaming_content)))
    assert asked[0] == asked[1] <= 20


def test_in_demonstration_mode_the_sheet_says_so(office: Office, settings: Any) -> None:
    settings.DEMO = True
    filed(office, 1)
    lines = lines_of(export(office))
    assert "演示数据" in lines[0][0] and "演示数据" in lines[1][0]


def test_a_list_cannot_be_exported_by_a_link(office: Office) -> None:
    assert signed_in(office, "supervisor").get("/appeals/export/").status_code == 405
    assert not Entry.objects.filter(step="export").exists() and Record.objects.count() == 0
    with translation.override("en"):
        assert str(get_kind("appeals").label) == "Appeals"
