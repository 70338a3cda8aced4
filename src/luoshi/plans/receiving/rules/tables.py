"""Task tables of a received workbook: which sheets are tables, what is doubtful, and the rows they give.

What lies outside a table's rows (titles, notes, sheets without a header) is read as words: nothing is lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from luoshi.base.sheets.heads import SheetHead
from luoshi.plans.base.unread_passages import UNREAD
from luoshi.plans.columns.rules import (
    column_meaning,
    find_sheet_head,
    head_at,
    recognise_columns,
    sheet_lines,
)
from luoshi.plans.rows.rules.drafting import Drafted, DraftFigure, DraftPart, DraftRow
from luoshi.plans.sheets.rules.rows import SheetRead, SheetRow, sheet_read
from luoshi.reading.load.cells import Place, locate_cells_in_text
from luoshi.reading.load.sheet import SheetCells

WORDS = "words"  # the answer “no table”
Doubt = Literal["", "task", "rows"]
Spans = Mapping[Place, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A sheet with its header and the meaning of each column.

    Attributes:
        sheet: index among the visible sheets, from 0.
        doubt: why a person is asked first: no column is surely the task, or too many rows have no task.
    """

    sheet: int
    head: SheetHead
    columns: Mapping[int, str]
    doubt: Doubt = ""


def tables_in(
    sheets: Sequence[SheetCells], answers: Mapping[str, Any], taught: Callable[[SheetHead], Mapping[int, str] | None]
) -> list[TaskTable]:
    """List the sheets that are task tables, each with its doubt.

    Args:
        answers: a person's answers on sheets, by number: ``WORDS``, or ``head`` and ``columns``.
        taught: returns the unit's last answer for a header, None if there is none.
    """
    found = []
    for at, sheet in enumerate(sheets):
        answer = answers.get(str(at))
        if answer == WORDS:
            continue
        if answer:
            head = head_at(sheet, answer["head"])
            found.append(
                TaskTable(at, head, _all(head, {int(column): name for column, name in answer["columns"].items()}))
            )
        elif named := find_sheet_head(sheet):
            head, known = named, taught(named)
            columns = _all(head, known) if known else recognise_columns(sheet, head)
            if "task" in columns.values():
                found.append(TaskTable(at, head, columns, "" if known else _doubt(sheet, head, columns)))
    return found


def _all(head: SheetHead, known: Mapping[int, str]) -> dict[int, str]:
    """Return the meaning of each column; an unexplained column is kept beside the row."""
    return {column: known.get(column, "other") for column in head.words}


def _doubt(sheet: SheetCells, head: SheetHead, columns: Mapping[int, str]) -> Doubt:
    named = [column for column, words in head.words.items() if _names_task(words)]
    if not named or any(columns[column] == "other" for column in named):
        return "task"
    rows = [line.kind for line in sheet_lines(sheet, head, columns) if line.kind in ("task", "wrong")]
    return "rows" if not rows or rows.count("wrong") * 4 > len(rows) else ""


def _names_task(words: str) -> bool:
    return (column_meaning(words.split(" ")[-1]) or column_meaning(words)) == "task"


def with_tables(
    found: Drafted, text: str, sheets: Sequence[SheetCells], tables: Iterable[TaskTable], year: int
) -> Drafted:
    """Replace what was read from the lines of tables by the rows of these tables.

    Args:
        found: the same text read as words.
        sheets: the visible ones that ``text`` was made from.
    """
    there = locate_cells_in_text(sheets, text)
    page = _Page(text)
    for table in tables:
        read = sheet_read(sheet_lines(sheets[table.sheet], table.head, table.columns), year)
        page.add_table(read, there[table.sheet], table.head)
    return page.combine_rows(found)


class _Page:
    """A text being assembled: the headings and rows from its tables, and the lines they take."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]
        self.parts: list[DraftPart] = []
        self.rows: list[DraftRow] = []
        self.taken: set[int] = set()  # lines of rows: every word is in the row or beside it
        self.aside: set[int] = set()  # table lines that are no rows: headings, sums, signatures, the header

    def line(self, place: int) -> int:
        return bisect_right(self.starts, place) - 1

    def add_table(self, read: SheetRead, there: Spans, head: SheetHead) -> None:
        """Add a table's headings and rows; those without a known place in the text stay words."""
        kept: dict[int, int] = {}
        for at, part in enumerate(read.parts):
            if (span := there.get(part.cell)) is not None:
                above = kept.get(part.above) if part.above is not None else None
                kept[at] = len(self.parts)
                self.parts.append(DraftPart(*span, part.level, "", part.title, above))
                self.aside.add(self.line(span[0]))
        rows = {}
        for row in read.rows:
            if not row.wrong and (span := there.get(row.cell)) is not None:
                rows[row.row] = _drafted(row, span, kept.get(row.part) if row.part is not None else None, there)
                self.taken.add(self.line(span[0]))
        self.rows += rows.values()
        lines_of = {row: self.line(start) for (row, _column), (start, _end) in there.items()}
        self.aside |= {lines_of[line.row] for line in read.skipped if line.row in lines_of}
        self.aside |= {lines_of[row] for row in range(head.first, head.last + 1) if row in lines_of}

    def combine_rows(self, found: Drafted) -> Drafted:
        """Combine the tables' rows with everything read as words on other lines."""
        named = self.taken | {self.line(part.start) for part in self.parts}
        theirs = {at: part for at, part in enumerate(found.parts) if self.line(part.start) not in named}
        order = sorted(
            [(part.start, 0, at) for at, part in theirs.items()]
            + [(part.start, 1, at) for at, part in enumerate(self.parts)]
        )
        new = {(kind, at): place for place, (_start, kind, at) in enumerate(order)}
        source: tuple[Mapping[int, DraftPart], ...] = (theirs, dict(enumerate(self.parts)))
        parts = [
            replace(source[kind][at], above=new.get((kind, above)) if above is not None else None)
            for _start, kind, at in order
            for above in [source[kind][at].above]
        ]
        on_line = {self.line(row.start): row for row in (*found.rows, *self.rows)}
        rows = self._sums(found.rows, on_line)
        for own, some in ((0, found.rows), (1, self.rows)):
            for row in some:
                line = self.line(row.start)
                if own == 0 and line in self.taken:
                    _give(row.figures, on_line[line])
                    continue
                row.part = new.get((own, row.part)) if row.part is not None else None
                rows.append(_aside(row) if own == 0 and line in self.aside else row)
        rows.sort(key=lambda row: (row.start, row.end))
        return Drafted(tuple(parts), tuple(rows))

    def _sums(self, some: Iterable[DraftRow], on_line: dict[int, DraftRow]) -> list[DraftRow]:
        """Make rows for table lines with only figures, such as a sum; until now other rows held these figures."""
        made = []
        for row in some:
            home, own = self.line(row.start), []
            for figure in row.figures:
                line = self.line(figure.start)
                if line == home or line not in self.aside:
                    own.append(figure)
                    continue
                if line not in on_line:
                    start = self.starts[line]
                    end = self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)
                    on_line[line] = DraftRow(start, end, "context", "outside", reason="context")
                    made.append(on_line[line])
                on_line[line].figures.append(replace(figure, state="background"))
            row.figures = own
        return made


def _give(figures: Iterable[DraftFigure], row: DraftRow) -> None:
    """Add the figures of the line's other cells: they are no targets, but none is lost."""
    for figure in figures:
        if all(figure.end <= own.start or own.end <= figure.start for own in row.figures):
            row.figures.append(replace(figure, state="background"))


def _aside(row: DraftRow) -> DraftRow:
    """Mark a table line that is no row: no task, and its figures are no targets."""
    for at, figure in enumerate(row.figures):
        row.figures[at] = replace(figure, state="background")
    row.state, row.reason, row.look, row.doubts = "outside", "context", False, ()
    row.role = "context" if row.role == UNREAD else row.role
    return row


def _drafted(row: SheetRow, span: tuple[int, int], part: int | None, there: Spans) -> DraftRow:
    figures: list[DraftFigure] = []
    for figure in row.figures:
        cell = there.get(figure.cell)
        if cell and cell[0] + figure.end <= cell[1]:
            figures.append(replace(figure.read, start=cell[0] + figure.start, end=cell[0] + figure.end))
    return DraftRow(
        *span,
        role="task",
        state="waiting",
        part=part,
        lead=row.lead,
        support=row.support,
        due=row.due,
        every=row.every,
        times=row.times,
        phrase=row.phrase,
        doubts=row.doubts,
        figures=figures,
        words=row.words,
        notes=list(row.notes),
    )
