"""Spreadsheets: what the cells show, row by row; nothing is paid for cells that are not there."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, load_document
from luoshi.reading.load.number_formats import format_stored_number
from luoshi.reading.model import ReaderNote
from making import packed, xls, xlsx


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def task_table() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "平棠县任务分解表"
    sheet.merge_cells("B2:F2")
    sheet.append([])
    for row in (
        [None, "序号", "任务", "目标", "牵头单位", "时限"],
        [None, "一、工业提质"],
        [None, 1, "建成|高标准\n农田", 0.45, "县农业农村局", datetime.date(2024, 6, 30)],
        [None, 2, "新培育企业", 5.0, None, "年底"],
    ):
        sheet.append(row)
    sheet["D6"].number_format = "0%"
    sheet.merge_cells("E6:E7")
    sheet.row_dimensions[7].hidden = True
    book.create_sheet("藏")["A1"] = "看不见"
    book["藏"].sheet_state = "hidden"
    book.create_sheet("二")["A1"] = "=1+1"
    book["二"]["A2"] = "第二张表"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_task_table_of_openpyxl_is_read_as_it_shows() -> None:
    document = load_document("a.xlsx", task_table())
    assert document.text.splitlines() == [
        "平棠县任务分解表",
        "序号 | 任务 | 目标 | 牵头单位 | 时限",
        "一、工业提质",
        "1 | 建成｜高标准 农田 | 45% | 县农业农村局 | 2024-06-30",
        "2 | 新培育企业 | 5 | 县农业农村局 | 年底",
        "第二张表",
    ]
    assert [document.text[start:end] for start, end in document.joined] == ["县农业农村局"]
    assert document.notes == (
        ReaderNote("load.sheets_hidden", {"count": 1}),
        ReaderNote("load.rows_hidden", {"count": 1}),
        ReaderNote("load.formulas", {"cells": 1}),
    )


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx"])
def test_an_old_workbook_is_read_whatever_it_is_named(name: str) -> None:
    rows = [["任务分解表", None, None], ["序号", "任务", "目标"], [1, "甲", 0.45], [2, None, 0.5]]
    document = load_document(name, xls(rows, [(0, 0, 0, 2), (2, 3, 1, 1)], form="0%"))
    assert document.format == "xls"
    assert document.text.splitlines() == ["任务分解表", "序号 | 任务 | 目标", "100% | 甲 | 45%", "200% | 甲 | 50%"]
    assert [document.text[start:end] for start, end in document.joined] == ["甲"]
    assert ReaderNote("load.sheets_hidden", {"count": 1}) in document.notes


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("0.45", "0%", "45%"),
        ("0.4567", "0.00%", "45.67%"),
        ("0.455", "0%", "46%"),
        ("5.0", "General", "5"),
        ("0.30000000000000004", "General", "0.3"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("12345678", '#,##0,"千"', "12,346千"),
        ("1200", '0"万元"', "1200万元"),
        ("3", "¥#,##0.00", "¥3.00"),
        ("1.50", "0.##", "1.5"),
        ("-5", "0;[Red](0)", "-5"),
        ("-0.4", "0", "0"),
        ("0", '0;-0;"—"', "—"),
        ("7", "000", "007"),
        ("0.5", "# ?/?", "0.5"),
        ("45473", "yyyy/m/d", "2024/6/30"),
        ("45473", 'yyyy"年"m"月"d"日"', "2024年6月30日"),
        ("45473", "yyyy\\-mm\\-dd;@", "2024-06-30"),
        ("45473", 'm"月"d"日"', "6月30日"),
        ("45473.75", "yyyy/m/d h:mm", "2024/6/30 18:00"),
        ("0.5", "h:mm", "12:00"),
        ("1.25", "[h]:mm", "30:00"),
        ("60", "0", "60"),
        ("9e99", "0", "9E+99"),
    ],
)
def test_numbers_look_as_their_cells_show_them(value: str, form: str, text: str) -> None:
    assert format_stored_number(Decimal(value), form) == text


def test_days_count_from_1904_in_workbooks_that_say_so() -> None:
    assert format_stored_number(Decimal(44011), "yyyy/m/d", base_1904=True) == "2024/6/30"


@given(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text('0#?.,%;yYmdhs[]"\\_*@E+/ 年月日General-()', max_size=20),
)
def test_any_number_under_any_format_is_some_text(value: Decimal, form: str) -> None:
    assert isinstance(format_stored_number(value, form), str)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_plain_digits_are_exact(digits: int, places: int) -> None:
    value = Decimal(digits).scaleb(-places)
    assert Decimal(format_stored_number(value, "General")) == value


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    rows = f'<row r="1">{cell("A1", "题目")}</row><row r="9">{cell("A9", "甲")}{cell("B9", "乙")}</row>'
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A2:XFD9"/></mergeCells>'
    assert load_document("a.xlsx", xlsx(f"<sheetData>{rows}</sheetData>" + merges)).text.splitlines()[0] == "题目"


def test_cells_at_the_far_corner_cost_nothing() -> None:
    rows = f'<row r="1">{cell("A1", "甲")}</row><row r="1048576">{cell("XFD1048576", "乙")}</row>'
    document = load_document("a.xlsx", xlsx(f"<dimension ref='A1:XFD1048576'/><sheetData>{rows}</sheetData>"))
    assert document.text.splitlines() == ["甲 | ", " | 乙"]


@pytest.mark.full
def test_a_million_empty_rows_are_passed_over() -> None:
    sheet = f'<sheetData><row r="1">{cell("A1", "甲")}</row>{"<row/>" * 1_000_000}</sheetData>'
    assert load_document("a.xlsx", xlsx(sheet), limits=FileLimits(ratio=10_000)).text == "甲\n"


def test_cells_beyond_the_limit_are_refused() -> None:
    with pytest.raises(ReadError) as caught:
        load_document("a.xlsx", task_table(), limits=FileLimits(cells=5))
    assert (caught.value.code, caught.value.values["what"]) == ("load.too_large", "cells")


def test_a_long_shared_string_used_often_is_refused_before_it_is_written() -> None:
    strings = f"<si><t>{'长' * 10_000}</t></si>"
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(3000))
    with pytest.raises(ReadError) as caught:
        load_document(
            "a.xlsx", xlsx(f"<sheetData>{rows}</sheetData>", strings=strings), limits=FileLimits(characters=1_000_000)
        )
    assert caught.value.values["what"] == "characters"


@pytest.mark.parametrize("index", ["7", "-1", "x", "", "²", "9" * 5000])
def test_strings_and_styles_that_are_not_there_are_no_accident(index: str) -> None:
    sheet = f'<sheetData><row r="1"><c t="s"><v>{index}</v></c><c s="{index}"><v>5</v></c></row></sheetData>'
    assert load_document("a.xlsx", xlsx(sheet)).text == "5\n"


def test_a_workbook_of_strict_names_is_read() -> None:
    import zipfile

    old = zipfile.ZipFile(io.BytesIO(task_table()))
    strict = {
        name: old.read(name)
        .replace(b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(
            b"schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name in old.namelist()
    }
    assert load_document("a.xlsx", packed(dict(strict))).text == load_document("a.xlsx", task_table()).text
