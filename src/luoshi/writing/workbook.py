"""Write workbooks for office use, to filter, print on A4 and circulate: title, source, head, lines.

Rows are written one by one and not kept in memory; no text is taken for a formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import IO, Any

import luoshi.writing.openpyxl_alone  # noqa: F401 before openpyxl

# isort: split
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from luoshi.writing.cells import Value, cell_safe_text
from luoshi.writing.rows import Row, XmlCells, save_workbook_rows
from luoshi.writing.sheet_heads import HEAD_ROW, WorkbookHead, Written
from luoshi.writing.terms import Say
from luoshi.writing.width import display_width

LINE_HEIGHT, TALLEST = 14.0, 400.0  # points of a line in 10 point type; the tallest row, of Excel's 409
A4 = 9  # Excel's code for the paper size


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


StyledLine = tuple[Sequence[Written], Sequence[str], bool]  # values, the style of each if not all are "body", shaded


def build_workbook(title: str, origin: str, sheets: Iterable[BookSheet], say: Say) -> bytes:
    """Return the .xlsx file; each sheet begins with a line for the title and one for its source."""
    stream = io.BytesIO()
    write_workbook(stream, [(_head(sheet, title, origin, say), _styled(sheet)) for sheet in sheets], UTC)
    return stream.getvalue()


def _head(sheet: BookSheet, title: str, origin: str, say: Say) -> WorkbookHead:
    columns = [(say(f"column.{name}"), width) for name, width in sheet.widths.items()]
    printed = list(sheet.widths).index(sheet.last) + 1
    return WorkbookHead(
        title, origin, columns, "", say(f"sheet.{sheet.name}"), sheet.frozen, printed, say("sheet.page")
    )


def _styled(sheet: BookSheet) -> Iterator[StyledLine]:
    for line in sheet.lines:
        styles = ["doubt" if name in line.marked else "body" for name in sheet.widths] if line.marked else []
        yield [line.values[name] for name in sheet.widths], styles, line.band


def write_workbook(
    file: IO[bytes],
    sheets: Sequence[tuple[WorkbookHead, Iterable[StyledLine]]],
    zone: tzinfo,
    prepare: Callable[[Any, Any], None] | None = None,
) -> int:
    """Write an .xlsx file; return the number of lines in its first sheet.

    Args:
        zone: the time zone in which moments are written, because a sheet has none.
        prepare: changes the workbook and its first sheet before the first row is written.
    """
    book = Workbook(write_only=True)
    counts: list[int] = []
    made = [_sheet(book, head, lines, zone, counts) for head, lines in sheets]
    if prepare:
        prepare(book, made[0][0])
    book.properties.title = cell_safe_text(sheets[0][0].title)[:200]
    book.properties.creator = "Luoshi"
    save_workbook_rows(book, file, made)
    return counts[0]


def _sheet(
    book: Any, head: WorkbookHead, lines: Iterable[StyledLine], zone: tzinfo, counts: list[int]
) -> tuple[Any, Callable[[], Iterator[Row]]]:
    """Return a sheet and the function that writes its rows; it appends their number to ``counts``."""
    sheet: Any = book.create_sheet(sheet_name(head.name or head.title))
    widths = [(width // 2, int(width * 1.05)) for _label, width in head.columns]

    def rows() -> Iterator[Row]:
        cells, count = XmlCells(sheet, zone), 0
        yield [cells.cell(head.title, "title")], None
        yield [cells.cell(head.origin, "small")], None
        labels = [label for label, _width in head.columns]
        yield [cells.cell(label, "head") for label in labels], _height(labels, widths)
        for count, (values, styles, band) in enumerate(lines, 1):  # noqa: B007 - reported when all is written
            if styles or band:
                kinds = styles or ["body"] * len(values)
                made = [cells.cell(value, kind, band) for value, kind in zip(values, kinds, strict=True)]
            else:
                made = cells.row(values)
            yield made, _height(values, widths)
        bottom = max(HEAD_ROW + count, HEAD_ROW + 1)
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(widths))}{bottom}"
        sheet.print_area = f"A1:{get_column_letter(head.printed or len(widths))}{bottom}"
        counts.append(count)

    _lay_out(sheet, head)
    return sheet, rows


def _lay_out(sheet: Any, head: WorkbookHead) -> None:
    for at, (_label, width) in enumerate(head.columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = f"{get_column_letter(head.frozen + 1)}{HEAD_ROW + 1}"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.left.text = cell_safe_text(head.foot).replace("&", "&&")
    sheet.oddFooter.left.size = 8
    sheet.oddFooter.right.text = head.page


def sheet_name(title: str) -> str:
    """Return a valid sheet name: Excel allows 31 characters and excludes some."""
    return "".join(char for char in cell_safe_text(title) if char not in "[]:*?/\\'").strip()[:31] or "1"


def _height(line: Sequence[Written], widths: Sequence[tuple[int, int]]) -> float:
    """Return the row height in points for the tallest cell; WPS and LibreOffice do not adjust rows by themselves.

    Args:
        widths: for each column, how many characters certainly fit, and how many text columns one of its lines holds.
    """
    lines = 1
    for value, (fit, room) in zip(line, widths, strict=True):
        if isinstance(value, str) and (len(value) > fit or "\n" in value):
            if len(value) * 2 <= lines * room and "\n" not in value:
                continue
            parts = value[:2000].split("\n")
            lines = max(lines, sum(-(-display_width(part) // room) or 1 for part in parts))
    return min(lines * LINE_HEIGHT + 4, TALLEST)
