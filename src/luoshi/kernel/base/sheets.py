"""Workbooks of records: writing lists row by row in bounded memory, and reading filled-in templates as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.workbooks import LOOKED, TextLine, read_first_sheet, read_texts
from luoshi.writing.width import display_width

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

    from luoshi.writing.rows import Row

Written = str | int | Decimal | date | datetime | None  # what ``writing.rows`` writes into a cell
HEAD_ROW = 3
LINE_HEIGHT, TALLEST = 14.0, 400.0  # points; Excel's maximum row height is 409
MOST_LINES = 1_000_000  # Excel ends at 1,048,576
MOST_ROWS = 5000  # rows of an office's own ledger
MOST_COLUMNS = 200
A4 = 9  # Excel's code for the paper size


@dataclass(frozen=True)
class WorkbookHead:
    """The text around a list: title, origin, columns with their widths, footer."""

    title: str
    origin: str
    columns: Sequence[tuple[str, int]]  # label, width in characters
    foot: str


def write_list(
    file: IO[bytes],
    head: WorkbookHead,
    lines: Iterable[Sequence[Written]],
    *,
    prepare: Callable[[object, object], None] | None = None,
    more: Sequence[tuple[WorkbookHead, Iterable[Sequence[Written]]]] = (),
) -> int:
    """Write an .xlsx file with filters, for printing on A4 landscape, in which no text is taken for a formula.

    Rows are not kept in memory.

    Args:
        prepare: changes the workbook and its sheet before the first row is written.
        more: further sheets with the same layout.

    Returns:
        The number of lines in the first sheet.
    """
    from openpyxl import Workbook

    from luoshi.writing.cells import cell_safe_text
    from luoshi.writing.rows import save_workbook_rows

    book = Workbook(write_only=True)
    counts: list[int] = []
    sheets = [_sheet(book, sheet_head, of, counts) for sheet_head, of in ((head, lines), *more)]
    if prepare:
        prepare(book, sheets[0][0])
    book.properties.title = cell_safe_text(head.title)[:200]
    book.properties.creator = "Luoshi"
    save_workbook_rows(book, file, sheets)
    return counts[0]


def _sheet(
    book: Any, head: WorkbookHead, lines: Iterable[Sequence[Written]], counts: list[int]
) -> tuple[WriteOnlyWorksheet, Callable[[], Iterator[Row]]]:
    """Return a sheet and the function that writes its rows; it appends their number to ``counts``."""
    from openpyxl.utils import get_column_letter

    from luoshi.writing.rows import XmlCells

    sheet: Any = book.create_sheet(sheet_name(head.title))

    def rows() -> Iterator[Row]:
        cells, count = XmlCells(sheet, timezone.get_current_timezone()), 0
        cell = cells.cell
        yield [cell(head.title, "title")], None
        yield [cell(head.origin, "small")], None
        yield [cell(label, "head") for label, _width in head.columns], None
        widths = [(width // 2, int(width * 1.05)) for _label, width in head.columns]
        for count, line in enumerate(lines, 1):  # noqa: B007 - reported when all is written
            yield cells.row(line), _height(line, widths)
        last = f"{get_column_letter(len(widths))}{max(HEAD_ROW + count, HEAD_ROW + 1)}"
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{last}"
        sheet.print_area = f"A1:{last}"
        counts.append(count)

    _lay_out(sheet, head)
    return sheet, rows


def _lay_out(sheet: Any, head: WorkbookHead) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    from luoshi.writing.cells import cell_safe_text

    for at, (_label, width) in enumerate(head.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.oddFooter.left.text = cell_safe_text(head.foot).replace("&", "&&")
    sheet.oddFooter.left.size = 8
    sheet.oddFooter.right.text = "&P / &N"


def sheet_name(title: str) -> str:
    """Return a valid sheet name: Excel allows 31 characters and excludes some."""
    from luoshi.writing.cells import cell_safe_text

    return "".join(char for char in cell_safe_text(title) if char not in "[]:*?/\\'").strip()[:31] or "1"


def _height(line: Sequence[Written], widths: Sequence[tuple[int, int]]) -> float:
    """Return the row height in points for the tallest cell; WPS and LibreOffice do not adjust rows by themselves.

    Args:
        widths: for each column, how many characters certainly fit, and how many text columns one of its lines holds.
    """
    lines = 1
    for value, (fit, room) in zip(line, widths, strict=True):
        if isinstance(value, str) and len(value) > fit:
            if len(value) * 2 <= lines * room and "\n" not in value:
                continue
            parts = value[:2000].split("\n")
            lines = max(lines, sum(-(-display_width(part) // room) or 1 for part in parts))
    return min(lines * LINE_HEIGHT + 4, TALLEST)


# ---- reading


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
