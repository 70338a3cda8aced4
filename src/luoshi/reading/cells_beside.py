"""List what a table's row says besides its task, units and dates: its name, class, progress in words, remark."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from luoshi.reading.model import CellBeside, TextStatement, UnreadPassage
from luoshi.reading.note_words import cell_kind
from luoshi.reading.structure import Outline, Span
from luoshi.reading.tables import task_cells
from luoshi.reading.words import lazy_pattern

_WORDS = lazy_pattern("[一-鿿]{2}")


def find_cells_beside(
    text: str, outline: Outline, statements: Sequence[TextStatement], unread: Sequence[UnreadPassage]
) -> list[CellBeside]:
    """Return the cells beside the statements of a row that are in no statement, unit or date, in the order of the text.

    A cell that was listed as not read is left out, and so is one without words; a figure in it may have been read.
    Linear in the text.
    """
    own: dict[Span, list[int]] = {}
    for at, statement in enumerate(statements):
        if statement.row is not None and statement.role != "context":
            own.setdefault(statement.row, []).append(at)
    taken = sorted(
        [(statement.start, statement.end) for statement in statements if statement.role != "context"]
        + [(heading.start, heading.end) for heading in outline.headings]
    )
    starts = [start for start, _ in taken]
    lost = {(passage.start, passage.end) for passage in unread}
    found = []
    for row in outline.rows:
        rows_own = own.get((row.start, row.end), ())
        if not rows_own:
            continue
        tasks = {row.cells[at] for at in task_cells(text, row)}
        for at, cell in enumerate(row.cells):
            if cell in tasks or cell in lost or not row.columns[at] or cell_kind(row, at) not in ("other", "people"):
                continue
            if _WORDS.search(text, *cell) and not _overlaps(taken, starts, cell):
                found += [CellBeside(statement, *cell, row.columns[at]) for statement in rows_own]
    return found


def _overlaps(taken: list[Span], starts: list[int], cell: Span) -> bool:
    at = bisect_left(starts, cell[1]) - 1
    return at >= 0 and taken[at][1] > cell[0]
