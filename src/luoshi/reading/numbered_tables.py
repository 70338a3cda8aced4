"""Rebuild tables that were flattened to one cell a line and whose rows begin with a number."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from luoshi.reading.aligned_cells import align_cell_rows, column_kinds
from luoshi.reading.markers import marker_at
from luoshi.reading.structure import Span, TableRow, Tables
from luoshi.reading.table_heads import HEAD_LONGEST, head_words, title_above
from luoshi.reading.words import lazy_pattern

_HEAD_AGAIN = lazy_pattern(r"[（(]?续表|(?:序号|编号)$")  # a table that continues on the next page
_NUMBERS = ("序号", "编号")
_WIDEST = 12  # lines of a head
_PART_LONGEST = 24  # code points of a heading inside a table
_CARRIED = ("due", "lead", "support", "people", "class")
_BLANK_CARRIED = ("due", "lead", "support")  # also where the cell is there and empty


def find_numbered_tables(text: str, lines: list[Span], found: Tables) -> None:
    """Add the rows of flattened tables: head words, one a line, then items that begin with the next number each.

    An item has a line for each cell, but cells may be missing, have two lines, or stand for the rows below too; a
    second row of the item begins with its task. A unit or time that an item lacks is taken from the item above.
    """
    index = 0
    while index < len(lines):
        if text[slice(*lines[index])] not in _NUMBERS or index in found.heads:
            index += 1
            continue
        stop = _head_stop(text, lines, index)
        index = _read_table(text, lines, index, stop, found) if stop else index + 1


def _head_stop(text: str, lines: list[Span], index: int) -> int:
    """Return the line behind a flattened head: that of its first number; 0 if it is no head."""
    for stop in range(index + 3, min(index + _WIDEST, len(lines) - 1) + 1):
        named = lines[index:stop]
        if any(b - a > HEAD_LONGEST for a, b in named):
            return 0
        if _number_in(text, lines, stop):
            return stop if any(head_words().search(text, a, b) for a, b in named[1:]) else 0
    return 0


def _read_table(text: str, lines: list[Span], index: int, stop: int, found: Tables) -> int:
    """Read the table whose head stands from ``index`` to ``stop``; return the line to go on from."""
    columns = _columns(text, lines[index:stop])
    title, head = title_above(text, lines, index), (lines[index][0], lines[stop - 1][1])
    items, after = _items(text, lines, stop, len(columns))
    if len(items) < 2:
        return stop
    kinds = column_kinds(columns)
    goes_on = _goes_on(text, lines, after)
    regular = stop - index == len(columns) and all(b - a == len(columns) for a, b in items)
    above: list[Span | None] = [None] * len(columns)
    for place, (begin, end) in enumerate(items):
        own = lines[begin:end]
        if regular:
            rows = [
                [None if a == b and kind in _BLANK_CARRIED else (a, b) for (a, b), kind in zip(own, kinds, strict=True)]
            ]
        else:
            own = [line for line in own if line[0] < line[1]]
            rows = align_cell_rows(text, own, kinds, place == len(items) - 1 and not goes_on)
        for row in rows:
            cells, carried = _carry_down(row, above, kinds)
            start = row[0][0] if row[0] and row is rows[0] else min(cell[0] for cell in row[1:] if cell)
            last = max(cell[1] for cell in row if cell)
            found.rows.append(TableRow(start, last, cells, list(columns), title, head, carried=carried))
            taken = range(begin, end)
            found.taken.update(at for at in taken if start <= lines[at][0] < last)
            above = [cell if left < right else None for cell, (left, right) in zip(cells, cells, strict=True)]
    found.heads.update(range(index, stop))
    return max(after, stop)


def _columns(text: str, head: list[Span]) -> list[str]:
    """Return the heads of a flattened table; one in brackets belongs to the line above it: 责任股室 / （站所）."""
    columns: list[str] = []
    for start, end in head:
        if columns and text[start] in "（(":
            columns[-1] += text[start:end]
        else:
            columns.append(text[start:end])
    return columns


def _items(text: str, lines: list[Span], first: int, width: int) -> tuple[list[Span], int]:
    """Return the lines of each numbered item, and the line behind the last."""
    numbers = [first]
    number = _number_in(text, lines, first) or 0
    while below := _next(text, lines, numbers[-1], number + len(numbers), width):
        numbers.append(below)
    items = [(begin, _cut(text, lines, begin, end)) for begin, end in pairwise(numbers)]
    begin = numbers[-1]
    end = _cut(text, lines, begin, min(begin + 2 * width, len(lines)))
    longest = max((stop - start for start, stop in items), default=width)
    if not _goes_on(text, lines, end):
        end = min(end, begin + max(longest, width))
    if end - begin > 1:
        items.append((begin, end))
    return items, end


def _goes_on(text: str, lines: list[Span], at: int) -> bool:
    """Check whether the head of the table stands again in a line."""
    return at < len(lines) and _HEAD_AGAIN.match(text, *lines[at]) is not None


def _cut(text: str, lines: list[Span], begin: int, end: int) -> int:
    """Return where an item ends before a heading, a remark or the head on the next page."""
    return next((at for at in range(begin + 1, end) if _ends_item(text, lines[at])), end)


def _ends_item(text: str, line: Span) -> bool:
    start, end = line
    if _HEAD_AGAIN.match(text, start, end) or text.startswith(("注：", "注:", "备注：", "说明："), start):
        return True
    marker = marker_at(text, start, end)
    heads = marker is not None and marker.family in ("cn", "pcn", "chapter")
    return heads and end - start <= _PART_LONGEST and text[end - 1] not in "。；;"


def _carry_down(
    row: list[Span | None] | list[Span], above: list[Span | None], kinds: list[str]
) -> tuple[list[Span], frozenset[int]]:
    """Return the cells of a row with what it lacks from the row above, and which cells those are.

    Units come together: a row that names who leads takes no supporters from above.
    """
    own = next((cell for cell in reversed(row) if cell), (0, 0))
    empty = (own[1], own[1])
    units = any(cell for cell, kind in zip(row, kinds, strict=True) if kind in ("lead", "support"))
    cells, carried = [], set()
    for at, (cell, before, kind) in enumerate(zip(row, above, kinds, strict=True)):
        if cell is None and before and kind in _CARRIED and not (units and kind in ("lead", "support")):
            carried.add(at)
            cells.append(before)
        else:
            cells.append(cell or empty)
    return cells, frozenset(carried)


def _number_in(text: str, lines: list[Span], at: int) -> int | None:
    """Return the number that fills a line."""
    words = text[slice(*lines[at])].rstrip(".、") if at < len(lines) else ""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 4 else None


def _next(text: str, lines: list[Span], row: int, number: int, width: int) -> int | None:
    """Return the line of the next number, if it is near enough for a row of about ``width`` lines."""
    near = range(row + 2, min(row + 3 * width, len(lines)))
    return next(_numbered(text, lines, near, number), None)


def _numbered(text: str, lines: list[Span], near: range, number: int) -> Iterator[int]:
    for at in near:
        if text[slice(*lines[at])] in _NUMBERS:
            return  # the head on the next page
        if _number_in(text, lines, at) == number:
            yield at
