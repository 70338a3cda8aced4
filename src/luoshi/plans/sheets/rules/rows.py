"""Lines of an office's own ledger as rows of a plan: units, dates and figures as the reader reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from luoshi.dates.phrases import find_due_phrases
from luoshi.plans.base.notes import RowNote, collect_notes
from luoshi.plans.columns.rules import LedgerSheetLine
from luoshi.plans.rows.rules.drafting import SEVERAL_RECURRENCES, DraftFigure, DraftRow, draft_rows
from luoshi.reading.dues import sort_due_phrases
from luoshi.reading.load.cells import Place
from luoshi.reading.load.draft import BAR
from luoshi.reading.notes import split_unit_names

TITLE = "工作任务分解台账"  # with this title the reader recognises a plan, so figures are targets
HEADS = ("工作任务", "工作要求", "年度目标", "完成时限")
SAYS = ("task", "more", "target")  # what is to be done
READ = (*SAYS, "due")  # and when: 督查不少于2次 beside 每年 is twice a year, 全年2次 a target of two
YEAR_OVER = "year_over"  # the reader's doubt about a year in a task; here also in its due date
_SERIAL = re.compile(r"[345]\d{4}")  # an unformatted date: 45000 and the like
_CHINESE = re.compile("[一-龥]")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A heading: its level, 1 the outermost, its title and its cell; ``above`` is the index of its parent."""

    level: int
    title: str
    cell: Place
    above: int | None


@dataclass(frozen=True, slots=True)
class SheetFigure:
    """A figure and its place: the cell, and the first and last code point in its words."""

    cell: Place
    start: int
    end: int
    quote: str
    read: DraftFigure


@dataclass(slots=True)
class SheetRow:
    """The row made from a line of the sheet.

    Attributes:
        row: of the sheet, from 0.
        cell: the cell with the task's words.
        wrong: why no row can be made from it: no_task.
    """

    row: int
    cell: Place
    words: str
    part: int | None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: date | None = None
    every: str = ""
    times: int | None = None
    phrase: str = ""
    doubts: tuple[str, ...] = ()
    figures: list[SheetFigure] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    wrong: Literal["", "no_task"] = ""


@dataclass(frozen=True, slots=True)
class DueDateCell:
    """The contents of a due date cell, as the reader understands them."""

    due: date | None
    every: str
    times: int | None
    phrase: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """Headings, rows, and skipped lines, each in the sheet's order."""

    parts: tuple[SheetPart, ...]
    rows: tuple[SheetRow, ...]
    skipped: tuple[LedgerSheetLine, ...]


def sheet_read(lines: Iterable[LedgerSheetLine], year: int) -> SheetRead:
    """Read the lines of a sheet. Every line with words becomes a heading or a row, or is skipped with a reason.

    Args:
        year: of the plan, for dates such as 9月底.
    """
    parts: list[SheetPart] = []
    rows: list[SheetRow] = []
    skipped: list[LedgerSheetLine] = []
    kept: list[LedgerSheetLine] = []
    for line in lines:
        if line.kind == "skipped":
            if line.why == "blank" and rows and any(name != "number" for name, _head, _words in line.notes):
                line.why = "joined"  # it continues the line above
                rows[-1].notes += collect_notes(line.notes)
            skipped.append(line)
        elif line.kind == "part":
            above = next((at for at in range(len(parts) - 1, -1, -1) if parts[at].level < line.level), None)
            parts.append(SheetPart(line.level, line.title, (line.row, line.column), above))
        else:
            rows.append(_row(line, year, len(parts) - 1 if parts else None))
            kept.append(line)
    texts = [{name: line.words(name) for name in READ} for line in kept]
    for row, line, found in zip(rows, kept, _read(texts, year), strict=True):
        _fill(row, line, found, year)
    return SheetRead(tuple(parts), tuple(rows), tuple(skipped))


def figures_in(task: str, target: str, year: int, *, of: str) -> list[tuple[str, DraftFigure]]:
    """Return the figures in a task's words or in its target cell, each with its quote.

    Args:
        of: ``task`` or ``target``.
    """
    (found,) = _read([{"task": task, "more": "", "target": target, "due": ""}], year)
    return [(quote, figure) for name, figure, quote in found.figures if name == of]


@lru_cache(maxsize=1024)  # a ledger names the same units on each line
def units_in(words: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names in a cell of units, split as the reader splits them, and its doubts."""
    names, doubts = split_unit_names(words, 0, len(words))
    return tuple(names), tuple(doubts)


@lru_cache(maxsize=4096)
def when_in(words: str, year: int) -> DueDateCell:
    """Parse a due date cell: a day, a recurrence, both, or words that a person must check."""
    if _SERIAL.fullmatch(words):
        day = date(1899, 12, 30) + timedelta(int(words))
        return DueDateCell(day, "", None, day.isoformat(), ())
    phrases = find_due_phrases(words, 0, len(words), year=year)
    times = sort_due_phrases(words, 0, len(words), year, phrases, True)
    due = max((due.due for due in times.dues if due.due), default=None)
    every = times.every[0] if times.every else None
    doubts = [*times.doubts, *(every.doubts if every else ())]
    if any(due.open for due in times.dues) or (phrases and not times.has_any):
        doubts.append("due_open")
    elif words.strip() and not phrases:
        doubts.append("due_unclear")
    if len(times.every) > 1:
        doubts.append(SEVERAL_RECURRENCES)
    return DueDateCell(due, every.every if every else "", every.times if every else None, words[:120], tuple(doubts))


@dataclass(slots=True)
class _Found:
    """What the reader found in the cells of one line: figures by cell, and the results for the task's words."""

    figures: list[tuple[str, DraftFigure, str]] = field(default_factory=list)
    tasks: list[DraftRow] = field(default_factory=list)


def _read(texts: Sequence[Mapping[str, str]], year: int) -> list[_Found]:
    """Read lines as a table with headers that the reader knows: all at once, in linear time."""
    from luoshi.reading.read import read_text_document

    head = f"{year}年{TITLE}\n{BAR.join(HEADS)}\n"
    pieces, starts, at = [head], [], len(head)
    for words in texts:
        starts.append(at)
        # A full-width bar also separates cells, whatever its origin; / has the same length.
        pieces.append(BAR.join(words[name].replace("｜", "/") for name in READ) + "\n")
        at += len(pieces[-1])
    text = "".join(pieces)
    out = [_Found() for _words in texts]
    line = 0
    for row in draft_rows(read_text_document(text, year=year), text).rows:
        while line + 1 < len(starts) and starts[line + 1] <= row.start:
            line += 1
        if starts and row.start >= starts[line]:
            out[line].tasks += [row] if row.state == "waiting" else []
            for figure in row.figures:
                name, place = _cell_at(texts[line], figure.start - starts[line])
                length = figure.end - figure.start
                quote = texts[line][name][place : place + length]
                moved = DraftFigure(
                    place, place + length, figure.value, figure.upper, figure.unit, figure.bound, figure.role,
                    figure.aspect,
                    figure.indicator.removeprefix(TITLE), figure.period, figure.scope,
                    "asked" if figure.role == "target" else "background", figure.doubts,
                )  # fmt: skip
                out[line].figures.append((name, moved, quote))
    return out


def _cell_at(words: Mapping[str, str], offset: int) -> tuple[str, int]:
    """Return the field that contains an offset within a line, and the offset in its words."""
    for name in READ:
        if offset < len(words[name]) + len(BAR) or name == READ[-1]:
            break
        offset -= len(words[name]) + len(BAR)
    return name, offset


def _row(line: LedgerSheetLine, year: int, part: int | None) -> SheetRow:
    task = line.words("task")
    if not task:
        first = next(places[0][0] for places in line.cells.values())
        return SheetRow(line.row, first, "", part, wrong="no_task")
    doubts: list[str] = []
    named: dict[str, tuple[str, ...]] = {}
    for role in ("lead", "support"):
        names, said = units_in(line.words(role))
        named[role] = names
        doubts += said
    due = when_in(line.words("due"), year)
    row = SheetRow(line.row, line.cells["task"][0][0], compose_row_words(line), part, named["lead"], named["support"])
    row.due, row.every, row.times, row.phrase = due.due, due.every, due.times, due.phrase
    row.notes = collect_notes(line.notes)
    row.doubts = tuple(dict.fromkeys([*doubts, *due.doubts]))
    return row


def compose_row_words(line: LedgerSheetLine) -> str:
    """Compose the words of a row: the task, further requirements, and a target that says more than figures."""
    from luoshi.reading.cells import is_figure

    task, more, target = (line.words(name) for name in SAYS)
    words = task
    for text in (more, target):
        says = len(_CHINESE.findall(text)) > 2 and not is_figure(text, 0, len(text))
        if text and text not in words and (text is more or says):
            words = f"{words.rstrip('。；;，,')}；{text}"
    return words


def _fill(row: SheetRow, line: LedgerSheetLine, found: _Found, year: int) -> None:
    """Fill in figures, what the task's words say where columns are empty, and doubts about past years."""
    if row.wrong:
        return
    for name, figure, quote in found.figures:
        cell, start = _place_in(line, name, figure.start)
        row.figures.append(SheetFigure(cell, start, start + len(quote), quote, figure))
    doubts = list(row.doubts)
    for task in found.tasks:
        if not row.lead and not line.words("lead") and (task.lead or task.support):
            row.lead, row.support = task.lead, row.support or task.support
            doubts += task.doubts
        if not row.phrase and (task.due or task.every):
            row.due, row.every, row.times, row.phrase = task.due, task.every, task.times, task.phrase[:120]
            doubts += task.doubts
        elif task.every and row.times is None:  # the column's recurrence, the task's number of times
            row.every, row.times = task.every, task.times
            doubts += [doubt for doubt in task.doubts if doubt == SEVERAL_RECURRENCES]
        doubts += [doubt for doubt in task.doubts if doubt == YEAR_OVER]
    if row.due and row.due.year < year:
        doubts.append(YEAR_OVER)
    row.doubts = tuple(dict.fromkeys(doubts))


def _place_in(line: LedgerSheetLine, name: str, offset: int) -> tuple[Place, int]:
    """Return the cell of a field, which may have several, and the offset in its words."""
    places = [cell for cell in line.cells.get(name, ()) if cell[1]]
    for cell, words in places:
        if offset <= len(words):
            return cell, offset
        offset -= len(words) + 1  # the ； between
    return places[-1][0], offset
