"""Rebuild the text of pages from printed lines: remove furniture, rejoin lines into paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import median_low
from typing import NamedTuple

from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.grid import GridCell, write_grid_rows
from luoshi.reading.load.layout import POINT, Glyph, Page, PrintedLine, join_printed_lines, lines_of
from luoshi.reading.load.ruled_tables import RuledTable, tables_of

# Searched in a line without blanks: —3— 第3页 3/12 第3页共12页 iv.
_PAGE_NUMBER = re.compile(
    r"[-—–－_~·•.|]{0,9}第?(?:\d{1,4}|[ivxlcIVXLC]{1,6})页?(?:[/／,，]?(?:共|of)?\d{1,4}页?)?[-—–－_~·•.|]{0,9}"
)
_DIGITS = re.compile(r"\d+")
_OWN_PLACE = re.compile("附件|附表|附录|第[一二三四五六七八九十0-9]+[章节篇]|[一二三四五六七八九十]+、")
_MARKER = re.compile(
    "[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、](?![0-9])"
    "|第[一二三四五六七八九十百]{1,4}[章节条]|[①-⑳]|附件|[一二三四五六七八九十]是"
)
_ENDS = frozenset("。！？；：…!?;:”）")
_HANG = frozenset("，。、；：！？）》”")
_OPEN = frozenset("，、（《“")  # no paragraph ends with these
_SHUT = frozenset("，。、；：！？）》”")  # and none begins with these
_SHIFTED, _UNEVEN = 20 * POINT, 8 * POINT  # of a table on two pages: its left edge, the edges of its columns
_MARGIN = 12  # hundredths of the page height that belong to head or foot


class _Measure(NamedTuple):
    """The text area of a page."""

    left: int
    right: int
    em: int  # type size of the body


@dataclass(slots=True)
class _Block:
    """A line or a table on a page."""

    page: int
    top: int
    line: PrintedLine | None = None
    table: list[list[GridCell]] = field(default_factory=list)
    columns: tuple[int, ...] = ()


def put_pages(pages: list[Page], draft: TextDraft) -> None:
    """Write pages into the draft and record where each begins in the text."""
    blocks: list[list[_Block]] = [_blocks(number, page) for number, page in enumerate(pages)]
    dropped = _furniture(pages, blocks)
    if dropped:
        draft.note("load.furniture", lines=dropped[0])
        draft.unseen.extend(dropped[1])
    measures = _measures(pages, blocks)
    writer = _ParagraphWriter(draft)
    notes: list[tuple[_Block, bool]] = []
    for number, members in enumerate(blocks):
        writer.page()
        body, below = _footnotes(members, measures.get(pages[number].width))
        notes += below
        for block in body:
            if block.line is not None:
                writer.line(block.line, number, measures[pages[number].width])
            else:
                writer.table(block)
    writer.close()
    # Footnotes go to the end, as for a Word document, so that they split no paragraph.
    for block, begins in notes:
        if begins:
            writer.close()
        if block.line is not None:
            writer.line(block.line, block.page, measures[pages[block.page].width])
    writer.close()


def _blocks(number: int, page: Page) -> list[_Block]:
    """Return lines and tables from top to bottom."""
    tables = tables_of(page)
    inside: list[list[Glyph]] = [[] for _ in tables]
    outside: list[Glyph] = []
    for glyph in page.glyphs:
        at = next((i for i, table in enumerate(tables) if table.holds(glyph)), None)
        if at is None:
            outside.append(glyph)
        else:
            inside[at].append(glyph)
    blocks = [_Block(number, line.top, line) for line in lines_of(outside)]
    blocks += [_table_block(number, table, glyphs) for table, glyphs in zip(tables, inside, strict=True)]
    for line in (block.line for block in blocks if block.line):
        line.page = number
    return sorted(blocks, key=lambda block: block.top)


def _table_block(number: int, table: RuledTable, glyphs: list[Glyph]) -> _Block:
    rows = table.rows(glyphs)
    for _, line in (found for row in rows for cell in row for found in cell.lines):
        line.page = number
    return _Block(number, table.top, None, rows, tuple(table.xs))


def _furniture(pages: list[Page], blocks: list[list[_Block]]) -> tuple[int, list[str]] | None:
    """Remove page numbers and the lines at the same position on page after page."""
    edges: list[tuple[int, _Block, str]] = []
    for number, members in enumerate(blocks):
        height = pages[number].height
        printed = [block for block in members if block.line]
        for block in printed[:3] + printed[-3:]:
            line = block.line
            assert line is not None
            if line.bottom * 100 <= height * _MARGIN or line.top * 100 >= height * (100 - _MARGIN):
                key = _DIGITS.sub("#", line.text.replace(" ", ""))
                edges.append((number, block, key))
    seen: dict[str, set[int]] = {}
    for number, _, key in edges:
        seen.setdefault(key, set()).add(number)
    drop: dict[int, str] = {}
    for _, block, key in edges:
        line = block.line
        assert line is not None
        count = len(seen[key])
        repeated = count >= 3 or (count == 2 and len(pages) <= 3)
        is_number = len(line.text) <= 30 and _PAGE_NUMBER.fullmatch(line.text.replace(" ", ""))
        if is_number or (repeated and not _OWN_PLACE.match(line.text)):
            drop[id(block)] = line.text
    for number, members in enumerate(blocks):
        blocks[number] = [block for block in members if id(block) not in drop]
    return (len(drop), list(drop.values())) if drop else None


def _measures(pages: list[Page], blocks: list[list[_Block]]) -> dict[int, _Measure]:
    """Return page width → text area of such pages: the outermost edges that several lines reach, the usual size."""
    lines: dict[int, list[PrintedLine]] = {}
    for page, members in zip(pages, blocks, strict=True):
        lines.setdefault(page.width, []).extend(block.line for block in members if block.line)
    measures: dict[int, _Measure] = {}
    for width, found in lines.items():
        if found:
            em = median_low([line.em for line in found for _ in line.text])
            # Marks at the end of a line may hang over the edge.
            ends = [line.right for line in found if line.text[-1] not in _HANG]
            right = _outermost(ends if len(ends) > 2 else [line.right for line in found], em)
            measures[width] = _Measure(-_outermost([-line.left for line in found], em), right, em)
    return measures


def _footnotes(members: list[_Block], measure: _Measure | None) -> tuple[list[_Block], list[tuple[_Block, bool]]]:
    """Return the body of a page, and the lines in small type at its foot that a raised sign in the body refers to.

    Each footnote line is returned with whether a footnote begins there; its sign is removed.
    """
    if measure is None:
        return members, []
    called = dict.fromkeys("".join(block.line.marks) for block in members if block.line and block.line.marks)
    foot = len(members)
    while foot and (line := members[foot - 1].line) and line.em * 10 <= measure.em * 8:
        foot -= 1
    marks = tuple(called)
    begins = [bool(block.line and (block.line.marks or block.line.text.startswith(marks))) for block in members[foot:]]
    if not marks or True not in begins:
        return members, []
    foot += begins.index(True)
    notes: list[tuple[_Block, bool]] = []
    for block in members[foot:]:
        line = block.line
        assert line is not None
        sign = next((mark for mark in marks if line.text.startswith(mark)), "") if not line.marks else ""
        notes.append((block, bool(sign or line.marks)))
        rest = line.text.removeprefix(sign).lstrip() or line.text
        cut, line.text = len(line.text) - len(rest), rest
        line.doubtful = tuple((at - cut, glyph) for at, glyph in line.doubtful if at >= cut)
    return members[:foot], notes


def _outermost(places: list[int], em: int) -> int:
    """Return the largest position that is not an outlier: others are within one character of it."""
    places.sort(reverse=True)
    few = max(2, len(places) // 50)
    held = (place for place, other in zip(places, places[few - 1 :], strict=False) if place - other <= em)
    return next(held, places[0])


def _same_columns(above: tuple[int, ...], below: tuple[int, ...]) -> bool:
    """Check whether the edges of columns are the same: two pages of a scan or a photograph are never of one size."""
    if len(above) != len(below) or abs(above[0] - below[0]) > _SHIFTED:
        return False
    wide, other = above[-1] - above[0], below[-1] - below[0]
    if abs(wide - other) * 12 > wide:
        return False
    return all(
        abs((left - above[0]) * other - (right - below[0]) * wide) <= _UNEVEN * wide
        for left, right in zip(above, below, strict=True)
    )


def _carried_on(above: list[list[GridCell]], below: list[list[GridCell]]) -> list[list[GridCell]]:
    """Return the rows of a table's next page without the repeated head; merge a row that the page break split."""
    if above and below and [cell.text for cell in below[0]] == [cell.text for cell in above[0]]:
        below = below[1:]
    if not above or not below or len(above[-1]) != len(below[0]) or len(below[0]) < 2:
        return below
    numbered = all(row[0].text for row in above)
    if numbered and not below[0][0].text and any(cell.text for cell in below[0]):
        for cell, rest in zip(above[-1], below[0], strict=True):
            cell.text = join_printed_lines(cell.text, rest.text)
            shift = len(cell.text) - len(rest.text)
            cell.lines += [(shift + at, line) for at, line in rest.lines]
        return below[1:]
    return below


class _ParagraphWriter:
    """Joins incoming lines to paragraphs, across page breaks too."""

    def __init__(self, draft: TextDraft) -> None:
        self.draft = draft
        self._words = ""  # of the current paragraph
        self._lines: list[PrintedLine] = []  # its first two lines and its latest
        self._begins: list[tuple[int, PrintedLine]] = []  # each of its lines by offset
        self._page = 0
        self._measure = _Measure(0, 0, 1)
        self._starts: list[int] = []  # where pages begin inside the current paragraph
        self._turned = 0  # pages begun since the last line
        self._table: _Block | None = None
        self._rows: list[list[GridCell]] = []

    def page(self) -> None:
        """Begin a page; its position in the text is known with its first line."""
        self._turned += 1

    def line(self, line: PrintedLine, page: int, measure: _Measure) -> None:
        """Take the next line: it continues the paragraph or begins one."""
        self._end_table()
        if self._lines and self._goes_on(line, page):
            joined = join_printed_lines(self._words, line.text)
            self._mark(len(joined) - len(line.text))
            self._begins.append((len(joined) - len(line.text), line))
            self._words = joined
            self._lines = [*self._lines[:2], line]
        else:
            self._end_paragraph()
            self._mark(0)
            self._words, self._lines, self._begins = line.text, [line], [(0, line)]
        self._page, self._measure = page, measure

    def table(self, block: _Block) -> None:
        """Take a table; one continued from the previous page is the same table."""
        self._end_paragraph()
        before = self._table
        if before is not None and before.page + 1 == block.page and _same_columns(before.columns, block.columns):
            self._rows += _carried_on(self._rows, block.table)
            self._table = block
        else:
            self._end_table()
            self._mark(0)
            self._table, self._rows = block, list(block.table)

    def close(self) -> None:
        """Write what is still open."""
        self._end_table()
        self._end_paragraph()
        self._mark(0)
        self._flush_starts()

    def _mark(self, offset: int) -> None:
        self._starts.extend([offset] * self._turned)
        self._turned = 0

    def _end_paragraph(self) -> None:
        if self._lines:
            self._flush_starts()
            self.draft.place_lines(self._begins, self.draft.size)
            self.draft.line(self._words)
            self._words, self._lines = "", []

    def _end_table(self) -> None:
        if self._table is not None:
            self._flush_starts()
            write_grid_rows(self._rows, self.draft)
            self._table, self._rows = None, []

    def _flush_starts(self) -> None:
        self.draft.pages.extend(self.draft.size + offset for offset in self._starts)
        self.draft.sections.extend(self.draft.size + offset for offset in self._starts)
        self._starts = []

    def _goes_on(self, line: PrintedLine, page: int) -> bool:
        """Check whether a line continues the paragraph of the previous one."""
        first, last = self._lines[0], self._lines[-1]
        em = last.em
        if abs(line.em - em) * 5 > em * (3 if line.latin or last.latin else 1):
            return False  # another type size
        if page == self._page and line.top - last.bottom > max(em, last.bottom - last.top) * 6 // 5:
            return False  # white space between
        if self._is_centred(line) and self._is_centred(last, room=-em):
            # A title of several lines is split by sense, not by width; smaller centred lines are separate. Those that
            # fill the width are one paragraph, of any size.
            room = last.left - self._measure.left + self._measure.right - last.right
            title = em * 20 > self._measure.em * 23 and page == self._page
            return title or (room < line.lead + em * 3 // 2 and last.text[-1] not in _ENDS)
        ended = last.text[-1] in _ENDS
        slack = em * 3 // 5 if ended else em * 3 if last.text[-1] in _OPEN or line.text[0] in _SHUT else em * 3 // 2
        if self._measure.right - last.right > line.lead + slack:
            return False  # the line's first word would have fitted above
        shift = line.left - first.left
        near = em * 7 // 10
        if len(self._lines) > 1:
            return abs(line.left - self._lines[1].left) <= near
        if shift < -near:
            return True  # the first line was indented
        if shift <= near:
            return not ended and not _MARKER.match(line.text)
        # A hanging indent: 1. words, with the next line below the words.
        return shift <= 5 * em and _MARKER.match(first.text) is not None

    def _is_centred(self, line: PrintedLine, *, room: int | None = None) -> bool:
        """Check whether a line is centred with at least ``room`` on both sides, by default half a character."""
        left, right, em = self._measure
        before, after = line.left - left, right - line.right
        return min(before, after) > (em // 2 if room is None else room) and abs(before - after) < em
