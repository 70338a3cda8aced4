"""Excel 97–2003 workbooks, also named .et by WPS. Run by `isolation`, because the file itself claims its cell count."""

from __future__ import annotations

import json
import os
from decimal import Decimal

import xlrd

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.number_formats import format_shortest_decimal, format_stored_number
from luoshi.reading.load.sheet import SheetCells, put_sheets


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


def _sheets(data: bytes, draft: TextDraft, *, hidden: bool) -> list[tuple[str, bool, SheetCells | None]]:
    """Return name, visibility and cells of each sheet; cells of hidden sheets only on request."""
    try:
        with open(os.devnull, "w") as log:
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=log
            )
            sheets = [book.sheet_by_index(at) for at in range(book.nsheets)]
            return [
                (
                    sheet.name,
                    sheet.visibility == 0,
                    _sheet(book, sheet, draft) if hidden or sheet.visibility == 0 else None,
                )
                for sheet in sheets
            ]
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
