"""The cells of a workbook's sheets, and the position of each cell's words in the text of the document."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import BAR, TextDraft, flatten_cell_text, tidy_line
from luoshi.reading.load.limits import DEFAULT, FileLimits
from luoshi.reading.load.sheet import CellError, CellValue, SheetCells, SheetLine, SheetValues

Place = tuple[int, int]  # row and column of a cell, from 0
_OF_TEXT: Mapping[str, Callable[[str], CellValue]] = {
    "str": str,
    "int": int,
    "number": Decimal,
    "bool": lambda text: text == "1",
    "error": CellError,
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class NamedSheet:
    """A sheet of a workbook, with the words shown in its cells."""

    name: str
    visible: bool
    sheet: SheetCells


def read_workbook_sheets(data: bytes, *, limits: FileLimits = DEFAULT) -> list[NamedSheet]:
    """Return all sheets of an .xlsx, .ods or .xls workbook in order, including hidden ones.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``, ``load.too_slow``; ``load.unsupported`` if
            the file is not a workbook.
    """
    draft = TextDraft(limits)
    if data.startswith(b"PK"):
        from luoshi.reading.load.ods_workbook import iterate_ods_sheets
        from luoshi.reading.load.workbook import iterate_xlsx_sheets

        iterate_sheets = iterate_ods_sheets if b"opendocument.spreadsheet" in data[:200] else iterate_xlsx_sheets
        return [NamedSheet(*sheet) for sheet in iterate_sheets(data, draft)]
    if not data.startswith(_OLE):
        raise ReadError("load.unsupported", format="xlsx")
    from luoshi.reading.load import isolation

    isolation.read_in_subprocess("xls.cells", data, draft)
    found = []
    for name, visible, rows, merged, hidden in json.loads(draft.text()):
        cells = {row: dict(words) for row, words in rows}
        found.append(NamedSheet(name, visible, SheetCells(cells, [(a, b, c, d) for a, b, c, d in merged], hidden)))
    return found


def read_old_values(data: bytes, *, limits: FileLimits = DEFAULT) -> list[SheetValues]:
    """Return all sheets of an .xls workbook with the values that their cells store, including hidden ones.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``, ``load.too_slow``.
    """
    from luoshi.reading.load import isolation

    draft = TextDraft(limits)
    isolation.read_in_subprocess("xls.values", data, draft)
    found = []
    for name, visible, rows, merged in json.loads(draft.text()):
        lines: list[SheetLine] = []
        for row, cells in rows:
            line: list[CellValue] = [None] * (max(column for column, _kind, _text in cells) + 1)
            for column, kind, text in cells:
                line[column] = _OF_TEXT[kind](text)
            lines.append((row + 1, line))
        found.append(SheetValues(name, visible, lines, [(a, b, c, d) for a, b, c, d in merged]))
    return found


def merged_cell_anchors(sheet: SheetCells) -> dict[Place, Place]:
    """Map each cell covered by a merged one, in a row and column with words, to the cell it belongs to.

    The work is bounded by the rows and columns with words.

    Raises:
        ReadError: ``load.too_large``: merged cells that overlap.
    """
    rows, columns = sorted(sheet.rows), sorted({column for row in sheet.rows.values() for column in row})
    found: dict[Place, Place] = {}
    steps = 0
    for top, left, bottom, right in sheet.merged:
        if not sheet.rows.get(top, {}).get(left):
            continue
        for row in rows[bisect_left(rows, top) :]:
            if row > bottom:
                break
            for column in columns[bisect_left(columns, left) :]:
                if column > right:
                    break
                steps += 1
                found.setdefault((row, column), (top, left))
        if steps > DEFAULT.cells:
            raise ReadError("load.too_large", what="cells", limit=DEFAULT.cells)
    return found


def locate_cells_in_text(found: Sequence[SheetCells], text: str) -> list[dict[Place, tuple[int, int]]]:
    """Return for each sheet the span of each cell's words in ``text``, ``[start, end)`` in code points.

    The lines of the sheets are searched in order. A cell whose line is missing is left out, so a result is never wrong.

    Args:
        found: the visible sheets of the workbook that ``text`` was made from, in order.
    """
    lines = _LineCursor(text)
    return [dict(_of_sheet(sheet, lines)) for sheet in found]


class _LineCursor:
    """The lines of a text, consumed in order."""

    def __init__(self, text: str) -> None:
        self.at: dict[str, list[tuple[int, int]]] = {}  # a line → its number and start
        start = 0
        for number, line in enumerate(text.split("\n")):
            self.at.setdefault(line, []).append((number, start))
            start += len(line) + 1
        self.next = 0

    def take(self, line: str) -> int | None:
        """Return the start of the next such line and skip the lines before it."""
        there = self.at.get(line, [])
        place = bisect_left(there, (self.next, 0))
        if place == len(there):
            return None
        number, start = there[place]
        self.next = number + 1
        return start


def _of_sheet(sheet: SheetCells, lines: _LineCursor) -> Iterator[tuple[Place, tuple[int, int]]]:
    columns = sorted({column for row in sheet.rows.values() for column in row})
    covered = merged_cell_anchors(sheet)
    for row in sorted(sheet.rows):
        own = [column for column in columns if covered.get((row, column), (row, column)) == (row, column)]
        own = [column for column in own if sheet.rows[row].get(column, "").strip()]
        if not own:
            continue  # only the rest of merged cells: the text has no line for it
        words = []
        for column in columns:
            top, left = covered.get((row, column), (row, column))
            words.append(flatten_cell_text(sheet.rows[top].get(left, "")) if left == column else "")
        start = lines.take(BAR.join(words))
        if start is not None:
            for column, said in zip(columns, words, strict=True):
                if said:
                    yield (row, column), (start, start + len(said))
                start += len(said) + len(BAR)
        elif len(own) == 1:  # a title or a heading: a plain line, or several
            yield from _plain(row, own[0], sheet.rows[row][own[0]], lines)


def _plain(row: int, column: int, words: str, lines: _LineCursor) -> Iterator[tuple[Place, tuple[int, int]]]:
    parts = [part.strip(" \u3000").replace("|", "｜") for part in tidy_line(words).split("\n")]
    starts = [lines.take(part) for part in parts if part]
    if starts and starts[0] is not None and starts[-1] is not None:
        yield (row, column), (starts[0], starts[-1] + len([part for part in parts if part][-1]))
