"""Checks uploaded workbooks, converts old formats, and reads their sheets as cells."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.evidence.received.files import looked_through, marked_file_error
from luoshi.evidence.received.rules import markings
from luoshi.evidence.received.rules.uploads import MEDIA, OFFICE, upload_extension
from luoshi.plans.columns.rules import LOOKED
from luoshi.plans.sheets.rules.changes import IssuedSheet, Returned, issued_by, returned_in
from luoshi.reading.errors import ReadError
from luoshi.reading.load import cells
from luoshi.reading.load.cells import merged_cell_anchors
from luoshi.reading.load.sheet import SheetCells

FILE_BYTES = 10_000_000
MOST_ROWS, MOST_COLUMNS = 5000, 200  # of an office's own ledger
OLD = ("xls", "et", "xlt")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GRADES = tuple(f"{grade}★".encode("utf-16-le") for grade in ("绝密", "机密", "秘密"))
_last: tuple[bytes, tuple[cells.NamedSheet, ...]] | None = None  # the last file and its contents
_WIDEST, _LOWEST = 16_384, 1_048_576


@dataclass(frozen=True)
class UploadedWorkbook:
    """A checked workbook: its name, its bytes as .xlsx or .ods whatever was sent, and its sheets."""

    name: str
    data: bytes
    sheets: tuple[cells.NamedSheet, ...]

    @property
    def visible(self) -> list[cells.NamedSheet]:
        """The visible sheets with words, in order."""
        return [sheet for sheet in self.sheets if sheet.visible and sheet.sheet.rows]


def looked_into(sent: Any) -> UploadedWorkbook:
    """Check that an uploaded workbook is harmless and bears no classification marking in any cell; nothing is written.

    An .xls file is converted to an .xlsx of the same cells: old files can contain programs that cannot be inspected.

    Raises:
        RecordError: ``marked_file_error``; ``file.…`` and ``incomplete`` for files that cannot be accepted.
    """
    global _last
    if sent.size > FILE_BYTES:
        what, remedy = _("The file is larger than 10 MB."), _("Split it into several files.")
        raise RecordError("file.too_large", what, where=sent.name or "", remedy=remedy)
    sent = _renewed(sent) if upload_extension(sent.name or "") in OLD else sent
    read: list[Any] = []
    found = looked_through(sent, part="file", sheets=read, document=True)
    if isinstance(found, RecordError):
        raise found
    if found.media not in (MEDIA["xlsx"], OFFICE["ods"]):
        raise _no_workbook(found.name)
    if found.read and read:  # reuse its cells: reading them is most of the work
        _last = (found.data, tuple(cells.NamedSheet(*sheet) for sheet in read))
    book = reopen_workbook(found.name, found.data)
    for sheet in book.sheets:
        for row in sheet.sheet.rows.values():
            if any(markings.in_typed(words) for words in row.values()):
                raise marked_file_error("file")
        try:
            merged_cell_anchors(sheet.sheet)
        except ReadError as error:
            raise _unreadable(book.name, error) from error
    if any(
        len({column for row in sheet.sheet.rows.values() for column in row}) > MOST_COLUMNS for sheet in book.visible
    ):
        raise RecordError(
            "incomplete",
            _("The sheet has more than %(most)d columns.") % {"most": MOST_COLUMNS},
            where=book.name,
            remedy=_("Nothing was saved.") + " " + _("Split it into several files."),
        )
    if max(len(sheet.sheet.rows) for sheet in book.visible) > MOST_ROWS + LOOKED:  # plus a title and a header
        raise RecordError(
            "incomplete",
            _("The sheet has more than %(most)d rows.") % {"most": MOST_ROWS},
            where=book.name,
            remedy=_("Nothing was saved.") + " " + _("Split it into several files."),
        )
    return book


def reopen_workbook(name: str, data: bytes) -> UploadedWorkbook:
    """Reopen a checked workbook from its bytes.

    Raises:
        RecordError: ``file.damaged``, ``file.encrypted``, ``incomplete`` if no sheet has words.
    """
    global _last
    known = _last
    if known is None or known[0] != data:  # each page of an upload reads it again: a second for 5,000 rows
        try:
            known = (data, tuple(cells.read_workbook_sheets(data)))
        except ReadError as error:
            raise _unreadable(name, error) from error
        _last = known
    book = UploadedWorkbook(name, data, known[1])
    if not book.visible:
        raise RecordError("incomplete", _("The workbook has no sheet with words."), where=name)
    return book


def issued_in(book: UploadedWorkbook) -> IssuedSheet | None:
    """Return the plan and date of an exported ledger; None for any other workbook."""
    return next((found for sheet in book.sheets if not sheet.visible and (found := issued_by(sheet.sheet))), None)


def came_back(book: UploadedWorkbook, plan: int) -> tuple[list[Returned], IssuedSheet]:
    """Return the lines of a workbook exported for a plan, and its hidden data.

    Raises:
        RecordError: ``incomplete``.
    """
    issued = issued_in(book)
    if issued is None or issued.plan != plan:
        raise RecordError("incomplete", _("This is not the ledger of this plan."), where=book.name)
    for sheet in book.visible:
        lines = returned_in(sheet.sheet, issued)
        if lines is not None:
            return lines, issued
    raise RecordError(
        "incomplete",
        _("The head of the ledger or its hidden columns are no longer in the workbook."),
        where=book.name,
        remedy=_("Download the ledger again, enter your changes, and do not change its head."),
    )


def _renewed(sent: Any) -> ContentFile[bytes]:
    """Convert a file named .xls to .xlsx: an actual .xlsx is only renamed, an old one is copied cell by cell."""
    from openpyxl import Workbook

    from luoshi.writing.workbook import sheet_name

    sent.seek(0)
    data = sent.read()
    name = (sent.name or "").rpartition(".")[0] + ".xlsx"
    if data.startswith(b"PK"):
        return ContentFile(data, name)
    if not data.startswith(_OLE):
        raise _no_workbook(sent.name)
    if any(words in data for words in _GRADES):  # headers and footers, invisible to the cell reader
        raise marked_file_error("file")
    try:
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError("load.encrypted", format="xls")
        found = cells.read_workbook_sheets(data)
    except ReadError as error:
        raise _unreadable(sent.name, error) from error
    made = Workbook()
    made.remove(made.worksheets[0])
    for old_sheet in found:
        sheet = made.create_sheet(sheet_name(old_sheet.name))
        sheet.sheet_state = "visible" if old_sheet.visible else "hidden"
        _put(sheet, old_sheet.sheet)
    file = io.BytesIO()
    if not any(old_sheet.visible for old_sheet in found):
        raise RecordError("incomplete", _("The workbook has no sheet with words."), where=sent.name)
    made.active = next(at for at, old_sheet in enumerate(found) if old_sheet.visible)
    made.save(file)
    return ContentFile(file.getvalue(), name)


def _put(sheet: Any, found: SheetCells) -> None:
    from luoshi.writing.cells import put_words

    for row, said in found.rows.items():
        for column, words in said.items():
            if row < _LOWEST and column < _WIDEST:
                put_words(sheet.cell(row + 1, column + 1), words)
    for top, left, bottom, right in found.merged:
        if (top, left) != (bottom, right) and found.rows.get(top, {}).get(left):
            inside = {
                (row, column)
                for row in range(top, min(bottom, top + MOST_ROWS) + 1)
                for column in range(left, right + 1)
            }
            if sum(column in found.rows.get(row, {}) for row, column in inside) == 1:
                sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)


def _no_workbook(name: str) -> RecordError:
    return RecordError(
        "incomplete",
        _("“%(name)s” is not a workbook (.xlsx, .ods or .xls).") % {"name": name},
        remedy=_("Nothing was saved.") + " " + _("Open it in WPS or Excel and save it as .xlsx."),
    )


def _unreadable(name: str, error: ReadError) -> RecordError:
    if error.code == "load.encrypted":
        return RecordError(
            "file.encrypted", _("The file is protected by a password."), where=name, remedy=_("Save it without one.")
        )
    what, remedy = _("The file is damaged or incomplete."), _("Save it again with its own program.")
    return RecordError("file.damaged", what, where=name, remedy=remedy)
