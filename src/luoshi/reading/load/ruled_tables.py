"""Find ruled tables on a page: which rules form a grid, and which words are in each cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.reading.load.grid import GridCell
from luoshi.reading.load.layout import POINT, Glyph, Page, PrintedLine, Stroke, join_printed_lines, lines_of

_NEAR = 3 * POINT  # rules closer than this are the same
_MANY = 4000  # strokes of one kind on a page; more is a drawing


@dataclass(slots=True)
class RuledTable:
    """A grid between rules; ``spans`` is (row, column) → (rows, columns) for each cell."""

    xs: list[int]
    ys: list[int]
    spans: dict[tuple[int, int], tuple[int, int]]

    @property
    def top(self) -> int:
        """Return its upper edge."""
        return self.ys[0]

    @property
    def area(self) -> int:
        """Return the area it covers on the page."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def rows(self, glyphs: Sequence[Glyph]) -> list[list[GridCell]]:
        """Return the cells that begin in each row with their words; ``glyphs`` are those inside the table."""
        home = {
            (row + r, column + c): (row, column)
            for (row, column), (rows, columns) in self.spans.items()
            for r in range(rows)
            for c in range(columns)
        }
        words: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            place = (_slot(self.ys, glyph.top + glyph.bottom), _slot(self.xs, glyph.left + glyph.right))
            words.setdefault(home.get(place, place), []).append(glyph)
        table: list[list[GridCell]] = []
        for row in range(len(self.ys) - 1):
            table.append([])
            for column in range(len(self.xs) - 1):
                if (row, column) in self.spans:
                    high, wide = self.spans[row, column]
                    text, lines = _cell_text(words.get((row, column), []))
                    table[-1].append(GridCell(text, wide, high, lines))
        return table

    def holds(self, glyph: Glyph) -> bool:
        """Check whether the centre of a character is inside the table."""
        x, y = glyph.left + glyph.right, glyph.top + glyph.bottom
        return 2 * self.xs[0] <= x < 2 * self.xs[-1] and 2 * self.ys[0] <= y < 2 * self.ys[-1]


def _slot(edges: list[int], twice: int) -> int:
    """Return the slot between two edges that contains a centre; ``twice`` is double its position."""
    return max(0, min(bisect_right([2 * edge for edge in edges], twice) - 1, len(edges) - 2))


def _cell_text(glyphs: list[Glyph]) -> tuple[str, list[tuple[int, PrintedLine]]]:
    """Return the words of a cell: lines that fill it are joined, the others stay separate; and where each begins."""
    lines = lines_of(glyphs)
    if not lines:
        return "", []
    right = max(line.right for line in lines)
    text = lines[0].text
    begins = [0]
    for before, line in pairwise(lines):
        full = right - before.right < line.lead + before.em // 2
        text = join_printed_lines(text, line.text) if full else f"{text}\n{line.text}"
        begins.append(len(text) - len(line.text))
    return text, list(zip(begins, lines, strict=True))


def tables_of(page: Page) -> list[RuledTable]:
    """Return the ruled tables of a page, from top to bottom. A single box, a frame or a lone rule is not a table."""
    level = _merge([(s.top, s.left, s.right) for s in page.strokes if s.right - s.left >= s.bottom - s.top])
    upright = _merge([(s.left, s.top, s.bottom) for s in page.strokes if s.right - s.left < s.bottom - s.top])
    if not level or not upright or len(level) > _MANY or len(upright) > _MANY or len(level) * len(upright) > 1_000_000:
        return []
    found = [_table(levels, uprights) for levels, uprights in _groups(level, upright)]
    # A table inside a cell of another is part of that cell.
    outer: list[RuledTable] = []
    for table in sorted((table for table in found if table), key=lambda t: t.area, reverse=True):
        middle = Glyph("", table.xs[0], table.ys[0], table.xs[-1], table.ys[-1])
        if not any(other.holds(middle) for other in outer):
            outer.append(table)
    return sorted(outer, key=lambda table: table.top)


Rule = tuple[int, int, int]  # position, from, to


def _merge(rules: list[Rule]) -> list[Rule]:
    """Merge touching rules on one line; lines that are close together become one line."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule[0] - lines[-1][-1][0] <= _NEAR and rule[0] - lines[-1][0][0] <= 2 * _NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    merged: list[Rule] = []
    for line in lines:
        at = line[len(line) // 2][0]
        start = end = -1
        for _, first, last in sorted(line, key=lambda rule: rule[1:]):
            if end >= 0 and first <= end + _NEAR:
                end = max(end, last)
                continue
            if end >= 0:
                merged.append((at, start, end))
            start, end = first, last
        merged.append((at, start, end))
    return merged


def _groups(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group rules that cross or touch, directly or through others."""
    parent = list(range(len(level) + len(upright)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, (y, left, right) in enumerate(level):
        for j, (x, top, bottom) in enumerate(upright):
            if left - _NEAR <= x <= right + _NEAR and top - _NEAR <= y <= bottom + _NEAR:
                parent[root(i)] = root(len(level) + j)
    figures: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at in range(len(parent)):
        figure = figures.setdefault(root(at), ([], []))
        if at < len(level):
            figure[0].append(level[at])
        else:
            figure[1].append(upright[at - len(level)])
    return list(figures.values())


def _edges(own: list[Rule], across: list[Rule]) -> list[int]:
    """Return the positions of rules of one kind, and the open ends of those across: tables often lack sides."""
    edges = sorted({rule[0] for rule in own})
    for end in (min(rule[1] for rule in across), max(rule[2] for rule in across)):
        if all(abs(end - edge) > 2 * _NEAR for edge in edges):
            edges.append(end)
    return sorted(edges)


def _table(level: list[Rule], upright: list[Rule]) -> RuledTable | None:
    if len(level) < 2 or not upright:
        return None
    xs, ys = _edges(upright, level), _edges(level, upright)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows * columns < 2 or columns < 2 or columns > 200 or rows > 500:
        return None
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            wide = 1
            while column + wide < columns and (row, column + wide) not in taken:
                if _parted(upright, xs[column + wide], ys[row], ys[row + 1]):
                    break
                wide += 1
            high = 1
            while row + high < rows and not _parted(level, ys[row + high], xs[column], xs[column + wide]):
                high += 1
            spans[row, column] = (high, wide)
            taken.update((row + r, column + c) for r in range(high) for c in range(wide))
    return RuledTable(xs, ys, spans)


def _parted(rules: list[Rule], at: int, start: int, end: int) -> bool:
    """Check whether a rule at ``at`` passes the middle between ``start`` and ``end``."""
    middle = (start + end) // 2
    return any(rule[0] == at and rule[1] <= middle <= rule[2] for rule in rules)


def strokes_of(left: int, top: int, right: int, bottom: int) -> list[Stroke]:
    """Return the rule that a thin filled box represents; none for a thick box or a dot."""
    thin = 3 * POINT
    if bottom - top <= thin < right - left:
        middle = (top + bottom) // 2
        return [Stroke(left, middle, right, middle)]
    if right - left <= thin < bottom - top:
        middle = (left + right) // 2
        return [Stroke(middle, top, middle, bottom)]
    return []
