"""The structure of a document's text for display: its headings, paragraphs and tables.

It uses only the words of the text and what the reader found in them, nothing of the file's own markup.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from luoshi.reading.tables import is_head

LINES = 1500  # lines of a text shown at once
BAR = " | "  # between the cells of a table row, by the contract of ``reading.model.Document``
_BETWEEN, _SHORT = 2, 40  # lines between rows of one table, and their maximal length
_DEEPEST = 5  # HTML has five levels below the page's own title


@dataclass
class PreviewCell:
    """A cell at its first position, with the number of rows and columns it spans; the rest as in a block."""

    words: str
    rows: int = 1
    columns: int = 1
    unread: bool = False
    anchor: int = 0

    @property
    def css_class(self) -> str:
        """The classes of its element; "" for none."""
        return " ".join(filter(None, ["paper__across" * (self.columns > 1), "paper__unread" * self.unread]))


@dataclass
class PreviewBlock:
    """A heading, a paragraph or a table.

    Attributes:
        kind: ``title``, ``heading``, ``paragraph`` or ``table``.
        lead: of a paragraph, the numbered words at its start that form a heading of their own.
        depth: of a heading, 1 … 5, without gaps.
        heads: of a table, the number of header rows: 0 or 1.
        unread: words in it were not read.
        anchor: the row of such words that begin in it; 0 if none do.
    """

    kind: str
    words: str = ""
    lead: str = ""
    depth: int = 0
    heads: int = 0
    unread: bool = False
    anchor: int = 0
    rows: list[list[PreviewCell]] = field(default_factory=list)


def build_preview_blocks(
    text: str,
    headings: Sequence[tuple[int, int, int]],
    joined: Collection[tuple[int, int]] = (),
    *,
    title: str = "",
    first: int = 0,
    most: int | None = None,
    unread: Sequence[tuple[int, int, int]] = (),
) -> list[PreviewBlock]:
    """Build the structure of the text, in order; empty lines are left out.

    A short line between rows with equally many cells, such as the name of a section in a sheet, becomes a full-width
    row of that table: the text has no other sign of it.

    Args:
        headings: start and end of each in the text, in code points, and its level, 1 the outermost; in order.
        joined: places of cells that repeat the one above them: in the file they are one cell over several rows.
        title: a line with these words before the first heading is the document's title.
        first, most: which lines, from 0; None: all that follow.
        unread: start, end and row of each passage that was not read; in order.
    """
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    leads = {start: (end, depth) for (start, end, _), depth in zip(headings, _depths(headings), strict=True)}
    lost = _UnreadPlaces(unread)
    before = min(leads, default=len(text))
    again = {start for start, _end in joined}
    found: list[PreviewBlock] = []
    above: _Table | None = None
    since = 0  # number of blocks when the table above ended
    for number in range(first, len(lines) if most is None else min(first + most, len(lines))):
        line, at = lines[number], starts[number]
        if BAR in line:
            if above is None or not above.goes_on(line, found[since:]):
                above = _Table(line)
                found.append(above.block)
            else:
                above.across(found[since:])
                del found[since:]
            above.add(line, at, again, lost)
            since = len(found)
            continue
        words = line.strip(" \u3000")
        if words:
            start = at + len(line) - len(line.lstrip(" \u3000"))
            found.append(_said(words, start, leads, title if at < before else ""))
            lost.mark(found[-1], start, start + len(words))
    return found


class _UnreadPlaces:
    """The passages that were not read, in order: start, end and row of each."""

    def __init__(self, places: Sequence[tuple[int, int, int]]) -> None:
        self.places = places
        self.starts = [start for start, _end, _row in places]
        self.marked: set[int] = set()

    def mark(self, shown: PreviewBlock | PreviewCell, start: int, end: int) -> None:
        """Mark what is shown of these words if some of them were not read."""
        at = bisect_left(self.starts, end) - 1
        if at < 0 or start >= end or self.places[at][1] <= start:
            return
        shown.unread = True
        if at not in self.marked:
            self.marked.add(at)
            shown.anchor = self.places[at][2]


class _Table:
    """A table being built: its block, and the last cell begun in each column."""

    def __init__(self, first: str) -> None:
        self.block = PreviewBlock("table", heads=int(_heads(first)))
        self.last: list[PreviewCell | None] = [None] * (first.count(BAR) + 1)

    def goes_on(self, line: str, between: Sequence[PreviewBlock]) -> bool:
        """Check whether this row, after those blocks, belongs to the same table."""
        if line.count(BAR) + 1 != len(self.last):
            return False
        if not between:
            return True
        short = all(len(block.lead + block.words) <= _SHORT for block in between)
        return len(between) <= _BETWEEN and short and not _heads(line)

    def across(self, between: Sequence[PreviewBlock]) -> None:
        for block in between:
            self.block.rows.append([PreviewCell(block.lead + block.words, columns=len(self.last))])
            self.last = [None] * len(self.last)

    def add(self, line: str, at: int, again: set[int], lost: _UnreadPlaces) -> None:
        row = []
        for column, words in enumerate(line.split(BAR)):
            over = self.last[column]
            if words and at in again and over is not None and over.words == words:
                over.rows += 1
            else:
                self.last[column] = cell = PreviewCell(words)
                lost.mark(cell, at, at + len(words))
                row.append(cell)
            at += len(words) + len(BAR)
        self.block.rows.append(row)


def _heads(line: str) -> bool:
    """Check whether a row names the columns."""
    places, at = [], 0
    for words in line.split(BAR):
        places.append((at, at + len(words)))
        at += len(words) + len(BAR)
    return is_head(line, places)


def _said(words: str, at: int, leads: dict[int, tuple[int, int]], title: str) -> PreviewBlock:
    end, depth = leads.get(at, (at, 0))
    if end >= at + len(words):
        return PreviewBlock("heading", words, depth=depth)
    if end > at:
        return PreviewBlock("paragraph", words[end - at :], lead=words[: end - at])
    return PreviewBlock("title" if words == title else "paragraph", words)


def _depths(headings: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return the depth of each heading; an outline may skip levels."""
    above: list[int] = []
    found = []
    for _start, _end, level in headings:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        found.append(min(len(above), _DEEPEST))
    return found
