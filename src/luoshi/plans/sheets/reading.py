"""Checks uploaded workbooks, converts old formats, and reads their sheets as cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.evidence.received.files import looked_through, marked_file_error
from luoshi.evidence.received.old_workbooks import (
    OLD_WORKBOOKS,
    no_workbook,
    renew_old_workbook,
    unreadable_workbook,
)
from luoshi.evidence.received.rules import markings
from luoshi.evidence.received.rules.uploads import MEDIA, OFFICE, upload_extension
from luoshi.plans.columns.rules import LOOKED
from luoshi.plans.sheets.rules.changes import IssuedSheet, Returned, issued_by, returned_in
from luoshi.reading.errors import ReadError
from luoshi.reading.load import cells
from luoshi.reading.load.cells import merged_cell_anchors

FILE_BYTES = 10_000_000
MOST_ROWS, MOST_COLUMNS = 5000, 200  # of an office's own ledger
_last: tuple[bytes, tuple[cells.NamedSheet, ...]] | None = None  # the last file and its contents


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
    sent = renew_old_workbook(sent) if upload_extension(sent.name or "") in OLD_WORKBOOKS else sent
    read: list[Any] = []
    found = looked_through(sent, part="file", sheets=read, document=True)
    if isinstance(found, RecordError):
        raise found
    if found.media not in (MEDIA["xlsx"], OFFICE["ods"]):
        raise no_workbook(found.name)
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
            raise unreadable_workbook(book.name, error) from error
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
            raise unreadable_workbook(name, error) from error
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
