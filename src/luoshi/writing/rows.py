"""Write rows of a sheet as XML straight into the .xlsx file, without cell objects or temporary files.

openpyxl writes everything else of a workbook. Its own way of writing rows takes fifteen times as long.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from operator import add
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import luoshi.writing.openpyxl_alone  # noqa: F401 before openpyxl

# isort: split
from lxml.etree import LxmlError
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import RelationshipList
from openpyxl.utils import datetime as days
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from luoshi.writing.cells import DIGITS, FORMULA_LIKE, LONGEST, cell_safe_text, style_empty_cell
from luoshi.writing.exact_json import format_plain_exact
from luoshi.writing.sheet_heads import Written

LEVEL = 2  # deflate level: half the time of the usual 6, a file a fifth larger
KNOWN = 8000  # cells whose XML is cached: an office's lists repeat words, days and numbers
SHORT = 40  # maximum characters of a cached text
AT_ONCE = 100  # rows written to the file together


class XmlCells:
    """Cells of a sheet as XML, without the start that has their position. Styles and repeated words are cached.

    Words stay words, numbers and days are real, and nothing becomes a formula.
    """

    def __init__(self, sheet: WriteOnlyWorksheet, zone: tzinfo) -> None:
        """``zone``: the time zone in which moments are written, because a sheet has none."""
        self._sheet, self._zone = sheet, zone
        self._styles: dict[tuple[str, bool, str], int] = {}
        self._known: dict[Written, str] = {}

    def row(self, values: Iterable[Written]) -> list[str]:
        """Return bordered cells. Equal values (1 and Decimal(1)) are written alike, so one look-up serves all."""
        known, made = self._known.get, self._format_cell
        return [known(value) or made(value) for value in values]

    def _format_cell(self, value: Written) -> str:
        found = self.cell(value)
        if type(value) is not str or len(value) <= SHORT:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[value] = found
        return found

    def cell(self, value: Written, kind: str = "body", band: bool = False) -> str:
        """Return a cell; ``kind`` is head, body or doubt, which have borders, or title or small; ``band`` shades it."""
        if isinstance(value, str):
            return self._words(value, kind, band)
        if value is None:
            return f' s="{self._style(kind, band, "words")}"/>'
        if isinstance(value, datetime):
            if value.tzinfo:
                value = value.astimezone(self._zone).replace(tzinfo=None, microsecond=0)
            return f' s="{self._style(kind, band, "moment")}" t="n"><v>{_serial(value)}</v></c>'
        if isinstance(value, date):
            return f' s="{self._style(kind, band, "day")}" t="n"><v>{_serial(value)}</v></c>'
        if isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)
        said = format_plain_exact(value) if isinstance(value, Decimal) else str(int(value))
        if len(said) > DIGITS and len(Decimal(value).as_tuple().digits) > DIGITS:
            return self._words(said, kind, band, "number")
        return f' s="{self._style(kind, band, "number")}" t="n"><v>{said}</v></c>'

    def _words(self, text: str, kind: str, band: bool, form: str = "words") -> str:
        # Printable words without a _ need no cleaning; a code point is at most two UTF-16 units.
        if not text.isprintable() or "_" in text or len(text) * 2 > LONGEST:
            text = cell_safe_text(text)
        style = self._style(kind, band, "formula" if text.startswith(FORMULA_LIKE) else form)
        if not text:
            return f' s="{style}"/>'
        kept = ' xml:space="preserve"' if "\n" in text or text != text.strip() else ""
        if "&" in text or "<" in text or ">" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f' s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'

    def _style(self, kind: str, band: bool, form: str) -> int:
        key = (kind, band, form)
        if key not in self._styles:
            self._styles[key] = int(style_empty_cell(self._sheet, *key).style_id)
        return self._styles[key]


def _serial(value: date) -> float:
    serial: float = days.to_excel(value)  # type: ignore[no-untyped-call]
    return serial


Row = tuple[Sequence[str], float | None]  # cells from ``XmlCells``, and the row's height in points
Rows = Callable[[], Iterable[Row]]


def save_workbook_rows(book: Workbook, file: IO[bytes], rows: Sequence[tuple[WriteOnlyWorksheet, Rows]]) -> None:
    """Write a write-only workbook, including sheet settings (filter, print area) made while its rows are built.

    Args:
        rows: a function for each sheet written this way, called once, when its turn comes.
    """
    try:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL, allowZip64=True) as archive:
            _RowWriter(book, archive, rows).write_data()
    finally:
        put_away(book)


class _RowWriter(ExcelWriter):
    def __init__(self, book: Workbook, archive: ZipFile, rows: Sequence[tuple[WriteOnlyWorksheet, Rows]]) -> None:
        super().__init__(book, archive)
        self._file, self._rows = archive, rows

    def write_worksheet(self, sheet: Any) -> None:
        rows = next((rows for worksheet, rows in self._rows if worksheet is sheet), None)
        if rows is None:
            super().write_worksheet(sheet)
            return
        sheet._drawing, sheet._rels = SpreadsheetDrawing(), RelationshipList()
        with self._file.open(sheet.path[1:], "w", force_zip64=True) as part:
            part.write(_around(sheet)[0] + b"<sheetData>")
            for some in _as_xml(rows()):
                part.write(some.encode())
            part.write(b"</sheetData>" + _around(sheet)[1])
        self.manifest.append(sheet)


def _around(sheet: WriteOnlyWorksheet) -> tuple[bytes, bytes]:
    """Return the XML of a sheet before and after its rows, in its present state."""
    stream = io.BytesIO()
    writer = WorksheetWriter(sheet, out=stream)
    writer.write()
    made = stream.getvalue()
    for empty in (b"<sheetData/>", b"<sheetData></sheetData>"):
        if empty in made:
            before, _empty, behind = made.partition(empty)
            return before, behind
    raise ValueError("the sheet has rows of its own")


def _as_xml(rows: Iterable[Row]) -> Iterator[str]:
    starts: list[str] = []  # of the cells from the second column on
    parts: list[str] = []
    for at, (cells, height) in enumerate(rows, 1):
        while len(starts) < len(cells):
            starts.append(f'<c r="{get_column_letter(len(starts) + 2)}')
        parts.append(f'<row r="{at}">' if height is None else f'<row r="{at}" ht="{height:g}" customHeight="1">')
        if cells:
            # The row number goes between a cell's content and the start of the next: one join for each row.
            parts.append(f'{at}"'.join(('<c r="A', *map(add, cells[:-1], starts), cells[-1])))
        parts.append("</row>")
        if at % AT_ONCE == 0:
            yield "".join(parts)
            parts.clear()
    yield "".join(parts)


def put_away(book: Workbook) -> None:
    """Remove the temporary files of sheets that openpyxl did not finish; a finished book has none."""
    sheets: Sequence[Any] = book.worksheets  # the stubs do not know how a sheet is written
    for sheet in sheets:
        if sheet._writer is not None:
            for part in (sheet._rows, sheet._writer):
                # This error was already raised and reported; an unclosed file would report it again.
                with contextlib.suppress(AttributeError, LxmlError, OSError):
                    part.close()
            with contextlib.suppress(OSError, ValueError):
                sheet._writer.cleanup()
