"""Workbooks of units: read as people fill them in, refused in words, exported without formulas."""

from __future__ import annotations

import io
import random
from datetime import datetime

import pytest
from openpyxl import load_workbook

from luoshi.base.record_errors import RecordError
from luoshi.codes.model import CodeRemark
from luoshi.org.unit_import import sheets
from luoshi.org.unit_import.rules import UnitSheetRow, plan_unit_rows
from office import FOUNDED, TODAY
from unit_orders import HEAD, SPRING, packed, workbook

# Reading and writing workbooks


def test_a_sheet_is_read_as_people_fill_it_in() -> None:
    data = workbook(
        ("青石县单位表",),
        (),
        (*HEAD, "联系人"),
        ("YL", " 云岭县 ", None, None, 530000, None, datetime(2020, 1, 1), "-"),
        (),
        (1001, "青石镇", "青石", "YL", "５３００００", None, "2026年3月1日", None, "某人"),
        ("T3", "红岩乡", "—", "YL", None, "91530000 ma6k1x2y3z", "20260301", None),
        ("T4", "白水乡", None, "YL", None, None, "春天", None),
    )
    found = sheets.read_unit_workbook(data)
    assert found.unread == ["联系人"]
    assert found.rows == [
        UnitSheetRow(4, "YL", "云岭县", division="530000", start=FOUNDED, remark=""),
        UnitSheetRow(6, "1001", "青石镇", "青石", "YL", "530000", start=SPRING),
        UnitSheetRow(7, "T3", "红岩乡", "", "YL", credit="91530000MA6K1X2Y3Z", start=SPRING),
        UnitSheetRow(
            8, "T4", "白水乡", parent="YL", faults=(CodeRemark("import.day", {"text": "春天", "field": "start"}),)
        ),
    ]


def test_the_template_can_be_read_and_its_examples_would_be_new() -> None:
    rows = sheets.read_unit_workbook(sheets.build_unit_template(TODAY)).rows
    assert [verdict.kinds for verdict in plan_unit_rows(rows, {}, TODAY).verdicts] == [("new",)] * 3
    assert len(load_workbook(io.BytesIO(sheets.build_unit_template(TODAY))).sheetnames) == 2


EVIL = ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)", "\t=1", "#N/A", "'quoted", "_x0041_", "名称"]


@pytest.mark.parametrize("words", EVIL)
def test_what_is_exported_is_no_formula_and_comes_back_as_it_was(words: str) -> None:
    data = sheets.export_unit_workbook([UnitSheetRow(0, "A", words, "", None, "", "", "")], TODAY)
    cell = load_workbook(io.BytesIO(data)).worksheets[0]["B4"]
    assert (cell.data_type, cell.quotePrefix) == ("s", words.startswith(("=", "+", "-", "@", "\t")))
    assert sheets.read_unit_workbook(data).rows[0].name == " ".join(words.split())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "这不是 .xlsx 工作簿"),
        (b"not a zip", "这不是 .xlsx 工作簿"),
        (packed(**{"a.txt": b"x"}), "这不是 .xlsx 工作簿"),
        (packed(**{"[Content_Types].xml": b"<broken", "xl/workbook.xml": b"x"}), "这不是 .xlsx 工作簿"),
        (packed(**{"[Content_Types].xml": b"x", "xl/worksheets/sheet1.xml": b"0" * 60_000_000}), "文件解压后大得反常"),
        (workbook(("名字", "地址"), ("a", "b")), "表格中没有含“单位名称”列的表头"),
        (workbook(HEAD), "工作表只有表头"),
        (workbook(), "表格中没有含“单位名称”列的表头"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(RecordError) as caught:
        sheets.read_unit_workbook(data)
    assert (caught.value.code, said in caught.value.what) == ("incomplete", True)
    assert caught.value.remedy.startswith("未作任何保存。 ")


def test_a_sheet_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    lines = [(f"T{n}", "镇") for n in range(4)]
    with pytest.raises(RecordError) as caught:
        sheets.read_unit_workbook(workbook(HEAD, *lines))
    assert caught.value.what == "工作表超过 3 行。"
    assert len(sheets.read_unit_workbook(workbook(HEAD, *lines[:3])).rows) == 3


def test_a_truncated_or_flipped_workbook_never_breaks_the_reader() -> None:
    data, chance = workbook(HEAD, ("A", "甲")), random.Random(7)
    for _ in range(60):
        broken = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.5 else data)
        if broken:
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        try:
            sheets.read_unit_workbook(bytes(broken))
        except RecordError as error:
            assert error.what
