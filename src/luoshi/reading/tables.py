"""Find table rows in a text: cells joined by `` | `` or tabs, and tables flattened to one cell a line."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise, takewhile

from luoshi.reading.barred_cells import find_barred_tables
from luoshi.reading.note_words import column_kind
from luoshi.reading.numbered_tables import find_numbered_tables
from luoshi.reading.spaced_tables import find_spaced_tables
from luoshi.reading.structure import Span, TableRow, Tables
from luoshi.reading.table_heads import (
    HEAD_LONGEST,
    head_words,
    is_other_head,
    is_stage_head,
    target_words,
    task_columns,
    title_above,
)
from luoshi.reading.words import lazy_pattern

_BAR = lazy_pattern(r"[|｜\t]")
_RULE = lazy_pattern(r"[\s|｜:+=-]+$")  # the line below a Markdown table's head
_DAY = lazy_pattern(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底|末|份|[上中下]旬)?之?前?$")  # a cell that is a due date
_CELL_LONGEST = 20
_NAMES_OF_ROW = 2  # text cells at the start of a row of figures
_CELL_FIGURE = lazy_pattern(r"(?:[-−–+＋]?[\d０-９][\d０-９.,，]{0,11}[万亿]?[%％]?|[—－-]{1,2}|/|无)$")

_NUMBER_SAID = lazy_pattern(r"(?<![\d０-９])(?!(?:19|20)\d\d年)[\d０-９]")  # any but a year: 2009年实际 is a name
_FIGURE = lazy_pattern(r"[\d.,，%％\-—]{1,20}")
# A whole cell that heads a column of stages; within other words it heads nothing: 上半年督查, 每季度督查1次.
_STAGE = lazy_pattern(
    "(?:第?[一二三四]季度|[上下]半年|(?:第[一二三四五]|各)?阶段)(?:性?(?:工作)?(?:任务|目标|安排|计划|进展))?"
)


def cells_of(text: str, start: int, end: int, width: int = 0) -> list[Span]:
    """Return the trimmed cells of a line with bars or tabs; an empty cell is an empty span.

    Args:
        width: the number of cells of the head above, if known: a line with as many is taken unchanged.
    """
    edges = [start - 1, *(bar.start() for bar in _BAR.finditer(text, start, end)), end]
    cells = []
    for left, right in pairwise(edges):
        words = text[left + 1 : right]
        stripped = words.strip()
        offset = left + 1 + (len(words) - len(words.lstrip()) if stripped else 0)
        cells.append((offset, offset + len(stripped)))
    # Markdown rows begin and end with a bar; the outer cells do not count. A bar at one end alone belongs to a cell
    # that was left blank, usually the last one, for remarks.
    outside = len(cells) > 3 and text[start] in "|｜" and text[end - 1] in "|｜"
    return cells[1:-1] if outside and len(cells) != width else cells


def is_head(text: str, cells: list[Span]) -> bool:
    """Check whether the cells are the head of a table: short names, most of them of a kind that heads have."""
    named = [(a, b) for a, b in cells if b > a]
    if len(named) < 2 or any(b - a > HEAD_LONGEST for a, b in named):
        return False
    if any(text[b - 1] in "。；;" or _DAY.match(text, a, b) for a, b in named):
        return False  # 建设标准厂房8万平方米。 | 12月底前
    known = sum(1 for a, b in named if head_words().search(text, a, b) or _STAGE.fullmatch(text, a, b))
    return known * 2 >= len(named) and not any(_FIGURE.fullmatch(text, a, b) for a, b in named)


def _heads_numbers(text: str, lines: list[Span], index: int, cells: list[Span]) -> bool:
    """Check whether names of an unknown kind are the head of a table of figures: 地区 | 户数（户） above 甲县 | 12."""
    if index + 1 == len(lines) or (index and _BAR.search(text, *lines[index - 1])):
        return False
    named = [(a, b) for a, b in cells if b > a]
    if len(named) < 2 or any(b - a > HEAD_LONGEST or _NUMBER_SAID.search(text, a, b) for a, b in named):
        return False
    below = cells_of(text, *lines[index + 1])
    return len(below) == len(cells) and any(_FIGURE.fullmatch(text, a, b) for a, b in below[1:])


def find_table_rows(text: str, lines: list[Span], noise: list[bool]) -> Tables:
    """Find the rows among the lines.

    A row takes the last head above it with the same number of cells; other lines may come between (headings inside a
    table). A flattened table is a run of at least three head words, one a line, then rows of as many lines, each of
    which begins with the next number.
    """
    found = Tables()
    _unnumbered(text, lines, noise, found)
    find_barred_tables(text, lines, found)
    head: list[str] = []
    head_at: Span | None = None
    title = ""
    for index in _divided(text, lines):
        start, end = lines[index]
        if noise[index] or index in found.taken or index in found.heads:
            continue
        if _RULE.match(text, start, end):
            found.heads.add(index)
            continue
        cells = cells_of(text, start, end, len(head))
        if len(cells) < 2:
            continue
        if is_head(text, cells) or _heads_numbers(text, lines, index, cells):
            head, title = [re.sub(r"\s", "", text[a:b]) for a, b in cells], title_above(text, lines, index)
            head_at = lines[index]
            found.heads.add(index)
            continue
        columns = head if len(head) == len(cells) else [""] * len(cells)
        row = TableRow(start, end, cells, list(columns))
        if columns is head:
            row.title, row.head = title, head_at
        found.rows.append(row)
        found.taken.add(index)
    _carry_down(found.rows)
    find_numbered_tables(text, lines, found)
    find_spaced_tables(text, lines, noise, found)
    found.rows.sort(key=lambda row: row.start)
    return found


def _carry_down(rows: list[TableRow]) -> None:
    """Fill blank cells of units and times from the row above: one cell stood for both rows before it was typed.

    A row that names who leads takes no supporters from above.
    """
    kinds: list[str] = []
    head: Span | None = None
    for above, row in pairwise(rows):
        if row.head is None or row.head != above.head or len(row.cells) != len(above.cells):
            continue
        if row.head != head:
            head, kinds = row.head, [column_kind(name) for name in row.columns]
        blank = [start == end for start, end in row.cells]
        led = any(kind == "lead" and not empty for kind, empty in zip(kinds, blank, strict=True))
        wanted = ("due",) if led else ("due", "lead", "support")
        filled = {
            at
            for at, kind in enumerate(kinds)
            if kind in wanted and blank[at] and above.cells[at][0] < above.cells[at][1]
        }
        for at in filled:
            row.cells[at] = above.cells[at]
        row.carried = frozenset(filled)


def _divided(text: str, lines: list[Span]) -> list[int]:
    """Return the numbers of the lines with a bar or a tab; few have one, so the search is for bars first."""
    starts = [start for start, _ in lines]
    near = dict.fromkeys(bisect_right(starts, bar.start()) - 1 for bar in _BAR.finditer(text))
    return [index for index in near if index >= 0 and _BAR.search(text, *lines[index])]


def _unnumbered(text: str, lines: list[Span], noise: list[bool], found: Tables) -> None:
    """Rebuild tables of figures that were flattened to one cell a line and have no row numbers.

    Rows repeat: one or two cells of words, then a fixed number of cells of figures, perhaps a remark. Before the first
    row come as many lines of words as a row has cells: the head.
    """
    kinds = [_kind(text, start, end) if not noise[at] else "" for at, (start, end) in enumerate(lines)]
    at = 0
    while at < len(kinds):
        if kinds[at] != "figure" or at == 0 or kinds[at - 1] != "word":
            at += 1
            continue
        at = _rebuilt(text, lines, kinds, at, found)


def _rebuilt(text: str, lines: list[Span], kinds: list[str], first: int, found: Tables) -> int:
    """Rebuild the table whose first figure is in line ``first``, if there is one; return the line to go on from."""
    blocks: list[tuple[int, int]] = []  # runs of figures
    at = first
    while at < len(kinds) and kinds[at] == "figure":
        stop = at
        while stop < len(kinds) and kinds[stop] == "figure":
            stop += 1
        blocks.append((at, stop))
        at = stop
        while at < len(kinds) and kinds[at] == "word" and at - stop < _NAMES_OF_ROW + 1:
            at += 1
    size = blocks[0][1] - first
    rows = list(takewhile(lambda block: block[1] - block[0] == size, blocks))
    gaps = [after[0] - before[1] for before, after in pairwise(rows)]
    after = rows[-1][1]
    if len(rows) < 2 or size < 2 or min(gaps) > _NAMES_OF_ROW or max(gaps) > min(gaps) + 1:
        return blocks[0][1]
    names = min(gaps)
    head = first - names - (names + size)
    noted = max(gaps) > names or (head > 0 and is_other_head(text[slice(*lines[first - names - 1])].rstrip(" |｜")))
    head -= noted
    if head < 0 or any(kind != "word" for kind in kinds[head:first]):
        return blocks[0][1]
    columns = [re.sub(r"[\s|｜]", "", text[a:b]) for a, b in lines[head : first - names]]
    title, head_at = title_above(text, lines, head), (lines[head][0], lines[first - names - 1][1])
    for (start, stop), end in zip(rows, [row[0] - names for row in rows[1:]] + [after], strict=True):
        cells = [_bare(text, *line) for line in lines[start - names : max(stop, end)]]
        found.rows.append(TableRow(cells[0][0], cells[-1][1], cells, columns[: len(cells)], title, head_at))
        found.taken.update(range(start - names, max(stop, end)))
    found.heads.update(range(head, first - names))
    return after


def _kind(text: str, start: int, end: int) -> str:
    """Return what a line may be in a flattened table: a cell of words, of a figure, or neither."""
    start, end = _bare(text, start, end)
    if not 0 < end - start <= _CELL_LONGEST or text[end - 1] in "。；;！!？?：:，,":
        return ""
    if _CELL_FIGURE.match(text, start, end):
        return "figure"
    return "" if _BAR.search(text, start, end) else "word"


def _bare(text: str, start: int, end: int) -> Span:
    """Return a line without the bar that closes a cell."""
    while end > start and (text[end - 1] in "|｜" or text[end - 1].isspace()):
        end -= 1
    return start, end


def task_cell(text: str, row: TableRow) -> int | None:
    """Return which cell of the row holds the task, None if the table has no tasks.

    A column that was answered or guessed decides, else the first task word in a column head, the longer cell among
    equals. A table without a head gives its longest cell if that is long enough for a sentence.
    """
    if row.chosen:
        return row.task
    if any(row.columns):
        fitting = task_columns(row.columns)
        if not fitting:
            return None
        best = max(fitting, key=lambda i: row.cells[i][1] - row.cells[i][0])
        if _words(text, row.cells[best]) > 2:
            return best
        # A table of indicators: the name of what is owed is beside its target.
        named = (i for i, head in enumerate(row.columns) if not is_other_head(head) and _words(text, row.cells[i]) > 1)
        return next(named, None)
    lengths = [b - a for a, b in row.cells]
    longest = max(range(len(lengths)), key=lengths.__getitem__)
    if lengths[longest] >= 12:
        return longest
    numbered = row.cells[0][1] - row.cells[0][0] <= 3 and text[slice(*row.cells[0])].strip("0123456789.、") == ""
    return longest if lengths[longest] >= 5 and numbered and longest else None


def task_cells(text: str, row: TableRow) -> list[int]:
    """Return the cells of the row that say what is owed: the task, and its target if that has a column of its own.

    ``工作任务 | 年度目标``: the figures are in the second. A target column beside a task counts if it contains words or
    a figure, not a tick or a dash.
    """
    task = task_cell(text, row)
    if task is None:
        return []
    found = [task]
    for index, (head, (start, end)) in enumerate(zip(row.columns, row.cells, strict=True)):
        if index == task or end <= start or is_other_head(head) or is_stage_head(head):
            continue
        if not any(word in head for word in target_words()):
            continue
        if _words(text, (start, end)) > 2:
            found.append(index)
    return sorted(found)


def _words(text: str, cell: Span) -> int:
    """Return the number of Chinese characters in a cell."""
    return sum("\u4e00" <= char <= "\u9fff" for char in text[slice(*cell)])
