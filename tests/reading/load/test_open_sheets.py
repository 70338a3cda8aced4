"""OpenDocument workbooks: what the cells show, row by row; repeated and merged cells cost what they say and no more."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.reading.errors import ReadError
from luoshi.reading.load import FileLimits, cells, load_document, office
from luoshi.reading.load.cells import locate_cells_in_text
from luoshi.reading.model import ReaderNote
from making import ods, ods_cell, ods_row
from test_sheets import task_table

REMEDY = "apt-get install libreoffice-calc, or https://www.libreoffice.org"


def test_what_libreoffice_saves_reads_as_the_workbook_does(
    need_tool: Callable[[str, str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    soffice = need_tool("soffice", REMEDY)
    (tmp_path / "a.xlsx").write_bytes(task_table())
    command = [soffice, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", "ods"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "a.xlsx")], check=True, capture_output=True)
    data = (tmp_path / "a.ods").read_bytes()
    monkeypatch.setattr(office, "find_libreoffice", lambda: None)  # it is not needed for reading one
    document = load_document("a.ods", data)
    expected = load_document("a.xlsx", task_table())
    # LibreOffice keeps what the formula gives, and a hidden row.
    assert document.text.replace("2\n第二张表", "第二张表") == expected.text
    assert [document.text[start:end] for start, end in document.joined] == ["县农业农村局"]
    assert document.notes == expected.notes[:2] and document.format == "ods"


def test_each_cell_has_its_words_and_its_place() -> None:
    rows = ods_row(ods_cell("序号"), ods_cell("工作任务"), ods_cell("备注"))
    rows += ods_row(ods_cell("1"), ods_cell("建成|农田</text:p><text:p>3万亩"), ods_cell(""))
    data = ods({"台账": rows})
    document = load_document("a.ods", data)
    assert document.text == "序号 | 工作任务 | 备注\n1 | 建成｜农田 3万亩 | \n"
    (sheet,) = cells.read_workbook_sheets(data)
    (there,) = locate_cells_in_text([sheet.sheet], document.text)
    assert (sheet.name, sheet.visible) == ("台账", True)
    assert document.text[slice(*there[1, 1])] == "建成｜农田 3万亩"


def test_repeated_cells_and_rows_are_as_many_as_they_say_and_empty_ones_cost_nothing() -> None:
    rows = ods_row(
        ods_cell("甲", 'table:number-columns-repeated="2"'), ods_cell("", 'table:number-columns-repeated="9"')
    )
    rows += ods_row(ods_cell("", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1000000"')
    rows += ods_row(ods_cell("乙"), ods_cell("丙"), more='table:number-rows-repeated="2"')
    assert load_document("a.ods", ods({"一": rows}), limits=FileLimits(cells=100)).text == "甲 | 甲\n乙 | 丙\n乙 | 丙\n"


def test_words_repeated_a_million_times_are_refused_before_they_are_made() -> None:
    rows = ods_row(ods_cell("甲", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1000000"')
    with pytest.raises(ReadError) as caught:
        load_document("a.ods", ods({"一": rows}))
    assert (caught.value.code, caught.value.values["what"]) == ("load.too_large", "cells")


@pytest.mark.parametrize("said", ["0", "-1", "1e9", "一"])
def test_a_count_that_is_none_is_a_broken_file(said: str) -> None:
    with pytest.raises(ReadError, match=r"load\.damaged"):
        load_document("a.ods", ods({"一": ods_row(ods_cell("甲", f'table:number-columns-repeated="{said}"'))}))


def test_merged_cells_hidden_sheets_rows_and_remarks() -> None:
    note = "<office:annotation><text:p>看不见的话</text:p></office:annotation>"
    merged = ods_cell("县科协", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    rows = ods_row(ods_cell("任务"), ods_cell("单位"))
    rows += ods_row(ods_cell("甲事", inside=note), merged)
    rows += ods_row(ods_cell("乙事"), "<table:covered-table-cell/>", more='table:visibility="collapse"')
    document = load_document("a.ods", ods({"一": rows, "藏": ods_row(ods_cell("别的"))}, hidden=("藏",)))
    assert document.text == "任务 | 单位\n甲事 | 县科协\n乙事 | 县科协\n"
    assert [document.text[start:end] for start, end in document.joined] == ["县科协"]
    assert document.notes == (
        ReaderNote("load.sheets_hidden", {"count": 1}),
        ReaderNote("load.rows_hidden", {"count": 1}),
    )


@pytest.mark.parametrize("broken", ["<office:document-content", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ""])
def test_a_broken_one_is_refused(broken: str) -> None:
    with pytest.raises(ReadError, match=r"load\.(?:damaged|empty)"):
        load_document("a.ods", ods({}, content=broken))
