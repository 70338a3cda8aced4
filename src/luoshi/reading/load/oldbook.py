"""Excel 97–2003 workbooks, also named .et by WPS. Run by `isolation`, because the file itself claims its cell count."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar

import xlrd

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.number_formats import format_shortest_decimal, format_stored_number, stored_moment
from luoshi.reading.load.sheet import SheetCells, put_sheets

T = TypeVar("T")


def read(data: bytes, draft: TextDraft) -> None:
    """Put all visible sheets of a workbook into ``draft``.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``.
    """
    found = _sheets(data, draft, hidden=False)
    visible = [sheet for _name, shows, sheet in found if shows and sheet is not None]
    if len(visible) < len(found):
        draft.note("load.sheets_hidden", count=len(found) - len(visible))
    put_sheets(visible, draft)


def cells(data: bytes, draft: TextDraft) -> None:
    """Put all sheets into ``draft`` as one line of JSON for ``read_workbook_sheets``, which reads in another process.

    Raises:
        ReadError: as ``read``.
    """
    found = _sheets(data, draft, hidden=True)
    plain = [
        [
            name,
            shows,
            [[row, list(words.items())] for row, words in sheet.rows.items()],
            sheet.merged,
            sheet.hidden_rows,
        ]
        for name, shows, sheet in found
        if sheet is not None
    ]
    draft.pieces.append(json.dumps(plain))


def read_stored_values(data: bytes, draft: TextDraft) -> None:
    """Put the values of all sheets into ``draft`` as one line of JSON for ``read_old_values``: type and text of each.

    Raises:
        ReadError: as ``read``.
    """

    def read_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> list[object]:
        rows = []
        for at in range(sheet.nrows):
            row = sheet.row(at)
            draft.count(len(row))
            cells = [[column, *value] for column, cell in enumerate(row) if (value := _stored(book, cell)) is not None]
            rows += [[at, cells]] if cells else []
        merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
        draft.count(len(merged))
        return [sheet.name, sheet.visibility == 0, rows, merged]

    draft.pieces.append(json.dumps(_read_each(data, read_sheet)))


def _sheets(data: bytes, draft: TextDraft, *, hidden: bool) -> list[tuple[str, bool, SheetCells | None]]:
    """Return name, visibility and cells of each sheet; cells of hidden sheets only on request."""

    def read_sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> tuple[str, bool, SheetCells | None]:
        visible = sheet.visibility == 0
        return sheet.name, visible, _sheet(book, sheet, draft) if hidden or visible else None

    return _read_each(data, read_sheet)


def _read_each(data: bytes, read_sheet: Callable[[xlrd.Book, xlrd.sheet.Sheet], T]) -> list[T]:
    """Return what ``read_sheet`` makes of each sheet."""
    try:
        with open(os.devnull, "w") as log:
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=log
            )
            return [read_sheet(book, book.sheet_by_index(at)) for at in range(book.nsheets)]
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # xlrd guarantees nothing about broken input
        locked = "ncrypted" in str(error) or "assword" in str(error)
        raise ReadError("load.encrypted" if locked else "load.damaged", format="xls") from error


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, draft: TextDraft) -> SheetCells:
    found = SheetCells(merged=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells])
    draft.count(len(found.merged))
    for at in range(sheet.nrows):
        row = sheet.row(at)
        draft.count(len(row))
        words = {column: text for column, cell in enumerate(row) if (text := _shown(book, cell)).strip()}
        if words:
            found.rows[at] = words
            details = sheet.rowinfo_map.get(at)
            found.hidden_rows += bool(details is not None and details.hidden)
    return found


def _shown(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            value = Decimal(repr(float(cell.value)))  # the shortest digits that give this stored number
            if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
                return format_shortest_decimal(value)
            style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
            return format_stored_number(value, style.format_str if style else "General", base_1904=bool(book.datemode))
        case _:
            return ""


def _stored(book: xlrd.Book, cell: xlrd.sheet.Cell) -> tuple[str, str] | None:
    """Return type and text of the value that a cell stores; None for an empty one."""
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return ("str", str(cell.value)) if str(cell.value).strip() else None
        case xlrd.XL_CELL_BOOLEAN:
            return "bool", "1" if cell.value else "0"
        case xlrd.XL_CELL_ERROR:
            return "error", xlrd.error_text_from_code.get(int(cell.value), "#N/A")
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            value = Decimal(repr(float(cell.value)))
            moment = stored_moment(value, _format_of(book, cell), base_1904=bool(book.datemode))
            if isinstance(moment, datetime):
                return "moment", moment.isoformat()
            if isinstance(moment, date):
                return "day", moment.isoformat()
            if isinstance(moment, time):
                return "time", moment.isoformat()
            whole = value.adjusted() < 30 and value == value.to_integral_value()
            return ("int", str(int(value))) if whole else ("number", str(value))
        case _:
            return None


def _format_of(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return "General"
    style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return str(style.format_str) if style else "General"
