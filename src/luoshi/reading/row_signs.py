"""Find the signs by which a row of the ledger may be wrong, for the weights of ``row_doubts``.

A sign is a word, or a word with a detail behind a colon. The doubts of a row's own records are among them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from luoshi.reading.model import Assignment, Quantity, Reading, TextStatement
from luoshi.reading.unit_names import PrintedUnitName, find_unit_names
from luoshi.reading.words import anywhere_pattern, lazy_pattern, load_lexicon_table, trie_pattern

if TYPE_CHECKING:
    from luoshi.reading.ledger import TextLedgerRow

_AROUND = 120  # code points before and behind a row in which its units and dates may stand
_LONG = 2000  # code points of a row that are looked at
_WEAK = 2000  # thousandths by which a role must lead to be sure
_MARGINS = (500, 1000, 1500, 2000, 2600, 3300, 4000, 5000, 6500, 8000)
_LENGTHS = (10, 20, 30, 45, 70, 110, 200)
_NUMBER = lazy_pattern(r"\d(?:[\d.,]{0,20}\d)?[万亿]?(?![年月日号时、.:：\d])[%％‰㎡a-zA-Z一-龥]")
_NOTE = lazy_pattern(r"[（(【\[]([^（）()【】\[\]\n]{2,60})[）)】\]]")
_OPENING = lazy_pattern(
    r"(?:[\d一二三四五六七八九十]{1,3}[、.．]|[（(][\d一二三四五六七八九十]{1,3}[）)]|[①-⑳—\-·●])?\s*(..)"
)
_DIGITS = lazy_pattern(r"[\d一二三四五六七八九十]+")
_BARE_CELL = lazy_pattern(r"[\d.、,%％\s\-—/]*")
_SPACED = lazy_pattern(r"\S(?: {2,9}|\u3000|\t)\S")


@cache
def _times() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_lexicon_table("doubts")["times"]
    days = trie_pattern(words["days"])
    return (
        lazy_pattern(rf"(?:\d{{1,4}}年)?(?:[\d一二三四五六七八九十]{{0,3}}){days}[底末初前起内]?"),
        lazy_pattern(trie_pattern(words["again"])),
    )


@cache
def _words(table: str, name: str) -> re.Pattern[str]:
    return lazy_pattern(anywhere_pattern(load_lexicon_table("doubts")[table][name]))


@cache
def _starts(table: str, name: str) -> re.Pattern[str]:
    return lazy_pattern(trie_pattern(load_lexicon_table("doubts")[table][name]))


def _level(value: float, edges: Sequence[float]) -> str:
    """Return the first edge above a value: a number becomes one of few signs."""
    at = bisect_right(edges, value)
    return f"<{edges[at]:g}" if at < len(edges) else f">{edges[-1]:g}"


def _share(part: int, whole: int) -> str:
    return "none" if not part else "all" if part == whole else "some"


def _apart(words: str, names: Iterable[str]) -> bool:
    """Check whether printed words hold none of the names and are part of none."""
    return not any(name in words or words in name for name in names)


@lru_cache(maxsize=1024)  # titles and names come again in each row
def _holds_unit(words: str) -> bool:
    return bool(find_unit_names(words, 0, len(words)))


def row_signs(reading: Reading, text: str, rows: Sequence[TextLedgerRow]) -> list[list[str]]:
    """Return the signs of each matter, in order; ``rows`` are those of the ledger of a Reading of ``text``."""
    matters = [list(some) for _, some in groupby(rows, key=lambda row: row.matter)]
    return _RowSigner(reading, text, matters).signs() if matters else []


class _RowSigner:
    def __init__(self, reading: Reading, text: str, matters: list[list[TextLedgerRow]]) -> None:
        self.reading, self.text, self.matters = reading, text, matters
        self.firsts = [some[0] for some in matters]
        statements = reading.statements
        self.order = sorted(range(len(statements)), key=lambda index: statements[index].start)
        self.place = {index: place for place, index in enumerate(self.order)}
        self.figures = sorted(reading.quantities, key=lambda quantity: quantity.start)
        self.figure_starts = [quantity.start for quantity in self.figures]
        self.leads = Counter(name for row in self.firsts for name in row.lead)
        self.used = {name for row in self.firsts for name in (*row.lead, *row.support)}
        self.starts = [row.start for row in self.firsts]
        self.peers: dict[tuple[int, ...], list[int]] = {}
        for row in self.firsts:
            counts = self.peers.setdefault(row.path, [0, 0, 0])
            for at, holds in enumerate((True, bool(row.lead), bool(row.due or row.every))):
                counts[at] += holds
        self.found: dict[tuple[int, int], list[PrintedUnitName]] = {}  # what is behind one row is before the next
        self.paper = list(self._of_paper())

    def units(self, start: int, end: int) -> list[PrintedUnitName]:
        """Return the names of units in a passage, found once."""
        if (start, end) not in self.found:
            self.found[start, end] = find_unit_names(self.text, start, end)
        return self.found[start, end]

    def signs(self) -> list[list[str]]:
        found = []
        for at, some in enumerate(self.matters):
            row = some[0]
            words = self.text[row.start : min(row.end, row.start + _LONG)]
            names = (*row.lead, *row.support)
            of_row = [
                *dict.fromkeys(code for figure_row in some for code in figure_row.doubts),
                *self._of_statement(row),
                *self._of_assignments(row, names),
                *self._of_dates(row, words),
                *self._of_units(at, row, words, names),
                *self._of_line(row, words, names),
                *self._of_neighbours(at, row),
                *self._of_figures(row, some),
                *_of_words(words),
                *self.paper,
            ]
            found.append(list(dict.fromkeys(of_row)))
        return found

    def _of_paper(self) -> Iterator[str]:
        reading = self.reading
        yield f"kind:{reading.kind}"
        if reading.kind_guessed:
            yield "paper:kind"
        if reading.year_guessed:
            yield "paper:year"
        if not reading.title:
            yield "paper:untitled"
        said = [statement for statement in reading.statements if statement.rule != "page_furniture"]
        weak = sum("role_weak" in statement.doubts for statement in said)
        yield f"paper:weak{_level(weak / max(len(said), 1), (0.05, 0.1, 0.2, 0.3, 0.5))}"
        yield f"paper:rows{_level(len(self.matters), (3, 8, 15, 30))}"
        yield f"paper:said{_level(len(said), (6, 15, 30))}"

    def _of_statement(self, row: TextLedgerRow) -> Iterator[str]:
        if row.statement is None:
            yield "row:heading"
            return
        statement = self.reading.statements[row.statement]
        yield f"row:{statement.role}"
        if statement.margin is None:
            yield f"form:{statement.rule}"
        else:
            yield f"margin:{_level(statement.margin, _MARGINS)}"
        if statement.row:
            yield "row:table"
        at = self.place[row.statement]
        for name, place in (("before", at - 1), ("behind", at + 1)):
            if not 0 <= place < len(self.order):
                yield f"{name}:nothing"
                continue
            yield from self._of_other(name, statement, self.reading.statements[self.order[place]])

    def _of_other(self, name: str, statement: TextStatement, other: TextStatement) -> Iterator[str]:
        yield f"{name}:{other.role}"
        if other.margin is not None and other.margin < _WEAK:
            yield f"{name}:weak"
        if other.heading != statement.heading:
            yield f"{name}:heading"
        first, second = sorted((statement, other), key=lambda statement: statement.start)
        if self.text.find("\n", first.end, second.start) < 0:
            yield f"{name}:line" if other.role == statement.role else f"{name}:turns"

    def _of_assignments(self, row: TextLedgerRow, names: Sequence[str]) -> Iterator[str]:
        every = self.reading.assignments
        inherited = set(row.inherited)
        for index in row.assignments:
            yield from self._of_assignment(every[index], row, index in inherited)
        if not row.assignments:
            yield "assigned:nothing"
        yield f"lead:{min(len(row.lead), 3)}"
        yield f"support:{min(len(row.support), 2)}"
        foreign, general = _words("units", "foreign"), _starts("units", "general")
        for name in names:
            if foreign.search(name) or any(char.isdigit() for char in name):
                yield "unit_odd"
            elif not _holds_unit(name):
                yield "unit_odd:ending"
            if general.match(name):
                yield f"unit:{name[:2]}"
            yield f"unit:long{_level(len(name), (3, 5, 8, 12))}"
            if self.text.find(name, row.start, row.end) < 0:
                near = self.text.find(name, max(0, row.start - 300), row.end + 200) >= 0
                yield "unit:near" if near else "unit_far"
            if self.leads[name] == 1:
                yield "unit:once"

    def _of_assignment(self, assignment: Assignment, row: TextLedgerRow, inherited: bool) -> Iterator[str]:
        yield f"{'inherited' if inherited else 'own'}:{assignment.rule}"
        if assignment.phrase:
            yield f"phrase:{_DIGITS.sub('#', assignment.phrase)[-4:]}"
        if assignment.lead and assignment.start != row.start:
            low, high = sorted((assignment.start, row.start))
            between = bisect_left(self.starts, high) - bisect_right(self.starts, low)
            side = "behind" if assignment.start > row.start else "above"
            yield f"unit_far:{side}{_level(between, (1, 2, 4, 8))}"

    def _of_dates(self, row: TextLedgerRow, words: str) -> Iterator[str]:
        days, again = _times()
        said = " ".join(row.phrases)
        found = [match[0] for match in days.finditer(words)]
        unread = [day for day in found if day not in said]
        held = "held" if row.due else "none"
        yield f"dates:{min(len(found), 3)}/{min(len(row.due), 2)}/{min(len(row.every), 1)}"
        if unread:
            yield f"date_unread:{min(len(unread), 2)}/{held}"
        for day in unread:
            yield f"date_unread:{_DIGITS.sub('', day)[-2:]}/{held}"
        repeated = sum(1 for _ in again.finditer(words))
        yield f"again:{min(repeated, 2)}/{min(len(row.every), 2)}"
        for every, times in row.every:
            yield f"again:{every}/{times if times is None else min(times, 3)}"
        if row.every and row.due:
            yield "again:dated"
        for due in row.due:
            yield "due:year" if (due.month, due.day) == (12, 31) else "due:month" if due.day >= 28 else "due:day"
            if self.reading.year and due.year != self.reading.year:
                yield f"due:{max(-1, min(due.year - self.reading.year, 2)):+d}"

    def _of_units(self, at: int, row: TextLedgerRow, words: str, names: Sequence[str]) -> Iterator[str]:
        """Yield the signs of units in the row, and before and behind it, that are not among its own."""
        led = "held" if row.lead else "none"
        before = self.firsts[at - 1].end if at else 0
        behind = self.firsts[at + 1].start if at + 1 < len(self.firsts) else len(self.text)
        places = (
            ("in", row.start, row.start + len(words)),
            ("before", max(before, row.start - _AROUND), row.start),
            ("behind", row.end, min(behind, row.end + _AROUND)),
        )
        for place, start, end in places:
            if end <= start:
                yield f"gap:{place}"
                continue
            unread = [unit for unit in self.units(start, end) if _apart(self.text[unit.start : unit.end], names)]
            code = "unit_unread" if place == "in" else f"beside:{place}"
            for unit in unread:
                known = "known" if self.text[unit.start : unit.end] in self.used else "new"
                yield f"{code}:{unit.kind}/{'one' if unit.proper else 'many'}/{known}/{led}"
            if place == "in" and unread:
                first = unread[0]
                yield f"unit_unread:{_level(first.start - start, (4, 10, 25))}/{led}"
                yield f"unit_unread:{self.text[first.end - 1 : first.end + 1]}/{led}"
            if place != "in" and _words("labels", "words").search(self.text, start, end):
                yield f"label:{place}/{led}"
            if place != "in" and _times()[0].search(self.text, start, end):
                yield f"beside:{place}/date/{'held' if row.due else 'none'}"
        for depth, heading in enumerate(reversed(row.path[-2:])):
            title = self.reading.headings[heading].title
            if _holds_unit(title):
                yield f"heading:{depth}/unit/{'apart' if _apart(title, names) else 'held'}/{led}"
            if _times()[0].search(title):
                yield f"heading:{depth}/date/{'held' if row.due else 'none'}"

    def _of_line(self, row: TextLedgerRow, words: str, names: Sequence[str]) -> Iterator[str]:
        """Yield the signs of brackets and cells around the row that were read for nothing."""
        for match in _NOTE.finditer(self.text, row.start, min(len(self.text), row.end + _AROUND)):
            inside = match.start() < row.end
            if not inside and self.text[row.end : match.start()].strip("。；;\n "):
                break
            note = match[1]
            unit, day = _holds_unit(note), bool(_times()[0].search(note))
            if not (unit or day):
                continue
            read = not _apart(note, names) or any(phrase and phrase in note for phrase in row.phrases)
            code = "bracket:read" if read else "note_unread"
            yield f"{code}:{'in' if inside else 'behind'}/{'unit' if unit else ''}{'date' if day else ''}"
        # No further than this: a text of one line would else be looked through once a row.
        start = max(self.text.rfind("\n", max(0, row.start - _LONG), row.start) + 1, row.start - _LONG, 0)
        end = self.text.find("\n", row.end, row.end + _LONG)
        line = self.text[start : end if end >= 0 else row.end + _LONG][: 2 * _LONG]
        if " | " in line:
            cells = [cell.strip() for cell in line.split(" | ")]
            unread = [
                cell
                for cell in cells
                if not _BARE_CELL.fullmatch(cell)
                and cell not in words
                and _apart(cell, names)
                and not any(phrase and phrase in cell for phrase in row.phrases)
            ]
            yield f"cells:{min(len(cells), 8)}"
            if unread:
                yield f"cell_unread:{min(len(unread), 3)}"
            if any(map(_holds_unit, unread)):
                yield f"cell_unread:unit/{'held' if row.lead else 'none'}"
        elif _SPACED.search(line):
            yield "line:spaced"

    def _of_neighbours(self, at: int, row: TextLedgerRow) -> Iterator[str]:
        for side, place in (("before", at - 1), ("behind", at + 1)):
            if 0 <= place < len(self.firsts):
                other = self.firsts[place]
                same = "same" if other.lead == row.lead else "other"
                yield f"{side}:lead/{bool(other.lead):d}{bool(row.lead):d}/{same}"
                yield f"{side}:due/{bool(other.due):d}{bool(row.due):d}"
        whole, led, dated = self.peers[row.path]
        if whole > 1:
            yield f"peers:lead/{bool(row.lead):d}/{_share(led - bool(row.lead), whole - 1)}"
            yield f"peers:due/{bool(row.due or row.every):d}/{_share(dated - bool(row.due or row.every), whole - 1)}"
            if not row.lead and led == whole - 1:
                yield "peers_led"

    def _of_figures(self, row: TextLedgerRow, some: Sequence[TextLedgerRow]) -> Iterator[str]:
        first, last = bisect_left(self.figure_starts, row.start), bisect_left(self.figure_starts, row.end)
        inside = self.figures[first:last]
        roles = {quantity.role for quantity in inside}
        yield from (f"figure:{role}" for role in sorted(roles))
        if len(roles) > 1:
            yield "figure:mixed"
        targets = [
            self.reading.quantities[figure_row.quantity] for figure_row in some if figure_row.quantity is not None
        ]
        yield f"targets:{min(len(targets), 4)}"
        for quantity in targets:
            yield from self._of_figure(row, quantity)
        ends = [quantity.end for quantity in inside]
        starts = self.figure_starts[first:last]
        loose = 0
        for match in _NUMBER.finditer(self.text, row.start, min(row.end, row.start + _LONG)):
            before = bisect_right(starts, match.start()) - 1
            loose += before < 0 or match.start() >= ends[before]
        if loose:
            yield f"figure_unread:{min(loose, 3)}"

    def _of_figure(self, row: TextLedgerRow, quantity: Quantity) -> Iterator[str]:
        yield f"target:{quantity.aspect}"
        yield f"target:{quantity.bound}"
        yield f"target:{quantity.rule}"
        yield f"target:unit/{quantity.unit}"
        if quantity.value == 1:
            yield "target:one"
        before = self.text[max(row.start, quantity.start - 8) : quantity.start]
        yield from (f"target:before/{match[0]}" for match in _words("figures", "before").finditer(before))
        behind = _starts("figures", "behind").match(self.text, quantity.end, max(row.end, quantity.end))
        if behind:
            yield f"target:behind/{behind[0]}"


def _of_words(words: str) -> Iterator[str]:
    yield f"length:{_level(len(words), _LENGTHS)}"
    yield f"ends:{words[-1] if words[-1:] in '。；;！!：:）)，' else 'open'}" if words else "ends:open"
    yield f"commas:{_level(words.count('，') + words.count(','), (1, 2, 3, 5))}"
    if "、" in words:
        yield "words:、"
    opening = _OPENING.match(words)
    if opening:
        yield f"opens:{opening[1]}"
    yield from (f"words:{match[0]}" for match in _words("sentences", "words").finditer(words))
