"""Sheets of all imports are read in one way: heads wherever they stand, and each fault said with its row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.workbooks import (
    SheetColumn,
    SheetColumns,
    fold_head,
    fold_head_without_brackets,
    read_by_columns,
    read_cell_text,
    read_first_sheet,
    read_texts,
)
from luoshi.reading.load.sheet import CellError
from making import xlsx
from many_appeals import workbook

CODE = SheetColumn("code", "代码", frozenset({"代码", "code"}))
NAME = SheetColumn("name", "名称", frozenset({"名称", "单位名称"}))
ASKED = SheetColumns((CODE, NAME), one_of=("code", "name"), fewest=2, fold=fold_head_without_brackets, again="重填。")
STRICT = replace(ASKED, columns=(CODE, replace(NAME, needed=True)), fewest=1, strict=True, fold=fold_head)


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def lines(*rows: Sequence[Any]) -> list[tuple[int, list[Any]]]:
    return [(number, list(cells)) for number, cells in enumerate(rows, 1) if cells]


def refusal(rows: list[tuple[int, list[Any]]], asked: SheetColumns, most: int = 9) -> str:
    with pytest.raises(RecordError) as caught:
        read_by_columns(rows, asked, most)
    assert caught.value.code == "incomplete" and caught.value.remedy.startswith("Nothing was saved.")
    return caught.value.what


def test_the_heads_are_the_row_with_most_of_the_columns() -> None:
    rows = lines(
        ["单位代码表", "代码"],
        [],
        ["单位 名称*", "备注", "Ｃｏｄｅ（全称）", "代码"],
        ["云岭县", "x", 7, "y"],
        [None, "只有备注"],
    )
    found = read_by_columns(rows, ASKED, 9)
    assert found.lines == [(4, {"name": "云岭县", "code": 7})]
    assert found.heads == {"name": "单位 名称*", "code": "Ｃｏｄｅ（全称）"} and found.unread == ["备注", "代码"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (lines(["甲", "乙"]), "The sheet has no head with the column “名称”."),
        (lines(["代码"]), "The column “名称” is missing."),
        (lines(["名称", "备注"]), "There is no column “备注”."),
        (lines(["名称（全称）", "代码"]), "There is no column “名称（全称）”."),
        (lines(["名称", "名称"]), "The column “名称” occurs twice."),
        (lines(["名称"]), "The sheet has a head, but no rows below it."),
        (lines(["名称"], ["甲", None, "散落"]), "Row 2: “散落” is outside the columns."),
        (lines(["名称"], *[["甲"]] * 10), "The sheet has more than 9 rows."),
    ],
)
def test_a_strict_sheet_is_refused_with_the_place(rows: list[Any], said: str) -> None:
    assert refusal(rows, STRICT) == said


def test_heads_below_the_first_rows_are_not_searched() -> None:
    assert (
        refusal(lines(*[["x"]] * 20, ["代码", "名称"], ["a", "b"]), ASKED)
        == "The sheet has no head with the column “名称”."
    )


def test_values_have_one_text_each() -> None:
    values = [
        None,
        " 两 端 ",
        True,
        7,
        Decimal("1E+2"),
        Decimal("0.10"),
        date(2026, 3, 20),
        datetime(2026, 3, 20, 8, 30),
    ]
    texts = ["", "两 端", "1", "7", "100", "0.10", "2026-03-20", "2026-03-20 08:30"]
    assert [read_cell_text(value) for value in values] == texts


@pytest.mark.parametrize("error", [CellError("#SPILL!"), CellError("#N/A"), "#REF!"])
def test_an_error_is_told_with_its_cell(error: str) -> None:
    with pytest.raises(RecordError, match=rf"Cell AB3 contains the error {error}\."):
        read_texts([(3, [None] * 27 + [error])])
    assert read_texts([(1, ["#5 楼", None]), (2, [None, " "])]) == [(1, ["#5 楼"])]


def test_a_workbook_that_cannot_be_read_is_refused_in_words() -> None:
    assert read_first_sheet(workbook([["甲", 1.5]])) == [(1, ["甲", Decimal("1.5")])]
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    cases = {
        b"": "This is not an .xlsx workbook, or it is damaged.",
        xlsx(f"<sheetData>{far}</sheetData>"): "Its cells lie too far apart.",
    }
    for data, said in cases.items():
        with pytest.raises(RecordError, match=said) as caught:
            read_first_sheet(data)
        assert caught.value.remedy
