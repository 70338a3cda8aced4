"""Excel workbooks (Office Open XML), read as a stream: what each cell shows, or the value that it stores.

A missing cell costs nothing, whatever size the sheet claims.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.markup import R_ID, main_part, parse_xml_part, part_relations, stream_xml_elements
from luoshi.reading.load.number_formats import BUILT_IN, format_stored_number, parse_stored_number, stored_moment
from luoshi.reading.load.sheet import CellError, FilledCell, Range, SheetCells, SheetLine, SheetValues, put_sheets
from luoshi.reading.load.zip_container import Pack

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ROWS, _COLUMNS = 1_048_576, 16_384
_DIGITS = re.compile(r"-?[0-9]{1,30}")
T = TypeVar("T")


def read_xlsx_workbook(data: bytes, draft: TextDraft, kept: list[tuple[str, bool, SheetCells]] | None = None) -> None:
    """Put all visible sheets of a workbook into ``draft``.

    Args:
        kept: receives the output of ``iterate_xlsx_sheets`` for the same file, to save a second reading.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``.
    """
    reader, found = _open(Pack(data, "xlsx", draft.limits), draft)
    visible = [part for _name, part, shows in found if shows]
    if len(visible) < len(found):
        draft.note("load.sheets_hidden", count=len(found) - len(visible))
    formulas = 0

    def seen() -> Iterator[SheetCells]:
        nonlocal formulas
        for name, part, shows in found:
            if shows or kept is not None:
                before, sheet = reader.formulas, reader.sheet(part)
                if kept is not None:
                    kept.append((name, shows, sheet))
                if shows:
                    formulas += reader.formulas - before
                    yield sheet

    put_sheets(seen(), draft)
    if formulas:
        draft.note("load.formulas", cells=formulas)


def iterate_xlsx_sheets(data: bytes, draft: TextDraft) -> Iterator[tuple[str, bool, SheetCells]]:
    """Yield name, visibility and cells of each sheet, with the words that ``read_xlsx_workbook`` finds in them.

    Raises:
        ReadError: as ``read_xlsx_workbook``.
    """
    reader, found = _open(Pack(data, "xlsx", draft.limits), draft)
    for name, part, shows in found:
        yield name, shows, reader.sheet(part)


def list_xlsx_values(data: bytes, limits: FileLimits, *, first: bool) -> list[SheetValues]:
    """Return the sheets of a workbook with their values; see ``sheet_values.read_workbook_values``.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``.
    """
    pack = Pack(data, "xlsx", limits)
    pack.refuse_bombs()
    reader, found = _open(pack, TextDraft(limits))
    if first:
        found = [sheet for sheet in found if sheet[2]][:1]
    sheets = []
    for name, part, shows in found:
        before = reader.formulas
        lines, merged = reader.values(part)
        sheets.append(SheetValues(name, shows, lines, merged, reader.formulas - before))
    return sheets


def _open(pack: Pack, draft: TextDraft) -> tuple[_WorkbookReader, list[tuple[str, str, bool]]]:
    """Return the reader for the sheets of a workbook, and name, part and visibility of each, in order."""
    main = main_part(pack, "xl/workbook.xml")
    root, links = parse_xml_part(pack, main), part_relations(pack, main)
    reader = _WorkbookReader(pack, draft)
    properties = root.find(S + "workbookPr")
    reader.base_1904 = properties is not None and properties.get("date1904", "0") in {"1", "true"}
    for kind, part in links.values():
        if kind == "styles" and part in pack:
            reader.read_formats(parse_xml_part(pack, part))
        elif kind == "sharedStrings" and part in pack:
            reader.read_strings(part)
    return reader, _worksheets(pack, root, links)


def _worksheets(pack: Pack, root: etree._Element, links: dict[str, tuple[str, str]]) -> list[tuple[str, str, bool]]:
    found: dict[str, tuple[str, str, bool]] = {}
    for sheet in root.iterfind(f"{S}sheets/{S}sheet"):
        kind, part = links.get(sheet.get(R_ID, ""), ("", ""))
        if kind != "worksheet" or part not in pack:
            continue
        found.setdefault(part, (sheet.get("name", ""), part, sheet.get("state", "visible") == "visible"))
    return list(found.values())


class _WorkbookReader:
    """The shared state of one workbook's sheets: its strings, its formats, its counts."""

    def __init__(self, pack: Pack, draft: TextDraft) -> None:
        self.pack = pack
        self.draft = draft
        self.base_1904 = False
        self.formulas = 0
        self._strings: list[str] = []
        self._formats: list[str] = []
        self._size = 0

    def read_formats(self, root: etree._Element) -> None:
        """Read the number format of each cell style from styles.xml."""
        own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iterfind(f"{S}numFmts/{S}numFmt")}
        for style in root.iterfind(f"{S}cellXfs/{S}xf"):
            ident = style.get("numFmtId", "0")
            self._formats.append(own.get(ident) or BUILT_IN.get(_index(ident), "General"))

    def read_strings(self, part: str) -> None:
        """Read the shared strings; they count here and again in each cell that uses them."""
        with self.pack.open(part) as source:
            for item in stream_xml_elements(source, ("si",), "xlsx"):
                self.draft.count(1)
                self._strings.append(_words(item))
                self._count(len(self._strings[-1]))

    def sheet(self, part: str) -> SheetCells:
        """Return one sheet with the cells that contain words."""
        found = SheetCells()
        for row, cells, hidden in self._rows(part, self._shown_value, found.merged):
            found.rows.setdefault(row, {}).update(cells)
            found.hidden_rows += hidden
        return found

    def values(self, part: str) -> tuple[list[SheetLine], list[Range]]:
        """Return the rows of one sheet that have a value, and its merged ranges.

        Raises:
            ReadError: ``load.too_large``: the first and the last cell are too far apart.
        """
        merged: list[Range] = []
        rows: dict[int, dict[int, Any]] = {}  # mypy makes an object of a union in a generic function
        for row, cells, _hidden in self._rows(part, self._stored_value, merged):
            rows.setdefault(row, {}).update(cells)
        widths = {row: max(cells) + 1 for row, cells in rows.items()}
        if rows and (max(rows) + 1) * max(widths.values()) > self.draft.limits.cells:
            raise ReadError("load.too_large", what="cells", limit=self.draft.limits.cells)
        return [(row + 1, [rows[row].get(column) for column in range(widths[row])]) for row in sorted(rows)], merged

    def _rows(
        self, part: str, read: Callable[[str, str, str], T | None], merged: list[Range]
    ) -> Iterator[tuple[int, dict[int, T], bool]]:
        """Yield each row that has cells: its number from 0, its cells, and whether it is hidden; fill ``merged``.

        Args:
            read: makes a cell of its type, its stored text and its format; None leaves it out.
        """
        last_row = -1
        with self.pack.open(part) as source:
            for element in stream_xml_elements(source, ("row", "mergeCell"), "xlsx"):
                self.draft.count(1)
                if _local(element) == "mergeCell":
                    if (area := _range(element.get("ref", ""))) is not None:
                        merged.append(area)
                    continue
                at = element.get("r", "")
                row = _index(at) - 1 if at else last_row + 1
                if not 0 <= row < _ROWS:
                    raise ReadError("load.damaged", format="xlsx")
                last_row = row
                if len(element) and (cells := dict(self._cells(element, read))):
                    yield row, cells, element.get("hidden", "0") in {"1", "true"}

    def _cells(self, row: etree._Element, read: Callable[[str, str, str], T | None]) -> Iterator[tuple[int, T]]:
        column = -1
        for cell in row:
            if _local(cell) != "c":
                continue
            self.draft.count(1)
            place = cell_place(cell.get("r", ""))
            column = place[1] if place else column + 1
            kind, text = self._text(cell)
            if not text.strip() or column >= _COLUMNS:
                continue
            style = _index(cell.get("s", "0")) if kind == "n" else -1
            value = read(kind, text, self._formats[style] if 0 <= style < len(self._formats) else "General")
            if value is not None:
                self._count(len(value if isinstance(value, str) else text))
                yield column, value

    def _text(self, cell: etree._Element) -> tuple[str, str]:
        """Return the type of a cell and its stored text; words of all types are of type "str"."""
        kind = cell.get("t", "n")
        inline, value, formula = None, "", False
        for part in cell:
            name = _local(part)
            if name == "v":
                value = part.text or ""
            elif name == "is":
                inline = part
            elif name == "f":
                formula = True
        if kind == "inlineStr":
            return "str", "" if inline is None else _words(inline)
        if not value:
            self.formulas += formula
            return "str", ""
        if kind == "s":
            index = _index(value)
            known = 0 <= index < len(self._strings)
            return ("str", self._strings[index]) if known else ("lost", value)
        return kind, value if kind == "n" else _unescape(value)

    def _shown_value(self, kind: str, text: str, form: str) -> str | None:
        """Return the words that a cell shows."""
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if kind == "n" and (amount := parse_stored_number(text)) is not None:
            text = format_stored_number(amount, form, base_1904=self.base_1904)
        return None if kind == "lost" or not text.strip() else text

    def _stored_value(self, kind: str, text: str, form: str) -> FilledCell | None:
        """Return the value that a cell stores: a number in the format of a day is a day.

        Raises:
            ReadError: ``load.damaged``: its words are not in the file.
        """
        if kind == "str":
            return text
        if kind == "n":
            if (amount := parse_stored_number(text)) is None:
                return text
            moment = None if form == "General" else stored_moment(amount, form, base_1904=self.base_1904)
            return _stored_number(text.strip(), amount) if moment is None else moment
        if kind == "lost":
            raise ReadError("load.damaged", format="xlsx")
        return text.strip() == "1" if kind == "b" else CellError(text.strip()) if kind == "e" else _iso_moment(text)

    def _count(self, characters: int) -> None:
        self._size += characters
        if self._size > 2 * self.draft.limits.characters:
            raise ReadError("load.too_large", what="characters", limit=self.draft.limits.characters)


def _stored_number(text: str, amount: Decimal) -> int | Decimal:
    """Return a number as it was typed: programs store 638022.87042100006 for 638022.870421.

    A fraction has the shortest digits that give the same float; a whole number has all of its digits.
    """
    if _DIGITS.fullmatch(text):
        return int(text)
    shortest = Decimal(repr(float(amount)))
    amount = shortest if shortest.is_finite() else amount
    return int(amount) if amount.adjusted() < 30 and amount == amount.to_integral_value() else amount


def _iso_moment(text: str) -> FilledCell:
    """Return the day or moment of a cell that stores it in ISO form; other words as they are."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return text


def _local(element: etree._Element) -> str:
    return _bare(element.tag)


@lru_cache(maxsize=256)  # a workbook has a few dozen
def _bare(tag: str) -> str:
    return str(tag).rpartition("}")[2]


def _index(text: str) -> int:
    """Return a small non-negative integer, -1 for anything else."""
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else -1


def _words(item: etree._Element) -> str:
    """Return the words of a rich string without its phonetic guide."""
    if len(item) == 1 and _local(item[0]) == "t":
        return _unescape(item[0].text or "")
    words: list[str] = []
    for part in item:
        if _local(part) == "t":
            words.append(part.text or "")
        elif _local(part) == "r":
            words.extend(piece.text or "" for piece in part if _local(piece) == "t")
    return _unescape("".join(words))


def _unescape(text: str) -> str:
    """Decode _x000D_ and the like, which stand for characters that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def cell_place(reference: str) -> tuple[int, int] | None:
    """Return B3 → (2, 1); None if it is not a cell of a sheet."""
    match = _PLACE.fullmatch(reference)
    if not match:
        return None
    column, row = _numbered(match[1]), int(match[2])
    return (row - 1, column - 1) if row <= _ROWS and column <= _COLUMNS else None


@lru_cache(maxsize=1024)
def _numbered(letters: str) -> int:
    """Return the number of a column: A is 1."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _range(reference: str) -> Range | None:
    first, _, last = reference.partition(":")
    start, end = cell_place(first), cell_place(last or first)
    return (*start, *end) if start and end and start[0] <= end[0] and start[1] <= end[1] else None
