"""Figures as a sheet, one per row, with the codes of indicator and unit; an exported sheet can be imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.lists import write_list
from luoshi.base.sheets.workbooks import SheetColumn, SheetColumns, read_by_columns, read_cell_text, read_rows
from luoshi.figures.heads import in_brackets
from luoshi.reading.errors import ReadError
from luoshi.reading.load.sheet import CellValue, SheetLine
from luoshi.reading.load.sheet_values import read_csv_values
from luoshi.writing.sheet_heads import WorkbookHead

MOST = 5_000
# The heads that identify columns, in any order and either language; other columns are ignored.
HEADS: Mapping[str, tuple[str, ...]] = {
    "code": ("指标代码", "code"),
    "part": ("分项", "part"),
    "unit": ("单位代码", "unit"),
    "period": ("期间", "period"),
    "value": ("数值", "value"),
    "measure": ("计量单位", "measure"),
}
MUST = ("code", "unit", "period", "value")
SHOWN = ("指标代码", "指标", "分项", "单位代码", "单位", "期间", "数值", "计量单位", "填报人", "填报时间")
Line = Mapping[str, str]


def read_supply_sheet(name: str, data: bytes) -> list[tuple[int, Line]]:
    """Read the rows of a sheet (.xlsx) or comma-separated text (.csv, UTF-8), each with its row number.

    Raises:
        RecordError: ``incomplete``: it is neither, is too long, or lacks columns.
    """
    rows: Sequence[tuple[int, Sequence[CellValue]]] = (
        _of_text(data) if name.lower().endswith(".csv") else read_rows(data, MOST)
    )
    if not rows:
        raise RecordError("incomplete", _("The sheet is empty."))
    columns = [SheetColumn(name, words[0], frozenset(words), name in MUST) for name, words in HEADS.items()]
    again = _("Use the column heads of an exported sheet.")
    asked = SheetColumns(columns, fold=_without_unit, again=again)
    read = read_by_columns(rows, asked, MOST)
    of_all = in_brackets(read.heads["value"])[1]
    return [
        (number, {column: read_cell_text(line.get(column)) for column in read.heads} | {"head": of_all})
        for number, line in read.lines
    ]


def _without_unit(cell: str) -> str:
    """Return a head without the unit in brackets: 数值（万元） is 数值."""
    return in_brackets(cell)[0]


def _of_text(data: bytes) -> list[SheetLine]:
    try:
        return read_csv_values(data, most=MOST + 1)
    except ReadError as error:
        said = {"load.not_text": _("The file is not UTF-8 text.")}
        raise RecordError("incomplete", said.get(error.code, _("The file is not comma-separated text."))) from None


def write_supply_sheet(file: IO[bytes], name: str, title: str, lines: Iterable[Sequence[str]]) -> int:
    """Write figures as a sheet or, if the name ends with .csv, as comma-separated text; return the number of rows."""
    if not name.lower().endswith(".csv"):
        widths = (16, 28, 16, 16, 24, 14, 16, 12, 14, 18)
        return write_list(file, WorkbookHead(title, "", list(zip(SHOWN, widths, strict=True)), title), lines)
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(SHOWN)
    every = list(lines)
    out.writerows(every)
    file.write(text.getvalue().encode("utf-8-sig"))
    return len(every)


def is_sheet(name: str) -> bool:
    """Whether the file name is one of a sheet of figures."""
    return Path(name).suffix.lower() in (".xlsx", ".csv")
