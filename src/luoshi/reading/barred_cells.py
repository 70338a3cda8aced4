"""Rebuild numbered tables that were broken to one cell a line and kept the bars between the cells: ``1 |``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from luoshi.reading.numbered_tables import find_numbered_tables
from luoshi.reading.structure import Span, Tables
from luoshi.reading.words import lazy_pattern

_FIRST = lazy_pattern(r"(?m)^[|｜]?[ \u3000]{0,2}(?:序号|编号)[ \u3000]{0,4}[|｜]?[ \u3000]{0,4}$")  # of a head
_BARS = "|｜"
_EDGES = _BARS + " \u3000\t"
_CELL_LINES = 4  # lines of one cell


@dataclass(slots=True)
class _Cell:
    """A cell: where its words are, on which lines it stands, and whether a bar closes it."""

    words: Span
    lines: range
    closed: bool


def find_barred_tables(text: str, lines: list[Span], found: Tables) -> None:
    """Add the rows of numbered tables with one cell a line and a bar at its end or start.

    A bar alone on its line is an empty cell. Where a bar closes the last cell of each row too, lines without a bar
    belong to the cell that the next bar closes.
    """
    if _FIRST.search(text) is None or not any(bar in text for bar in _BARS):
        return
    cells = [_cell(text, line, at) for at, line in enumerate(lines)]
    if _closes_rows(text, cells):
        cells = list(_joined(text, cells))
    rebuilt = Tables(heads={place for place, cell in enumerate(cells) if cell.lines.start in found.heads})
    find_numbered_tables(text, [cell.words for cell in cells], rebuilt)
    found.rows += rebuilt.rows
    empty = {place for place, cell in enumerate(cells) if cell.words[0] == cell.words[1]}
    behind = {place for place in empty if place - 1 in rebuilt.taken}  # the last cell of a row
    found.taken.update(at for place in rebuilt.taken | behind for at in cells[place].lines)
    found.heads.update(at for place in rebuilt.heads for at in cells[place].lines)


def _cell(text: str, line: Span, at: int) -> _Cell:
    """Return a line as a cell without the bar beside it; a line of several cells is one cell, bars and all."""
    words = text[slice(*line)]
    bare = words.strip(_EDGES)
    if bare == words or any(bar in bare for bar in _BARS):
        return _Cell(line, range(at, at + 1), False)
    start = line[0] + (len(words) - len(words.lstrip(_EDGES)) if bare else 0)
    return _Cell((start, start + len(bare)), range(at, at + 1), words.rstrip()[-1] in _BARS)


def _closes_rows(text: str, cells: list[_Cell]) -> bool:
    """Check whether a bar stands before each number of a row, that is, behind each row."""
    before = [above.closed for above, cell in pairwise(cells) if cell.closed and text[slice(*cell.words)].isdecimal()]
    return len(before) > 1 and all(before)


def _joined(text: str, cells: list[_Cell]) -> Iterator[_Cell]:
    """Yield the cells, with the lines before a bar as one; a head begins a new cell, whatever stands above it."""
    open_lines: list[_Cell] = []
    inside = False  # below the first cell of a head
    for cell in cells:
        heads = _FIRST.match(text, *cell.words) is not None
        if heads or not inside or len(open_lines) == _CELL_LINES:
            yield from open_lines
            open_lines = []
        inside = inside or heads
        open_lines.append(cell)
        if cell.closed:
            first, last = open_lines[0], open_lines[-1]
            end = last.words[1] if last.words[0] < last.words[1] else max(line.words[1] for line in open_lines)
            yield _Cell((first.words[0], end), range(first.lines.start, last.lines.stop), True)
            open_lines = []
    yield from open_lines
