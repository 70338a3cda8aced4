"""Workbooks of records: filled-in templates read as text."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.workbooks import LOOKED, TextLine, read_first_sheet, read_texts

MOST_ROWS = 5000  # rows of an office's own ledger
MOST_COLUMNS = 200


def read_rows(data: bytes, most: int = MOST_ROWS) -> list[TextLine]:
    """Return the rows of a workbook's first visible sheet as text, each with its number, without empty rows.

    Raises:
        RecordError: ``incomplete``: it is no workbook, longer than one import may be, or a cell holds an error.
    """
    lines = read_first_sheet(data, sheet_refusal)
    if len(lines) > most + LOOKED:
        what = _("The sheet has more than %(most)d rows.") % {"most": most}
        raise sheet_refusal("file.too_large", what, _("Split it into several files."))
    return read_texts(lines, sheet_refusal)


def sheet_refusal(_code: str, what: str, remedy: str) -> RecordError:
    """Return the error of records for a sheet: it is not taken, with no part of it."""
    return RecordError("incomplete", what, remedy=" ".join(filter(None, [_("Nothing was saved."), remedy])))
