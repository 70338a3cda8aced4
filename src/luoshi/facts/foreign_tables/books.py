"""Reads a workbook's texts, and writes values into some of its cells; everything else stays unchanged."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.facts.foreign_tables.rules import MOST_COLUMNS, MOST_ROWS
from luoshi.reading.errors import ReadError
from luoshi.reading.load.sheet import SheetValues
from luoshi.reading.load.sheet_values import read_workbook_values

At = tuple[str, int]  # column and row of a cell


def read_worksheet_texts(data: bytes, sheet: str) -> list[list[str]]:
    """Return the texts of a worksheet's cells, row by row; without a name those of the first one.

    Raises:
        RecordError: ``incomplete``: the workbook cannot be read, is protected, or has no such worksheet.
    """
    return _texts(_read_worksheet(data, sheet))


def whole_texts(data: bytes, sheet: str) -> list[list[str]]:
    """Return the texts with those of merged cells repeated in each cell: a head over three columns belongs to each.

    Raises:
        RecordError: as ``read_worksheet_texts``.
    """
    page = _read_worksheet(data, sheet)
    found = _texts(page)
    for top, left, bottom, right in page.merged:
        text = found[top][left] if top < len(found) and left < len(found[top]) else ""
        for cells in found[top : bottom + 1] if text else ():
            cells += [""] * (min(right + 1, MOST_COLUMNS) - len(cells))
            cells[left : right + 1] = [text] * len(cells[left : right + 1])
    return found


def _read_worksheet(data: bytes, sheet: str) -> SheetValues:
    try:
        sheets = read_workbook_values(data)
    except ReadError as error:
        raise _unreadable() from error
    return sheets[_place_of([page.name for page in sheets], sheet)]


def _texts(page: SheetValues) -> list[list[str]]:
    found: list[list[str]] = [[] for _row in range(min(page.lines[-1][0] if page.lines else 0, MOST_ROWS))]
    for number, cells in page.lines:
        if number <= MOST_ROWS:
            found[number - 1] = [str(value) if isinstance(value, str) else "" for value in cells[:MOST_COLUMNS]]
    return found


def _place_of(names: Sequence[str], sheet: str) -> int:
    """Return the place of the worksheet of this name; without a name the first one."""
    if sheet and sheet not in names:
        raise RecordError(
            "incomplete",
            _("There is no worksheet “%(name)s”; there are: %(names)s.") % {"name": sheet, "names": "、".join(names)},
            fields={"sheet": [_("There is no such worksheet.")]},
        )
    if not names:
        raise RecordError("incomplete", _("There is no worksheet in it."))
    return names.index(sheet) if sheet else 0


def _unreadable() -> RecordError:
    remedy = _("Save it as .xlsx without a password, and upload it again.")
    return RecordError("incomplete", _("This workbook cannot be read."), remedy=remedy)


def _open_worksheet(data: bytes, sheet: str) -> tuple[Any, Any]:
    """Return a workbook that can be written again, and its worksheet of that name; without a name the first one."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
    except Exception as error:  # openpyxl does not document what it raises on broken input
        raise _unreadable() from error
    return book, book.worksheets[_place_of([worksheet.title for worksheet in book.worksheets], sheet)]


def fill_workbook_cells(
    data: bytes, sheet: str, values: Mapping[At, Decimal], shares: Collection[At] = ()
) -> tuple[bytes, dict[At, Decimal | None]]:
    """Return the workbook with these values, and the written values as read back from it.

    Formulas and merged cells stay unchanged.

    Args:
        shares: the cells with values in per cent: one formatted as a percentage gets a hundredth of its value.
    """
    from openpyxl.cell.cell import MergedCell

    book, page = _open_worksheet(data, sheet)
    written = []
    for (column, row), value in values.items():
        cell = page[f"{column}{row}"]
        if not isinstance(cell, MergedCell) and not str(cell.value or "").startswith("="):
            cell.value = value / 100 if _is_hundredth(cell, (column, row) in shares) else value
            written.append((column, row))
    file = io.BytesIO()
    book.save(file)
    _again, page = _open_worksheet(file.getvalue(), sheet)
    return file.getvalue(), {at: _number(page[f"{at[0]}{at[1]}"], share=at in shares) for at in written}


def _is_hundredth(cell: Any, share: bool) -> bool:
    return share and "%" in str(cell.number_format or "")


def _number(cell: Any, *, share: bool) -> Decimal | None:
    try:
        value = Decimal(str(cell.value))
    except InvalidOperation:
        return None
    return value * 100 if _is_hundredth(cell, share) else value
