"""Keep beside a row of a document's table the name that another column gives it: 水厂扩建, beside 建设内容.

The reader takes one cell of a line as the task, others as units and dates; the name would be in the source alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from luoshi.plans.base.notes import RowNote, collect_notes
from luoshi.reading.model import Reading
from luoshi.reading.tables import cells_of, is_head

# How a head ends that names what is done, or says how far it is.
NAMING = ("名称", "项目", "工程", "举措", "措施", "进展", "进度")
_WORDS = re.compile("[一-鿿]{2}")
_ROWS = 400  # lines above a row that are searched for the head of its table

Span = tuple[int, int]


def name_notes(reading: Reading, text: str) -> dict[int, list[RowNote]]:
    """Return by statement the cells of its table line under a naming head that are in no statement themselves."""
    tables = _Heads(text)
    taken = [(statement.start, statement.end) for statement in reading.statements]
    starts = [start for start, _ in taken]
    found: dict[int, list[RowNote]] = {}
    for at, statement in enumerate(reading.statements):
        if statement.row is None or statement.role == "context":
            continue
        heads, cells = tables.head_above(statement.row), cells_of(text, *statement.row)
        if len(heads) != len(cells):
            continue
        named = [
            ("other", head, text[start:end])
            for head, (start, end) in zip(heads, cells, strict=True)
            if head.endswith(NAMING) and _WORDS.search(text, start, end) and not _overlaps(taken, starts, start, end)
        ]
        if named:
            found[at] = collect_notes(named)
    return found


def _overlaps(taken: list[Span], starts: list[int], start: int, end: int) -> bool:
    at = bisect_left(starts, end) - 1
    return at >= 0 and taken[at][1] > start


class _Heads:
    """The heads of the columns above table lines; each line is looked at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[int, tuple[str, ...]] = {}  # by the start of a line

    def head_above(self, row: Span) -> tuple[str, ...]:
        """Return the heads of the table of a line: those of the nearest head above with as many cells, or none."""
        count = len(cells_of(self.text, *row))
        heads: tuple[str, ...] = ()
        for start, end in self._lines_above(row[0]):
            cells = cells_of(self.text, start, end)
            if len(cells) != count or start in self.known:
                heads = self.known.get(start, ()) if len(cells) == count else ()
                break
            if is_head(self.text, cells):
                heads = tuple("".join(self.text[first:last].split()) for first, last in cells)
                break
        self.known[self.text.rfind("\n", 0, row[0]) + 1] = heads
        return heads

    def _lines_above(self, at: int) -> Iterator[Span]:
        start = self.text.rfind("\n", 0, at) + 1
        for _ in range(_ROWS):
            if not start:
                return
            end, start = start - 1, self.text.rfind("\n", 0, start - 1) + 1
            yield start, end
