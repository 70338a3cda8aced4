"""Turn a Reading into the rows a careful clerk would make, and list what stays out, with the reason.

A row is a commitment, or one target figure of it. Nothing is lost: each statement is on a row or in ``left``, and each
assignment is on a row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from luoshi.reading.heading_tree import heading_paths, statement_headings
from luoshi.reading.model import UNCLEAR_ROLE, Assignment, Reading, TextHeading, TextStatement
from luoshi.reading.notes import has_note_label
from luoshi.reading.paper_doubts import paper_doubts
from luoshi.reading.traditional import is_traditional, simplify_characters

Reason = Literal["note", "norm", "fact", "context"]

# Words of a bracketed duty note; such a note is not a task of its own.
NOTE_WORDS = ("牵头", "主责", "责任", "配合", "协办", "协同", "承办", "主办", "单位", "部门", "科室", "时限", "时间")
_NOTE = 400  # code points behind a sentence in which a note is looked for
OPENING, CLOSING = "（([【〔", "）)]】〕"


@dataclass(frozen=True, slots=True)
class TextLedgerRow:
    """One row of the ledger. Spans are code points; indices refer to the lists of the Reading."""

    number: int  # 1 … in the order of the text
    matter: int  # 1 …; shared by all rows of one statement
    start: int
    end: int
    statement: int | None  # None: the heading itself is the task
    path: tuple[int, ...]  # headings above, outermost first; includes the heading that is the task
    quantity: int | None
    assignments: tuple[int, ...]  # the source of the fields below
    lead: tuple[str, ...]
    support: tuple[str, ...]
    due: tuple[date, ...]  # usually none or one
    every: tuple[tuple[str, int | None], ...]  # ISO 8601 period, times in each
    phrases: tuple[str, ...]  # the words for due and every
    inherited: tuple[int, ...]  # those of the assignments that come from a heading above or a note behind
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OmittedStatement:
    """A statement without a row, and the reason."""

    statement: int
    start: int
    end: int
    path: tuple[int, ...]
    reason: Reason
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextLedger:
    """All rows and all omitted statements, each in text order."""

    rows: tuple[TextLedgerRow, ...]
    left: tuple[OmittedStatement, ...]
    doubts: tuple[str, ...] = ()  # of the whole document, see ``paper_doubts``


def build_ledger_rows(reading: Reading, text: str) -> tuple[TextLedgerRow, ...]:
    """Return the rows of the ledger alone, without what is left out and without doubts about the whole document."""
    return _LedgerMaker(reading, text).collect()[0]


def build_ledger(reading: Reading, text: str) -> TextLedger:
    """Return the ledger of a Reading of ``text``.

    A statement makes a row if it is a task or has an assignment of its own: one row for each target figure in it, or
    one row without a figure. A heading makes rows if it has a target figure, or an assignment that no statement below
    it takes over. If a statement names no units or dates, they come from the note behind its paragraph, else from the
    nearest heading above.
    """
    return _LedgerMaker(reading, simplify_characters(text) if is_traditional(text) else text).make()


def is_note(words: str) -> bool:
    """Check whether ``words`` are only a bracketed note of who and when: ``（牵头：科普部）``."""
    words = words.strip().rstrip("。；;")
    return len(words) > 2 and words[0] in OPENING and words[-1] in CLOSING and any(word in words for word in NOTE_WORDS)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


class _Spans:
    """Finds the span that contains a position. Headings and statements are sorted by start."""

    def __init__(self, spans: Sequence[TextHeading] | Sequence[TextStatement]) -> None:
        self.order = sorted(range(len(spans)), key=lambda index: (spans[index].start, spans[index].end))
        self.starts = [spans[index].start for index in self.order]
        self.ends = [spans[index].end for index in self.order]

    def at(self, start: int) -> int | None:
        """Return the index of the last span that begins at or before ``start`` and ends behind it."""
        place = bisect_right(self.starts, start) - 1
        return self.order[place] if place >= 0 and self.ends[place] > start else None

    def before(self, start: int) -> int | None:
        """Return the index of the last span that begins at or before ``start``, wherever it ends."""
        place = bisect_right(self.starts, start) - 1
        return self.order[max(place, 0)] if self.order else None


@dataclass(frozen=True, slots=True)
class _RowDraft:
    start: int
    statement: int | None
    path: tuple[int, ...]
    targets: list[int]
    used: list[int]
    odd: tuple[str, ...]


class _LedgerMaker:
    def __init__(self, reading: Reading, text: str) -> None:
        self.reading, self.text = reading, text
        self.paths = heading_paths(reading.headings)
        self.at_statement: dict[int, list[int]] = {}
        self.at_heading: dict[int, list[int]] = {}
        self.adrift: set[int] = set()
        self.targets: dict[int, list[int]] = {}
        self.heading_targets: dict[int, list[int]] = {}
        self._place()
        self.notes = {
            index
            for index, statement in enumerate(reading.statements)
            if statement.role == "task" and index not in self.targets and is_note(text[statement.start : statement.end])
        }
        self.behind = self._notes_behind()
        self.taken: set[int] = set()  # assignments shown by the row of a statement

    def _place(self) -> None:
        """Attach each assignment and target figure to its statement or heading."""
        statements, headings = _Spans(self.reading.statements), _Spans(self.reading.headings)
        for index, assignment in enumerate(self.reading.assignments):
            heading = headings.at(assignment.start)
            statement = statements.at(assignment.start)
            if statement is not None:
                self.at_statement.setdefault(statement, []).append(index)
            elif heading is not None:
                self.at_heading.setdefault(heading, []).append(index)
            elif (nearest := statements.before(assignment.start)) is not None:
                self.at_statement.setdefault(nearest, []).append(index)
                self.adrift.add(index)
        rows = self._first_in_row()
        begins = [start for start, _, _ in rows]
        for index, quantity in enumerate(self.reading.quantities):
            if UNCLEAR_ROLE in quantity.doubts:
                continue  # neither a target nor a result until a person has said which
            statement = quantity.statement
            if statement is None and quantity.role == "target":  # a cell beside the task
                at = bisect_right(begins, quantity.start) - 1
                statement = rows[at][2] if at >= 0 and quantity.start < rows[at][1] else None
            if statement is None:
                if quantity.role == "target" and (heading := headings.at(quantity.start)) is not None:
                    self.heading_targets.setdefault(heading, []).append(index)
            elif quantity.role == "target" or (quantity.role == "norm" and self._is_standing(statement)):
                self.targets.setdefault(statement, []).append(index)

    def _is_standing(self, statement: int) -> bool:
        """Check whether a statement is a rule that someone must keep; its limits are the targets of the row."""
        return self.reading.statements[statement].role == "norm" and statement in self.at_statement

    def _first_in_row(self) -> list[tuple[int, int, int]]:
        """Return start and end of each table row that holds a statement, and the first statement in it."""
        first: dict[tuple[int, int], int] = {}
        for index, statement in enumerate(self.reading.statements):
            if statement.row is not None and statement.role != "context":
                first.setdefault(statement.row, index)
        return sorted((*row, index) for row, index in first.items())

    def _notes_behind(self) -> dict[int, list[int]]:
        """Return for each statement the assignments of the note that closes its paragraph.

        A note on a line of its own refers to the line before it; any other note to the text before it on its line.
        """
        statements = self.reading.statements
        order = sorted(range(len(statements)), key=lambda index: statements[index].start)
        breaks = [place for place, char in enumerate(self.text) if char == "\n"]
        found: dict[int, list[int]] = {}
        for place, index in enumerate(order):
            if place == 0 or index not in self.notes or index not in self.at_statement:
                continue
            line, line_before = (bisect_right(breaks, statements[order[at]].start) for at in (place, place - 1))
            if line != line_before and self.text[breaks[line - 1] + 1 : statements[index].start].strip():
                continue  # a heading precedes it on its line
            for earlier in reversed(order[:place]):
                if earlier in self.notes or bisect_right(breaks, statements[earlier].start) != line_before:
                    break
                found[earlier] = self.at_statement[index]
        self._share_first_of_item(order, breaks, found)
        return found

    def _share_first_of_item(self, order: list[int], breaks: list[int], found: dict[int, list[int]]) -> None:
        """Add to ``found`` the assignments of a note that stand at the first of several sentences on its line.

        The note (建成展厅。办好培训6期。（牵头单位：县科协）) is behind the last of them, or on the line below.
        """
        statements = self.reading.statements
        parts = [
            index
            for index in order
            if index not in self.notes
            and statements[index].row is None
            and not has_note_label(self.text, statements[index].start, statements[index].end)
        ]
        starts = sorted([heading.start for heading in self.reading.headings] + [statements[at].start for at in parts])
        begin = 0
        while begin < len(parts):
            line = bisect_right(breaks, statements[parts[begin]].start)
            after = begin + 1
            while after < len(parts) and bisect_right(breaks, statements[parts[after]].start) == line:
                after += 1
            run, begin = parts[begin:after], after
            own = [index for index in self.at_statement.get(run[0], []) if self.reading.assignments[index].lead]
            if len(run) < 2 or not own:
                continue
            left = statements[run[-1]].end
            behind = bisect_right(starts, left - 1)
            note = self.text[left : min(left + _NOTE, starts[behind] if behind < len(starts) else len(self.text))]
            if not is_note(note) and not has_note_label(note, 0, len(note)):
                continue
            shared = [index for index in own if self._is_of_note(index, note)]
            for index in run[1:] if shared else ():
                found.setdefault(index, shared)

    def _is_of_note(self, index: int, note: str) -> bool:
        """Check whether a note names all units of an assignment, and its date."""
        one = self.reading.assignments[index]
        named = all(name in note for name in (*one.lead, *one.support))
        return named and (not (one.due or one.every) or bool(one.phrase and one.phrase in note))

    def make(self) -> TextLedger:
        rows, left = self.collect()
        return TextLedger(rows, tuple(left), paper_doubts(self.reading, self.text, rows))

    def collect(self) -> tuple[tuple[TextLedgerRow, ...], list[OmittedStatement]]:
        """Return the rows, each with the codes of all its records, and what is left out."""
        drafts: list[_RowDraft] = []
        left: list[OmittedStatement] = []
        above = statement_headings(self.text, self.reading.statements, self.reading.headings)
        for index, (statement, heading_above) in enumerate(zip(self.reading.statements, above, strict=True)):
            path = self.paths[heading_above] if heading_above is not None else ()
            own = self.at_statement.get(index, [])
            if index in self.notes and (not own or any(taken is own for taken in self.behind.values())):
                left.append(
                    OmittedStatement(index, statement.start, statement.end, path, "note", tuple(statement.doubts))
                )
            elif statement.role == "task" or own:
                odd = () if statement.role in ("task", "norm") else ("assigned_but_no_task",)
                used = self._assignments_of_row(index, path)
                self.taken.update(used)
                drafts.append(_RowDraft(statement.start, index, path, self.targets.get(index, []), used, odd))
            else:
                left.append(
                    OmittedStatement(
                        index, statement.start, statement.end, path, statement.role, tuple(statement.doubts)
                    )
                )
        for heading, path in enumerate(self.paths):
            targets, own = self.heading_targets.get(heading, []), self.at_heading.get(heading, [])
            if targets or (own and not self.taken.intersection(own)):
                start = self.reading.headings[heading].start
                drafts.append(_RowDraft(start, None, path, targets, self._assignments_of_row(None, path), ()))
        drafts.sort(key=lambda draft: draft.start)
        left.sort(key=lambda one: one.start)
        return tuple(self._rows(drafts)), left

    def _assignments_of_row(self, statement: int | None, path: tuple[int, ...]) -> list[int]:
        """Return the indices of the assignments for a row's units and dates: its own, then the nearest that add any."""
        every = self.reading.assignments
        own = self.at_statement.get(statement, []) if statement is not None else self.at_heading.get(path[-1], [])
        sources = [own]
        if statement is not None:
            sources.append(self.behind.get(statement, []))
        sources += [self.at_heading[heading] for heading in reversed(path) if heading in self.at_heading]
        sources = [source for place, source in enumerate(sources) if place == 0 or source is not own]
        used: list[int] = []
        for source in sources:
            units = any(every[index].lead for index in used)
            dates = any(every[index].due or every[index].every for index in used)
            for index in source:
                one = every[index]
                adds_units = not units and (one.lead or one.support)
                adds_dates = not dates and (one.due or one.every)
                # If the sentence repeats the units of a heading, its row also covers the heading's assignment.
                same = bool(one.lead) and any(every[other].lead == one.lead for other in used)
                if source is own or adds_units or adds_dates or same:
                    used.append(index)
        return used

    def _rows(self, drafts: list[_RowDraft]) -> Iterator[TextLedgerRow]:
        reading, number = self.reading, 0
        for matter, draft in enumerate(drafts, 1):
            holder: TextHeading | TextStatement
            if draft.statement is None:
                holder, own = reading.headings[draft.path[-1]], set(self.at_heading.get(draft.path[-1], []))
            else:
                holder, own = reading.statements[draft.statement], set(self.at_statement.get(draft.statement, []))
            fields = _merged([(index in own, reading.assignments[index]) for index in draft.used])
            doubts = [*holder.doubts, *draft.odd, *(["assignment_adrift"] if self.adrift & own else [])]
            for index in draft.used:
                doubts += reading.assignments[index].doubts
            targets = sorted(draft.targets, key=lambda index: reading.quantities[index].start)
            shown: list[int | None] = [*targets]
            for figure in shown or [None]:
                number += 1
                of_figure = reading.quantities[figure].doubts if figure is not None else []
                yield TextLedgerRow(
                    number, matter, holder.start, holder.end, draft.statement, draft.path, figure, tuple(draft.used),
                    *fields, tuple(index for index in draft.used if index not in own), _unique([*of_figure, *doubts]),
                )  # fmt: skip


def _merged(
    used: list[tuple[bool, Assignment]],
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[date, ...], tuple[tuple[str, int | None], ...], tuple[str, ...]]:
    """Merge assignments into lead, support, due, every and phrases: own ones win over inherited ones."""
    units = [entry for entry in used if entry[1].lead or entry[1].support]
    units = [unit for unit in units if unit[0]] if any(own and entry.lead for own, entry in units) else units
    dated = [entry for entry in used if entry[1].due or entry[1].every]
    dated = [entry for entry in dated if entry[0]] or dated
    lead = _unique(name for _, assignment in units for name in assignment.lead)
    return (
        lead,
        _unique(name for _, assignment in units for name in assignment.support if name not in lead),
        tuple(dict.fromkeys(assignment.due for _, assignment in dated if assignment.due)),
        tuple(dict.fromkeys((assignment.every, assignment.times) for _, assignment in dated if assignment.every)),
        _unique(assignment.phrase for _, assignment in dated if assignment.phrase),
    )
