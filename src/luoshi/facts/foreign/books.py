"""A workbook as it came: its texts, and the same with values in some of its cells; all else stays as it is."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from luoshi.facts.foreign.rules import MOST_COLUMNS, MOST_ROWS
from luoshi.records.base.errors import RecordError


def opened(data: bytes, sheet: str) -> tuple[Any, Any]:
    """A workbook and the worksheet of that name; without a name the first.

    Raises:
        RecordError: ``incomplete``: it cannot be read, is protected, or has no such worksheet.
    """
    try:
        book = load_workbook(io.BytesIO(data))
    except Exception as error:  # openpyxl promises nothing about what it raises on broken input
        raise RecordError(
            "incomplete",
            _("This workbook cannot be read."),
            remedy=_("Save it as .xlsx without a password, and give it again."),
        ) from error
    names = [one.title for one in book.worksheets]
    if sheet and sheet not in names:
        raise RecordError(
            "incomplete",
            _("There is no worksheet “%(name)s”; there are: %(names)s.") % {"name": sheet, "names": "、".join(names)},
            fields={"sheet": [_("There is no such worksheet.")]},
        )
    if not names:
        raise RecordError("incomplete", _("There is no worksheet in it."))
    return book, book[sheet or names[0]]


def texts(data: bytes, sheet: str) -> list[list[str]]:
    """The texts of a worksheet's cells, row by row."""
    _book, page = opened(data, sheet)
    found = []
    for row in page.iter_rows(max_row=min(page.max_row, MOST_ROWS), max_col=min(page.max_column, MOST_COLUMNS)):
        found.append([one.value if isinstance(one.value, str) else "" for one in row])
    return found


def filled(data: bytes, sheet: str, values: Mapping[tuple[str, int], Decimal]) -> tuple[bytes, int]:
    """The workbook with these values, and how many were written: formulas and what is merged stay as they are."""
    book, page = opened(data, sheet)
    written = 0
    for (column, row), value in values.items():
        cell = page[f"{column}{row}"]
        if not isinstance(cell, MergedCell) and not str(cell.value or "").startswith("="):
            cell.value = value
            written += 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), written
