"""What was not read of a document stands between its rows in every form of the result, and is counted."""

from __future__ import annotations

import json
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from luoshi.cli.compose import compose_ledger_report, reading_as_json
from luoshi.cli.language import load_message_catalogue, translate_message
from luoshi.reading.load import load_document
from luoshi.reading.read import read_text_document
from luoshi.writing.html import render_ledger_page
from luoshi.writing.markdown import render_ledger_markdown
from luoshi.writing.sheets import build_ledger_workbook
from luoshi.writing.table import render_ledger_table
from parsed import Page

WORDS = {language: load_message_catalogue(language) for language in ("zh", "en")}
SAYS = {language: partial(translate_message, language) for language in WORDS}
LOST = "甲组 | 乙组 | 丙组"
FIRST, LAST = "县科协9月底前新建科普示范基地3个。", "县科技局举办科技培训12期。"
PAPER = f"云岭县2026年科普工作要点\n一、阵地建设\n{FIRST}\n{LOST}\n二、活动组织\n{LAST}\n"
SCHEMA = json.loads((Path(__file__).parents[2] / "src/luoshi/schema/reading.schema.json").read_text("utf-8"))


@pytest.fixture
def document(tmp_path):
    loaded = load_document("要点.txt", PAPER.encode())
    reading = read_text_document(loaded.text)
    assert [loaded.text[passage.start : passage.end] for passage in reading.unread] == [LOST]
    return loaded, reading


def test_json_lists_it_and_keeps_its_schema(document):
    made = reading_as_json(*document)
    start = PAPER.index(LOST)
    assert made["unread"] == [{"start": start, "end": start + len(LOST), "quote": LOST, "kind": "row"}]
    assert not list(Draft202012Validator(SCHEMA).iter_errors(json.loads(json.dumps(made, default=str))))


def test_it_is_counted_and_is_not_also_background(document):
    report = compose_ledger_report(*document)
    assert (report.counts["unread"], report.counts["doubts"]) == (1, 1)
    assert LOST not in [omission.words for omission in report.left]
    assert [getattr(line, "task", None) or line.words for line in report.lines] == [FIRST, LOST, LAST]


@pytest.mark.parametrize(
    ("language", "count", "tag"),
    [("zh", "这份文件有 1 处没有读进来", "未读"), ("en", "that were not read: 1", "not read")],
)
@pytest.mark.parametrize("render", [render_ledger_table, render_ledger_markdown])
def test_text_says_it_first_and_has_it_between_the_rows(document, render, language, count, tag):
    words = render(compose_ledger_report(*document), SAYS[language])
    assert words.index(count) < words.index(FIRST[:-1])
    line = next(line for line in words.splitlines() if "乙组" in line)
    assert tag in line and words.index(FIRST[:-1]) < words.index("乙组") < words.index(LAST[:-1])


def test_the_workbook_has_it_between_the_rows(document):
    book = load_workbook(BytesIO(build_ledger_workbook([compose_ledger_report(*document)], SAYS["zh"])))
    tasks = [str(cell.value) for row in book["台账"].iter_rows() for cell in row if cell.value]
    assert tasks.index(FIRST) < tasks.index(LOST) < tasks.index(LAST) and "未读" in tasks


def test_the_page_has_a_banner_and_marks_it_red_in_text_and_list(document):
    words = render_ledger_page([compose_ledger_report(*document)], WORDS, "zh")
    assert 'class="unread-banner"' in words and "这份文件有 1 处没有读进来" in words
    assert "".join(Page(words).marks["data-u", 0]) == LOST
    assert 'class="r doubtful unread"' in words and words.count("没有读进来，列在各行之间") == 0
