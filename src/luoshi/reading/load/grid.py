"""Lay out tables of any format: cells with spans in, rows of text out, as defined in `LoadedDocument`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.reading.load.draft import BAR, TextDraft, flatten_cell_text
from luoshi.reading.load.layout import PrintedLine

_WIDTH = 1024  # columns; a wider table is a spreadsheet accident or an attack


@dataclass(slots=True)
class GridCell:
    """A cell at its origin: its words (lines separated by newlines) and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1
    lines: list[tuple[int, PrintedLine]] = field(default_factory=list)  # printed ones, by offset in the text
    _words: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def words(self) -> str:
        """Return its words on one line, cached because a merged cell is in thousands of rows."""
        if self._words is None:
            self._words = flatten_cell_text(self.text)
        return self._words


@dataclass(slots=True)
class _Place:
    """The content of one row and column of the laid-out grid."""

    cell: GridCell
    first_row: bool
    first_column: bool


def write_grid_rows(rows: Sequence[Sequence[GridCell]], draft: TextDraft) -> None:
    """Write a table into the draft.

    A row becomes a plain line if it is one cell over the full width, has words only in its first column, or belongs to
    a table of one column. The words of a cell over several columns go into the first of them. Rows and columns without
    any word are left out.

    Args:
        rows: for each row the cells that begin in it, from left to right.
    """
    grid = [row for row in _lay_out(rows, draft) if row]
    width = max((max(row) + 1 for row in grid), default=0)
    used = sorted({at for row in grid for at, place in row.items() if place.first_column and place.cell.words})
    for row in grid:
        _put_row(row, used, width, draft)


def _lay_out(rows: Sequence[Sequence[GridCell]], draft: TextDraft) -> list[dict[int, _Place]]:
    """Return each row as column → content; a cell over several rows is in each of them."""
    grid: list[dict[int, _Place]] = []
    carried: dict[int, tuple[_Place, int]] = {}  # column → what still covers it and for how many rows
    for cells in rows:
        draft.count(1 + len(carried))
        row = {column: place for column, (place, _) in carried.items()}
        carried = {column: (place, left - 1) for column, (place, left) in carried.items() if left > 1}
        column = 0
        for cell in cells:
            while column in row:
                column += 1
            span = max(1, min(cell.columns, _WIDTH - column))
            draft.count(span)
            for offset in range(span):
                if column + offset in row and offset:
                    break  # overlapping spans: the older one keeps its place
                row[column + offset] = _Place(cell, True, offset == 0)
                if cell.rows > 1:
                    carried[column + offset] = (_Place(cell, False, offset == 0), cell.rows - 1)
            column += span
            if column >= _WIDTH:
                break
        grid.append(row)
    return grid


def _put_row(row: dict[int, _Place], used: list[int], width: int, draft: TextDraft) -> None:
    spoken = [column for column, place in row.items() if place.first_column and place.cell.words]
    if not spoken or not any(row[column].first_row for column in spoken):
        return  # nothing, or only the rest of merged cells
    only = row[spoken[0]]
    if len(spoken) == 1 and only.first_row and only.cell.rows == 1:
        covers = sum(place.cell is only.cell for place in row.values())
        if len(used) < 2 or covers >= width or (len(used) > 2 and spoken[0] == used[0]):
            draft.place_lines(only.cell.lines, draft.size)
            draft.line(only.cell.text)
            return
    texts = [row[column].cell.words if column in row and row[column].first_column else "" for column in used]
    at = draft.size
    for column, text in zip(used, texts, strict=True):
        if text:
            draft.place_lines(row[column].cell.lines, at)
        at += len(text) + len(BAR)
    again = [index for index, column in enumerate(used) if column in row and not row[column].first_row]
    draft.row(texts, again)
