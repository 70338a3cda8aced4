"""Reads a workbook's texts, and writes values into some of its cells; everything else stays unchanged."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.facts.foreign_tables.rules import MOST_COLUMNS, MOST_ROWS

At = tuple[str, int]  # column and row of a cell


def open_worksheet(data: bytes, sheet: str) -> tuple[Any, Any]:
    """Return a workbook and its worksheet of that name; without a name the first one.

    Raises:
        RecordError: ``incomplete``: it cannot be read, is protected, or has no such worksheet.
    """
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
    except Exception as error:  # openpyxl does not document what it raises on broken input
        raise RecordError(
            "incomplete",
            _("This workbook cannot be read."),
            remedy=_("Save it as .xlsx without a password, and give it again."),
        ) from error
    names = [worksheet.title for worksheet in book.worksheets]
    if sheet and sheet not in names:
        raise RecordError(
            "incomplete",
            _("There is no worksheet “%(name)s”; there are: %(names)s.") % {"name": sheet, "names": "、".join(names)},
            fields={"sheet": [_("There is no such worksheet.")]},
        )
    if not names:
        raise RecordError("incomplete", _("There is no worksheet in it."))
    return book, book[sheet or names[0]]


def read_worksheet_texts(data: bytes, sheet: str) -> list[list[str]]:
    """Return the texts of a worksheet's cells, row by row."""
    _book, page = open_worksheet(data, sheet)
    found = []
    for row in page.iter_rows(max_row=min(page.max_row, MOST_ROWS), max_col=min(page.max_column, MOST_COLUMNS)):
        found.append([cell.value if isinstance(cell.value, str) else "" for cell in row])
    return found


def whole_texts(data: bytes, sheet: str) -> list[list[str]]:
    """Return the texts with those of merged cells repeated in each cell: a head over three columns belongs to each."""
    found = read_worksheet_texts(data, sheet)
    _book, page = open_worksheet(data, sheet)
    for merged in page.merged_cells.ranges:
        text = _at(found, merged.min_row, merged.min_col)
        for row in range(merged.min_row, min(merged.max_row, len(found)) + 1) if text else ():
            for column in range(merged.min_col, min(merged.max_col, len(found[row - 1])) + 1):
                found[row - 1][column - 1] = text
    return found


def _at(grid: list[list[str]], row: int, column: int) -> str:
    return grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else ""


def fill_workbook_cells(
    data: bytes, sheet: str, values: Mapping[At, Decimal], shares: Collection[At] = ()
) -> tuple[bytes, dict[At, Decimal | None]]:
    """Return the workbook with these values, and the written values as read back from it.

    Formulas and merged cells stay unchanged.

    Args:
        shares: the cells with values in per cent: one formatted as a percentage gets a hundredth of its value.
    """
    from openpyxl.cell import MergedCell

    book, page = open_worksheet(data, sheet)
    written = []
    for (column, row), value in values.items():
        cell = page[f"{column}{row}"]
        if not isinstance(cell, MergedCell) and not str(cell.value or "").startswith("="):
            cell.value = value / 100 if _is_hundredth(cell, (column, row) in shares) else value
            written.append((column, row))
    file = io.BytesIO()
    book.save(file)
    _again, page = open_worksheet(file.getvalue(), sheet)
    return file.getvalue(), {at: _number(page[f"{at[0]}{at[1]}"], share=at in shares) for at in written}


def _is_hundredth(cell: Any, share: bool) -> bool:
    return share and "%" in str(cell.number_format or "")


def _number(cell: Any, *, share: bool) -> Decimal | None:
    try:
        value = Decimal(str(cell.value))
    except InvalidOperation:
        return None
    return value * 100 if _is_hundredth(cell, share) else value
