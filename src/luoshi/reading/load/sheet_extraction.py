"""Take the values of a workbook out of its file, in a process of its own; ``sheet_values`` calls it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lxml import etree

from luoshi.reading.errors import ReadError
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.markup import stream_xml_elements
from luoshi.reading.load.number_formats import parse_stored_number
from luoshi.reading.load.sheet import Range
from luoshi.reading.load.workbook import cell_place, list_worksheet_parts
from luoshi.reading.load.zip_container import Pack

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


from luoshi.reading.load.sheet_values import CellError

# Errors, whole numbers of more digits than certainly survive as a float, and negative ones. In one expression: a loop
# over the cells takes five times as long as calamine. Of a fraction the shortest digits are what was typed, as Python
# shows a float: programs store 638022.87042100006 for 638022.870421.
_LOSSY_CELLS = etree.XPath(
    '*[@t="e" or ((not(@t) or @t="n") and *[local-name()="v" and (starts-with(normalize-space(.), "-")'
    ' or (string-length(.) > 15 and translate(normalize-space(.), "0123456789", "") = ""))])]'
)


def values_of(data: bytes, limits: FileLimits, first: int) -> dict[str, Any]:
    """Return the sheets for ``read_workbook_values``, in a form that JSON can represent.

    Raises:
        ReadError: as ``read_workbook_values``.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # in this process only

    pack, draft = Pack(data, "xlsx", limits), TextDraft(limits)
    pack.refuse_bombs()
    parts = list_worksheet_parts(pack)
    if first:
        parts = [found for found in parts if found[2]][:1]
    lost = {part: _look_through(pack, part, draft) for _name, part, _visible in parts}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [[name, visible, *_sheet(book.get_sheet_by_name(name), lost[part])] for name, part, visible in parts]
    except CalamineError as error:
        raise ReadError("load.damaged", format="xlsx") from error
    return {"sheets": sheets}


Lost = Mapping[tuple[int, int], str | CellError]  # row and column from 0 → an error, or the digits of a number


def _look_through(pack: Pack, part: str, draft: TextDraft) -> Lost:
    """Return what calamine loses of a sheet.

    Raises:
        ReadError: ``load.too_large``: there would be too many cells between the first and the last one.
    """
    found: dict[tuple[int, int], str | CellError] = {}
    row, lowest, widest = -1, 0, 0
    with pack.open(part) as source:
        for element in stream_xml_elements(source, ("row",), pack.format):
            draft.count(1 + len(element))
            said = element.get("r", "")
            row = int(said) - 1 if said.isascii() and said.isdigit() and len(said) < 8 else row + 1
            last = next((cell for cell in reversed(element) if len(cell)), None)
            if last is None:
                continue
            # A file whose cells are not in order may be wider: then the limits of this process hold.
            place = cell_place(last.get("r", ""))
            lowest, widest = max(lowest, row + 1), max(widest, 1 + (place[1] if place else element.index(last)))
            lossy: Any = _LOSSY_CELLS(element)  # the stubs do not know that this one gives elements
            if lossy:
                found |= {(row, column): words for column, words in _lossy_values(element, set(lossy))}
    if lowest * widest > draft.limits.cells:
        raise ReadError("load.too_large", what="cells", limit=draft.limits.cells)
    return found


def _lossy_values(row: etree._Element, lossy: set[etree._Element]) -> Iterator[tuple[int, str | CellError]]:
    """Yield column and stored words of these cells of a row; a cell without an address follows the one before."""
    column = -1
    for cell in row:
        place = cell_place(cell.get("r", ""))
        column = place[1] if place else column + 1
        if cell in lossy:
            words = "".join(part.text or "" for part in cell if part.tag.endswith("}v")).strip()
            yield column, CellError(words) if cell.get("t") == "e" else words


def _sheet(sheet: CalamineSheet, lost: Lost) -> tuple[list[Any], list[Range]]:
    """Return the lines of a sheet with encoded values, and its merged ranges."""
    rows = {place[0] for place in lost}
    left = sheet.start[1] if sheet.start else 0
    lines = []
    # Calamine gives the rows from the first one on, but their cells only from the first column with a value.
    for row, cells in enumerate(sheet.iter_rows()):
        values: list[Any] = [None] * left
        values += [value if type(value) is str and value else _encode(value) for value in cells]
        if row in rows:
            for column, value in enumerate(values):
                if (row, column) in lost:
                    values[column] = _restore(value, lost[row, column])
        while values and values[-1] is None:
            values.pop()
        if values:
            lines.append([row + 1, values])
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return lines, merged


def _restore(value: Any, lost: str | CellError) -> Any:
    """Return the encoded value of a cell that calamine loses; a date stays one."""
    if isinstance(lost, CellError):
        return ["error", lost]
    number = parse_stored_number(lost)
    kind = value[0] if isinstance(value, list) else ""
    no_day = kind == "time" and lost.startswith("-")
    rounded = kind in ("", "number") and not isinstance(value, str) and lost.removeprefix("-").isdigit()
    return _encode_number(number) if number is not None and (no_day or rounded) else value


def _encode(value: Any) -> Any:
    """Return a value of calamine in a form that JSON can represent: words, whole numbers and yes or no as they are."""
    if type(value) is str or type(value) is bool:
        return None if value == "" else value
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < 1e15 else _encode_number(Decimal(repr(value)))
    if isinstance(value, timedelta):
        return ["span", value.total_seconds()]
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    return ["time", value.isoformat()] if isinstance(value, time) else value


def _encode_number(value: Decimal) -> Any:
    whole = value.is_finite() and value.adjusted() < 30 and value == value.to_integral_value()
    return int(value) if whole else ["number", str(value)]
