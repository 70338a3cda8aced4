"""Read tables whose columns are parted by blanks alone: 序号  项目  单位  计划  责任单位."""

from __future__ import annotations

import re

from luoshi.reading.structure import Span, TableRow, Tables
from luoshi.reading.table_heads import HEAD_LONGEST, head_words, title_above
from luoshi.reading.words import lazy_pattern

_GAP, _WIDE_GAP = lazy_pattern(r"[ \u3000]+"), lazy_pattern(r"[ \u3000]{2,}")
_NO_HEAD = lazy_pattern(r"[。；;：:，,！？!?|｜\t\d（(]")
_FEWEST = 4  # columns: fewer words with blanks between them are a line of names or a date
_LINE_LONGEST = 120


def find_spaced_tables(text: str, lines: list[Span], noise: list[bool], found: Tables) -> None:
    """Add the rows of tables parted by blanks: a head of four or more words, then lines with as many."""
    at = 0
    while at < len(lines) - 1:
        head = None if noise[at] or at in found.taken or at in found.heads else _head(text, lines[at])
        if not head:
            at += 1
            continue
        first = at + 1
        columns = [text[a:b] for a, b in head]
        stop = first
        while stop < len(lines) and not noise[stop] and stop not in found.taken:
            cells = _cells(text, lines[stop], len(columns))
            if not cells:
                break
            title = title_above(text, lines, at)
            found.rows.append(TableRow(*lines[stop], cells, list(columns), title, lines[at]))
            stop += 1
        if stop > first:
            found.heads.add(at)
            found.taken.update(range(first, stop))
        at = stop


def _head(text: str, line: Span) -> list[Span] | None:
    """Return the words of a line that is a head: short names, at least half of them such as heads have."""
    start, end = line
    if end - start > _LINE_LONGEST or text.count(" ", start, end) + text.count("\u3000", start, end) < _FEWEST - 1:
        return None
    if _NO_HEAD.search(text, start, end):
        return None
    words = _parted(_GAP, text, line)
    if len(words) < _FEWEST or any(b - a > HEAD_LONGEST for a, b in words):
        return None
    known = sum(head_words().search(text, a, b) is not None for a, b in words)
    return words if known >= _FEWEST or (known >= _FEWEST - 1 and known * 2 >= len(words)) else None


def _cells(text: str, line: Span, width: int) -> list[Span] | None:
    """Return the cells of a row, or None; the last of them, usually a remark, may be missing."""
    start, end = line
    if end - start > _LINE_LONGEST * 3:
        return None
    for gap in (_WIDE_GAP, _GAP):
        cells = _parted(gap, text, line)
        if len(cells) == width:
            return cells
        if len(cells) == width - 1 and width > _FEWEST:
            return [*cells, (end, end)]
    return None


def _parted(gap: re.Pattern[str], text: str, line: Span) -> list[Span]:
    """Return what stands between the gaps of a line, which neither begins nor ends with one."""
    gaps = [found.span() for found in gap.finditer(text, *line)]
    return list(zip([line[0], *(end for _, end in gaps)], [*(start for start, _ in gaps), line[1]], strict=True))
