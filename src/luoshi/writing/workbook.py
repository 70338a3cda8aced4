"""Build a workbook for office use, to filter, print on A4 and circulate: title, source, head, lines."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from luoshi.writing.cells import FORMULA_LIKE, SMALL, TITLE, SheetStyles, Value, cell_safe_text, put_words
from luoshi.writing.rows import put_away
from luoshi.writing.terms import Say
from luoshi.writing.width import display_width

HEAD_ROW = 3
LINE_HEIGHT, TALLEST = 14.0, 400.0  # points of a line in 10 point type; the tallest row, of Excel's 409


@dataclass(frozen=True, slots=True)
class WorkbookLine:
    """A row: values by column, the columns marked for a second look, and whether it is shaded."""

    values: dict[str, Value]
    marked: frozenset[str] = frozenset()
    band: bool = False


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet of a workbook.

    Attributes:
        name: message id under ``sheet.``
        widths: columns, message ids under ``column.``, with their widths in characters.
        frozen: how many columns stay in view.
        last: the last printed column; those after it are for work on the screen.
    """

    name: str
    widths: dict[str, int]
    frozen: int
    last: str
    lines: Iterable[WorkbookLine]


def build_workbook(title: str, origin: str, sheets: Iterable[BookSheet], say: Say) -> bytes:
    """Return the .xlsx file; each sheet begins with a line for the title and one for its source.

    Raises:
        OSError: there is no room for the temporary files of the sheets.
    """
    made = Workbook(write_only=True)
    try:
        for sheet in sheets:
            _sheet(made, sheet, (title, origin), say)
        made.properties.title = cell_safe_text(title)[:200]
        made.properties.creator = "Luoshi"
        stream = io.BytesIO()
        made.save(stream)
        return stream.getvalue()
    except SerialisationError as error:  # IO_ENOSPC, IO_EFBIG: lxml's names for system errors
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number)) from error
    finally:
        put_away(made)


def _sheet(book: Workbook, one: BookSheet, heads: tuple[str, str], say: Say) -> None:
    widths = one.widths
    sheet = book.create_sheet(say(f"sheet.{one.name}"))
    for at, width in enumerate(widths.values(), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"{get_column_letter(one.frozen + 1)}{HEAD_ROW + 1}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.center.text = say("sheet.page")
    for text, font in zip(heads, (TITLE, SMALL), strict=True):
        made = WriteOnlyCell(sheet)
        put_words(made, text)
        made.quotePrefix = text.startswith(FORMULA_LIKE)
        made.font = font
        sheet.append([made])
    sheet.row_dimensions[HEAD_ROW].height = 2 * LINE_HEIGHT + 4
    styles = SheetStyles(sheet)
    sheet.append([styles.cell(say(f"column.{name}"), "head") for name in widths])
    count = HEAD_ROW
    for line in one.lines:
        count += 1
        sheet.row_dimensions[count].height = _height(line, widths)
        kinds = {name: "doubt" if name in line.marked else "body" for name in widths}
        sheet.append([styles.cell(line.values[name], kinds[name], band=line.band) for name in widths])
    names, bottom = list(widths), max(count, HEAD_ROW + 1)
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(names))}{bottom}"
    sheet.print_area = f"A1:{get_column_letter(names.index(one.last) + 1)}{bottom}"


def _height(line: WorkbookLine, widths: dict[str, int]) -> float:
    """Return the points for the tallest cell, because WPS and LibreOffice do not fit rows without a height."""
    lines = 1
    for name, width in widths.items():
        value = line.values[name]
        if isinstance(value, str) and value:
            lines = max(
                lines, sum(-(-display_width(part[:2000]) // int(width * 1.05)) or 1 for part in value.split("\n"))
            )
    return min(lines * LINE_HEIGHT + 4, TALLEST)
