"""Workbooks of other programs (.xls, .et of WPS, .ods), copied cell by cell to .xlsx, the one form that imports read.

Old files can contain programs that cannot be inspected.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.evidence.received.files import marked_file_error
from luoshi.reading.errors import ReadError
from luoshi.reading.load import cells
from luoshi.reading.load.limits import DEFAULT
from luoshi.reading.load.sheet import CellValue, Range, SheetValues

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cells = Mapping[int, Mapping[int, CellValue]]  # by row and column from 0
PlacedSheet = tuple[str, bool, Cells, Sequence[Range]]  # name, visibility, cells, merged cells

OLD_WORKBOOKS = ("xls", "et", "xlt")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GRADES = tuple(f"{grade}★".encode("utf-16-le") for grade in ("绝密", "机密", "秘密"))
_WIDEST, _LOWEST = 16_384, 1_048_576
_FURTHEST = 5000  # rows of a merged cell that are looked at


def renew_old_workbook(sent: File[bytes], *, stored: bool = False) -> ContentFile[bytes]:
    """Convert a file named .xls to .xlsx: an actual .xlsx is only renamed, an old one is copied cell by cell.

    Args:
        stored: copy the values that cells store, not the words that they show: 0.12345 for 12%.

    Raises:
        RecordError: ``file.…``, ``incomplete``, ``marked``.
    """
    sent.seek(0)
    data = sent.read()
    name = (sent.name or "").rpartition(".")[0] + ".xlsx"
    if data.startswith(b"PK"):
        return ContentFile(data, name)
    if not data.startswith(_OLE):
        raise no_workbook(sent.name or "")
    if any(words in data for words in _GRADES):  # headers and footers, invisible to the cell reader
        raise marked_file_error("file")
    try:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("load.encrypted", format="xls")
        found = _old_sheets(data, stored)
    except ReadError as error:
        raise unreadable_workbook(sent.name or "", error) from error
    return ContentFile(_write_sheets(found, sent.name or ""), name)


def renew_open_workbook(data: bytes, name: str) -> bytes:
    """Convert an .ods workbook to .xlsx: the values that its cells store are copied cell by cell.

    Raises:
        RecordError: ``file.…``, ``incomplete``.
    """
    from luoshi.reading.load.ods_workbook import list_ods_values  # lxml, which few requests need

    try:
        return _write_sheets(_by_place(list_ods_values(data, DEFAULT)), name)
    except ReadError as error:
        raise unreadable_workbook(name, error) from error


def _write_sheets(found: Sequence[PlacedSheet], name: str) -> bytes:
    """Return an .xlsx workbook of these sheets.

    Raises:
        RecordError: ``incomplete`` if no sheet is visible.
    """
    from openpyxl import Workbook

    from luoshi.writing.workbook import sheet_name

    if not any(visible for _title, visible, _rows, _merged in found):
        raise RecordError("incomplete", _("The workbook has no sheet with words."), where=name)
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, visible, rows, merged in found:
        sheet = made.create_sheet(sheet_name(title))
        sheet.sheet_state = "visible" if visible else "hidden"
        _put(sheet, rows, merged)
    made.active = next(at for at, (_title, visible, _rows, _merged) in enumerate(found) if visible)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _old_sheets(data: bytes, stored: bool) -> list[PlacedSheet]:
    if not stored:
        shown = cells.read_workbook_sheets(data)
        return [(sheet.name, sheet.visible, dict(sheet.sheet.rows), sheet.sheet.merged) for sheet in shown]
    return _by_place(cells.read_old_values(data))


def _by_place(sheets: Sequence[SheetValues]) -> list[PlacedSheet]:
    return [
        (
            sheet.name,
            sheet.visible,
            {
                row - 1: {column: value for column, value in enumerate(line) if value is not None}
                for row, line in sheet.lines
            },
            sheet.merged,
        )
        for sheet in sheets
    ]


def _put(sheet: Worksheet, rows: Cells, merged: Sequence[Range]) -> None:
    from openpyxl.cell import Cell

    from luoshi.writing.cells import put_words

    for row, said in rows.items():
        for column, value in said.items():
            if row < _LOWEST and column < _WIDEST:
                cell = sheet.cell(row + 1, column + 1)
                if isinstance(cell, Cell) and isinstance(value, str):
                    put_words(cell, value)
                elif isinstance(cell, Cell):
                    cell.value = value
    for top, left, bottom, right in merged:
        if (top, left) != (bottom, right) and rows.get(top, {}).get(left) not in (None, ""):
            inside = {
                (row, column)
                for row in range(top, min(bottom, top + _FURTHEST) + 1)
                for column in range(left, right + 1)
            }
            if sum(column in rows.get(row, {}) for row, column in inside) == 1:
                sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)


def no_workbook(name: str) -> RecordError:
    """Return the error of a file that is no workbook."""
    return RecordError(
        "incomplete",
        _("“%(name)s” is not a workbook (.xlsx, .ods or .xls).") % {"name": name},
        remedy=_("Nothing was saved.") + " " + _("Open it in WPS or Excel and save it as .xlsx."),
    )


def unreadable_workbook(name: str, error: ReadError) -> RecordError:
    """Return the error of a workbook that cannot be read."""
    if error.code == "load.encrypted":
        return RecordError(
            "file.encrypted", _("The file is protected by a password."), where=name, remedy=_("Save it without one.")
        )
    what, remedy = _("The file is damaged or incomplete."), _("Save it again with its own program.")
    return RecordError("file.damaged", what, where=name, remedy=remedy)
