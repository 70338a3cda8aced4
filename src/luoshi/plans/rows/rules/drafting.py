"""The initial rows of a plan, from a document's Reading: plain values, nothing lost.

Each statement becomes exactly one row, and each figure belongs to exactly one: in the ledger, left out with its reason,
or waiting for a person. What the reader could not read becomes a row too, which a person must look at.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from luoshi.plans.base.notes import RowNote, collect_notes
from luoshi.plans.base.unread_passages import UNREAD
from luoshi.plans.rows.rules.doubts import SEVERAL_DATES, unread_dates
from luoshi.reading.heading_tree import heading_paths
from luoshi.reading.ledger import OmittedStatement, TextLedgerRow, build_ledger
from luoshi.reading.model import UNCLEAR_ROLE, Quantity, Reading

FigureState = Literal["asked", "background", "waiting"]
SEVERAL_RECURRENCES = "several_recurrences"  # the ledger's own doubt: a row holds one recurrence
# Words by which a statement that the reader left out may still bind someone.
BINDS = re.compile(
    r"要|须|应|确保|务必|力争|争取|不得|严禁|负责|(?:牵头|配合|责任)(?:单位|部门|科室)[:：]|(?:完成|办结|整改)[时期]限[:：]"
)
# A numbered table row that the reader took for running text: none of its cells was read.
TABLE_ROW = re.compile(r"\d+[.、]? \| .*[^\d\W]{2}")


@dataclass(frozen=True, slots=True)
class DraftFigure:
    """A figure with the fields of gold/GUIDE.md, and whether it is a target of the row."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str
    bound: str
    role: str
    aspect: str
    indicator: str
    period: str
    scope: str
    state: FigureState
    doubts: tuple[str, ...]


@dataclass(slots=True)
class DraftRow:
    """A statement as a row: ``state`` waiting or outside, ``part`` the index of its heading.

    For a table row, ``words`` combine several cells, and ``notes`` hold its other columns.
    """

    start: int
    end: int
    role: str
    state: Literal["waiting", "outside"]
    reason: str = ""
    look: bool = False
    part: int | None = None
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    due: date | None = None
    every: str = ""
    times: int | None = None
    phrase: str = ""
    inherited: bool = False
    doubts: tuple[str, ...] = ()
    figures: list[DraftFigure] = field(default_factory=list)
    words: str = ""
    notes: list[RowNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DraftPart:
    """A heading: its span, level, marker, title, and the index of its parent."""

    start: int
    end: int
    level: int
    marker: str
    title: str
    above: int | None


@dataclass(frozen=True, slots=True)
class Drafted:
    """The outline and all rows of a document, each in text order."""

    parts: tuple[DraftPart, ...]
    rows: tuple[DraftRow, ...]
    doubts: tuple[str, ...] = ()  # of the whole document


def draft_rows(reading: Reading, text: str) -> Drafted:
    """Draft the rows of a Reading of ``text``: one for each statement, and for each heading with a task or figures.

    Each unread passage gets a row as well.
    """
    found = build_ledger(reading, text)
    matters: dict[int, list[TextLedgerRow]] = {}
    for row in found.rows:
        matters.setdefault(row.matter, []).append(row)
    asked = {row.quantity for row in found.rows if row.quantity is not None}
    rows = [_of_matter(some, reading) for some in matters.values()]
    rows += [_left(left, reading, text) for left in found.left]
    by_statement = {some[0].statement: row for some, row in zip(matters.values(), rows[: len(matters)], strict=True)}
    by_statement |= {left.statement: row for left, row in zip(found.left, rows[len(matters) :], strict=True)}
    by_statement.pop(None, None)
    for cell in reading.beside:
        if cell.statement in by_statement:
            words = " ".join(text[cell.start : cell.end].split())
            by_statement[cell.statement].notes += collect_notes([("other", cell.head, words)])
    rows += _unread_rows(reading, rows)
    rows.sort(key=lambda row: (row.start, row.end))
    _give_figures(reading, rows, {key: row for key, row in by_statement.items() if key is not None}, asked)
    rows.sort(key=lambda row: (row.start, row.end))
    for made, behind in zip(rows, [*rows[1:], None], strict=True):
        if made.state == "waiting":
            dates = unread_dates(text[made.start : made.end], _note(text, made, behind), made.due, made.every)
            open_ended = "due_open" in made.doubts  # which says the same
            made.doubts = _unique([*made.doubts, *(code for code in dates if code != "due_unclear" or not open_ended)])
        made.look = made.state == "outside" and (made.look or any(figure.state == "waiting" for figure in made.figures))
    parts = [
        DraftPart(
            heading.start,
            heading.end,
            heading.level,
            heading.marker,
            heading.title,
            path[-2] if len(path) > 1 else None,
        )
        for heading, path in zip(reading.headings, heading_paths(reading.headings), strict=True)
    ]
    return Drafted(tuple(parts), tuple(rows), found.doubts)


def _note(text: str, row: DraftRow, behind: DraftRow | None) -> str:
    """Return the note of who and when after a row: the note row that follows, or the other cells of its line."""
    if behind and behind.reason == "note":
        return text[behind.start : behind.end]
    end = text.find("\n", row.end) if text.startswith(" |", row.end) else row.end
    return text[row.end : end if end >= 0 else len(text)]


def _of_matter(rows: Sequence[TextLedgerRow], reading: Reading) -> DraftRow:
    """Make one row for all target figures of one statement; a row holds one date and one recurrence."""
    first = rows[0]
    figures = {code for row in rows if row.quantity is not None for code in reading.quantities[row.quantity].doubts}
    own = [code for row in rows for code in row.doubts if code not in figures]
    if len(first.every) > 1:
        own.append(SEVERAL_RECURRENCES)
    if len(set(first.due)) > 1:
        own.append(SEVERAL_DATES)
    every, times = first.every[0] if first.every else ("", None)
    heading = first.path[-1] if first.path else None
    return DraftRow(
        first.start,
        first.end,
        reading.statements[first.statement].role if first.statement is not None else "heading",
        "waiting",
        part=heading,
        lead=first.lead,
        support=first.support,
        due=min(first.due, default=None),
        every=every or "",
        times=times,
        phrase="；".join(first.phrases),
        inherited=bool(first.inherited),
        doubts=_unique(own),
    )


def _left(left: OmittedStatement, reading: Reading, text: str) -> DraftRow:
    binds = left.reason != "note" and bool(
        BINDS.search(text, left.start, left.end) or TABLE_ROW.match(text, left.start, left.end)
    )
    return DraftRow(
        left.start,
        left.end,
        reading.statements[left.statement].role,
        "outside",
        reason=left.reason,
        look=binds or bool(left.doubts),
        part=left.path[-1] if left.path else None,
        doubts=_unique(left.doubts),
    )


def _unread_rows(reading: Reading, rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Make a row of each unread passage, under the heading above it; a person says what it is.

    A statement that was left out and is such a passage as a whole is no second row.
    """
    there = {(row.start, row.end): row for row in rows}
    heads = sorted(range(len(reading.headings)), key=lambda index: reading.headings[index].start)
    tops = [reading.headings[index].start for index in heads]
    found = []
    for passage in reading.unread:
        if (row := there.get((passage.start, passage.end))) is not None:
            if row.state == "outside":
                row.reason, row.look, row.doubts = UNREAD, True, _unique([*row.doubts, UNREAD])
            continue
        above = bisect_right(tops, passage.start) - 1
        part = heads[above] if above >= 0 else None
        start, end = passage.start, passage.end
        found.append(DraftRow(start, end, UNREAD, "outside", UNREAD, look=True, part=part, doubts=(UNREAD,)))
    return found


def _give_figures(reading: Reading, rows: list[DraftRow], known: dict[int, DraftRow], asked: set[int]) -> None:
    """Put each figure on its statement's row.

    One in a heading goes on the heading's row, which is created if needed.
    """
    starts = [row.start for row in rows]
    before = list(rows)
    heads = sorted(range(len(reading.headings)), key=lambda index: reading.headings[index].start)
    tops = [reading.headings[index].start for index in heads]
    for index, quantity in enumerate(reading.quantities):
        row = known.get(quantity.statement) if quantity.statement is not None else None
        if row is None:
            nearest = bisect_right(tops, quantity.start) - 1
            heading = heads[nearest] if nearest >= 0 and reading.headings[heads[nearest]].end > quantity.start else None
            at = bisect_right(starts, quantity.start) - 1
            row = before[at] if at >= 0 and before[at].end > quantity.start else None
            if row is None and heading is not None:
                of = reading.headings[heading]
                row = next((r for r in rows if r.role == "heading" and r.start == of.start), None)
                if row is None:
                    row = DraftRow(of.start, of.end, "heading", "outside", reason="context", part=heading)
                    rows.append(row)
            if row is None and before:
                row = before[max(at, 0)]
            if row is None:
                row = DraftRow(quantity.start, quantity.end, "context", "outside", reason="context")
                rows.append(row)
        row.figures.append(_figure(quantity, index in asked, row))


def _figure(one: Quantity, asked: bool, row: DraftRow) -> DraftFigure:
    state: FigureState = "asked" if asked and row.state == "waiting" else "background"
    if state == "background" and (one.role == "target" or UNCLEAR_ROLE in one.doubts):
        state = "waiting"  # a target value that no row asks for, or one that may be a result
    return DraftFigure(
        one.start, one.end, one.value, one.upper, one.unit or "", one.bound, one.role, one.aspect, one.indicator,
        one.period or "", one.scope or "", state, _unique(one.doubts),
    )  # fmt: skip


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
