"""OpenDocument workbooks (.ods, also saved by WPS and LibreOffice): each cell as it is shown, or its value.

Source: ISO/IEC 26300-1:2015, 9.1 (tables), 19.385 (types of values), 19.675 (repeated rows).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.markup import parse_xml_part
from luoshi.reading.load.sheet import CellError, CellValue, FilledCell, SheetCells, SheetLine, SheetValues, put_sheets
from luoshi.reading.load.zip_container import Pack

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _TEXT, _OFFICE, _STYLE = (f"{{{_NAMES}{name}:1.0}}" for name in ("table", "text", "office", "style"))
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROWS, _COLUMNS = 1_048_576, 16_384
_CLOCK = re.compile(r"PT(?:(\d{1,2})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:[.,]\d+)?S)?")
T = TypeVar("T")


def read_ods_workbook(data: bytes, draft: TextDraft, kept: list[tuple[str, bool, SheetCells]] | None = None) -> None:
    """Put all visible sheets of a workbook into ``draft``.

    Args:
        kept: receives the output of ``iterate_ods_sheets`` for the same file, to save a second reading.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``.
    """
    found = list(iterate_ods_sheets(data, draft))
    if kept is not None:
        kept += found
    visible = [sheet for _name, shows, sheet in found if shows]
    if len(visible) < len(found):
        draft.note("load.sheets_hidden", count=len(found) - len(visible))
    put_sheets(visible, draft)


def iterate_ods_sheets(data: bytes, draft: TextDraft) -> Iterator[tuple[str, bool, SheetCells]]:
    """Yield name, visibility and cells of each sheet, with the words that ``read_ods_workbook`` finds in them.

    Raises:
        ReadError: as ``read_ods_workbook``.
    """
    for name, shows, table in _tables(data, draft):
        yield name, shows, _sheet(table, draft)


def list_ods_values(data: bytes, limits: FileLimits) -> list[SheetValues]:
    """Return the sheets with the values that their cells store, including hidden ones: 0.12345 for 12%.

    A formula without a stored value is an error in its cell: nobody has computed it.

    Raises:
        ReadError: as ``read_ods_workbook``.
    """
    draft = TextDraft(limits)
    found = []
    for name, shows, table in _tables(data, draft):
        lines: list[SheetLine] = []
        merged = []
        at = 0
        for row in table.iter(f"{_TABLE}table-row"):
            times = _times(row, "number-rows-repeated")
            spans: list[tuple[int, int, int]]
            values: dict[int, FilledCell]
            values, spans = _row(row, draft, _value)
            if values:
                draft.count((len(values) + len(spans)) * times)
                line: list[CellValue] = [values.get(column) for column in range(max(values) + 1)]
                lines += [(again + 1, line) for again in range(at, min(at + times, _ROWS))]
                merged += [(at, left, min(at + down, _ROWS) - 1, right) for left, right, down in spans]
            at += times
            if at > _ROWS:
                break
        found.append(SheetValues(name, shows, lines, merged))
    return found


def _tables(data: bytes, draft: TextDraft) -> Iterator[tuple[str, bool, etree._Element]]:
    """Yield name, visibility and element of each sheet."""
    root = parse_xml_part(Pack(data, "ods", draft.limits), "content.xml")
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
        for shown in style.iterfind(f"{_STYLE}table-properties")
        if shown.get(f"{_TABLE}display") == "false"
    }
    for table in root.iterfind(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table"):
        yield table.get(f"{_TABLE}name", ""), table.get(f"{_TABLE}style-name") not in hidden, table


def _sheet(table: etree._Element, draft: TextDraft) -> SheetCells:
    found = SheetCells()
    at = 0
    for row in table.iter(f"{_TABLE}table-row"):
        times = _times(row, "number-rows-repeated")
        cells, merged = _row(row, draft, _shown)
        if cells:
            draft.count((len(cells) + len(merged)) * times)  # an empty row costs nothing, repeated or not
            for again in range(at, min(at + times, _ROWS)):
                found.rows[again] = dict(cells)
            found.merged += [(at, left, min(at + down, _ROWS) - 1, right) for left, right, down in merged]
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                found.hidden_rows += times
        at += times
        if at > _ROWS:
            break
    return found


def _row(
    row: etree._Element, draft: TextDraft, read: Callable[[etree._Element], T | None]
) -> tuple[dict[int, T], list[tuple[int, int, int]]]:
    """Return what ``read`` finds in a row, by column, and of merged cells first column, last column and rows below."""
    cells: dict[int, T] = {}
    merged: list[tuple[int, int, int]] = []
    at = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        draft.count(1)
        times = _times(cell, "number-columns-repeated")
        value = read(cell) if cell.tag == f"{_TABLE}table-cell" else None
        if value is not None:
            draft.count(min(times, _COLUMNS))
            cells.update(dict.fromkeys(range(at, min(at + times, _COLUMNS)), value))
            right, down = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
            if right > 1 or down > 1:
                merged.append((at, min(at + right, _COLUMNS) - 1, down))
        at += times
    return cells, merged


def _times(element: etree._Element, name: str) -> int:
    said = element.get(f"{_TABLE}{name}", "1")
    if not (said.isascii() and said.isdigit() and len(said) < 9 and int(said)):
        raise ReadError("load.damaged", format="ods")
    return int(said)


def _shown(cell: etree._Element) -> str | None:
    return words if (words := _words(cell)).strip() else None


def _value(cell: etree._Element) -> FilledCell | None:
    """Return the value that a cell stores; its words where it is a text, or where the value means nothing."""
    words = _shown(cell)
    if cell.get(f"{_CALCEXT}value-type") == "error":
        return CellError((words or "#VALUE!").strip())
    try:
        match cell.get(f"{_OFFICE}value-type"):
            case "float" | "percentage" | "currency":
                amount = Decimal(cell.get(f"{_OFFICE}value", ""))
                if not amount.is_finite():
                    return words
                return int(amount) if amount.adjusted() < 30 and amount == amount.to_integral_value() else amount
            case "date":
                day = cell.get(f"{_OFFICE}date-value", "")
                return date.fromisoformat(day) if len(day) == 10 else datetime.fromisoformat(day)
            case "time":
                clock = _CLOCK.fullmatch(cell.get(f"{_OFFICE}time-value", ""))
                if clock is None:
                    return words
                hours, minutes, seconds = (int(part or 0) for part in clock.groups())
                return time(hours, minutes, seconds)
            case "boolean":
                return cell.get(f"{_OFFICE}boolean-value") == "true"
            case None if cell.get(f"{_TABLE}formula") and words is None:
                return CellError("#VALUE!")
    except (InvalidOperation, ValueError):
        return words
    return words


def _words(cell: etree._Element) -> str:
    """Return the paragraphs of a cell, without its comments."""
    return "\n".join(_said(paragraph) for paragraph in cell.iterfind(f"{_TEXT}p"))


def _said(element: etree._Element) -> str:
    pieces = [element.text or ""]
    for part in element:
        if part.tag == f"{_TEXT}s":
            pieces.append(" ")
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            pieces.append("\n" if part.tag.endswith("break") else " ")
        elif part.tag in (f"{_TEXT}span", f"{_TEXT}a"):
            pieces.append(_said(part))
        pieces.append(part.tail or "")
    return "".join(pieces)
