"""Excel 97–2003 workbooks, also those that WPS names .et. Run by `apart`: the file says how many cells there are."""

from __future__ import annotations

import os
from decimal import Decimal

import xlrd

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import Draft
from luoshi.reading.load.sheet import Sheet, put_sheets
from luoshi.reading.load.shown import plain, shown


def read(data: bytes, draft: Draft) -> None:
    """Put all visible sheets of a workbook into ``draft``.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``.
    """
    try:
        with open(os.devnull, "w") as log:
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=log
            )
            names = [book.sheet_by_index(at) for at in range(book.nsheets)]
            visible = [sheet for sheet in names if sheet.visibility == 0]
            sheets = [_sheet(book, sheet, draft) for sheet in visible]
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # xlrd promises nothing about broken input
        locked = "ncrypted" in str(error) or "assword" in str(error)
        raise ReadError("load.encrypted" if locked else "load.damaged", format="xls") from error
    if len(visible) < len(names):
        draft.note("load.sheets_hidden", count=len(names) - len(visible))
    put_sheets(sheets, draft)


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, draft: Draft) -> Sheet:
    found = Sheet(merged=[(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells])
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
            value = Decimal(repr(float(cell.value)))  # the shortest digits that are this stored number
            if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
                return plain(value)
            style = book.format_map.get(book.xf_list[cell.xf_index].format_key)
            return shown(value, style.format_str if style else "General", base_1904=bool(book.datemode))
        case _:
            return ""
