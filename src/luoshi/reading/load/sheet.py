"""Convert spreadsheet cells of any file format to lines: rows of tables; titles and remarks as plain lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.grid import GridCell, write_grid_rows

Range = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0, both ends included


class CellError(str):
    """The error in a cell, such as ``#N/A``."""

    __slots__ = ()


FilledCell = str | int | Decimal | bool | date | datetime | time | timedelta | CellError
CellValue = FilledCell | None
SheetLine = tuple[int, list[CellValue]]  # row number from 1, and its cells from column A to the last one with a value


@dataclass(frozen=True, slots=True)
class SheetValues:
    """A sheet with its rows that have a value, in order.

    Attributes:
        merged: the ranges of merged cells; they count rows and columns from 0.
        unvalued: how many formulas have no stored value: no program has computed them yet.
    """

    name: str
    visible: bool
    lines: list[SheetLine]
    merged: list[Range] = field(default_factory=list)
    unvalued: int = 0


@dataclass(slots=True)
class SheetCells:
    """The cells with words of one sheet: row → column → the text shown."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: int = 0


def put_sheets(sheets: Iterable[SheetCells], draft: TextDraft) -> None:
    """Write sheets into the draft in order. Empty rows and columns are left out.

    The work is bounded by the cells with words, not by the claimed size of a merged range.
    """
    hidden = 0
    for sheet in sheets:
        draft.sections.append(draft.size)
        write_grid_rows(_rows(sheet, draft), draft)
        hidden += sheet.hidden_rows
    if hidden:
        draft.note("load.rows_hidden", count=hidden)


def _rows(sheet: SheetCells, draft: TextDraft) -> list[list[GridCell]]:
    """Return the sheet as a table of only the rows and columns with words."""
    anchors = {
        (top, left): (bottom, right)
        for top, left, bottom, right in sheet.merged
        if sheet.rows.get(top, {}).get(left)
    }  # fmt: skip
    used_rows = sorted(sheet.rows)
    used_columns = sorted({column for row in sheet.rows.values() for column in row})
    # A merged cell extends through rows with words of their own: count those, not the empty ones between.
    covered: dict[int, dict[int, int]] = {}  # row → column → how many of its columns belong to a cell above
    table: list[list[GridCell]] = []
    spans = _spans(anchors, used_rows, used_columns)
    for row in used_rows:
        draft.count(len(used_columns))
        cells: list[GridCell] = []
        at = 0
        taken = covered.pop(row, {})
        while at < len(used_columns):
            if at in taken:
                at += taken[at]
                continue
            column = used_columns[at]
            rows, columns = spans.get((row, column), (1, 1))
            free = next((step for step in range(1, columns) if at + step in taken), columns)
            cells.append(GridCell(sheet.rows[row].get(column, ""), free, rows))
            if rows > 1:
                draft.count(rows)
                first = place_row(used_rows, row)
                for below in used_rows[first + 1 : first + rows]:
                    covered.setdefault(below, {})[at] = free
            at += free
        table.append(cells)
    return table


def place_row(rows: list[int], row: int) -> int:
    """Return the index of ``row`` in the sorted ``rows``."""
    return bisect_left(rows, row)


def column_letter(column: int) -> str:
    """Return the letter of a column: 0 is A."""
    name = ""
    while column >= 0:
        name, column = chr(ord("A") + column % 26) + name, column // 26 - 1
    return name


def _spans(
    anchors: dict[tuple[int, int], tuple[int, int]], rows: list[int], columns: list[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return how many used rows and columns each merged cell covers."""
    return {
        (top, left): (
            max(1, bisect_right(rows, bottom) - place_row(rows, top)),
            max(1, bisect_right(columns, right) - place_row(columns, left)),
        )
        for (top, left), (bottom, right) in anchors.items()
    }
