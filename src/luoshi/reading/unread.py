"""List what is in nothing that was read: rows and cells of tables, numbered lines, lines that look like cells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from luoshi.reading.model import Assignment, Quantity, TextStatement, UnreadPassage
from luoshi.reading.noise import labels_page
from luoshi.reading.note_words import cell_kind
from luoshi.reading.structure import Outline, Span, TableRow
from luoshi.reading.table_heads import head_words, is_remark_head, lists_people
from luoshi.reading.tables import is_head, task_cells
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, lexicon_classes, load_lexicon_table

_LINE = lazy_pattern(r"\S(?:[^\n]*\S)?")
_BAR = lazy_pattern(r"[|｜\t]")
# A number at the start of a line that makes it an item, also without a mark after it: 2 改造农村公路.
_NUMBERED = lazy_pattern(
    r"(?:\d{1,3}(?:[.．、](?!\d)|[ \u3000]{1,4}(?=[一-鿿]))|[（(][一二三四五六七八九十\d]{1,3}[）)]|"
    r"[一二三四五六七八九十]{1,3}、|[①-⑳])[ \u3000]*(?P<words>[^\s].*)$"
)
_MERGED_HEAD = lazy_pattern(r"(?:序号|编号)(?P<heads>[一-鿿（）()]{6,80})(?=1[一-鿿“])")
_HEADS = 3  # words that heads have, and items of a run-together table
_ITEM_LONGEST = 600
_AFTER_NUMBER = frozenset("月日年号时个家项名人件次场期亩户元万亿所座台套处天米吨条部间种批届第")  # 3个, no item
_WORD = lazy_pattern("[一-鿿]")
_FIGURES = lazy_pattern(r"[\d.,，%％\s/—\-~～至第（()）.、]*$")
_LISTED_ENDS = "。；;！!？?：:，,、"
_CELL_LONGEST = 16  # code points of a line that may be a cell of a flattened table
_RUN = 6  # such lines one below the other
_NAME_LONGEST = 12  # Chinese characters of a class or name before the task
# Rules of lines that are no sentences by their form, whatever they say.
_LEFT_OUT = frozenset({"head_line", "signature", "page_furniture"})
_ACCOUNTED = frozenset(
    {"duty_line", "duty_note", "note", "remarks", "attachment", "contact", "addressee", "table_head"}
)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    duties = load_lexicon_table("duties")
    return {
        "open": lazy_pattern(grouped_trie_pattern(duties["open"]["words"])),
        "totals": lazy_pattern(grouped_trie_pattern(load_lexicon_table("sheets")["lines"]["totals"])),
        "beside": lazy_pattern(grouped_trie_pattern(lexicon_classes("markers")["beside"])),
    }


def find_unread(
    text: str,
    outline: Outline,
    statements: Sequence[TextStatement],
    quantities: Sequence[Quantity],
    assignments: Sequence[Assignment],
) -> list[UnreadPassage]:
    """Return the passages that became no statement, heading, quantity or assignment, in order. Linear in the text."""
    found = list(_of_tables(text, outline, statements, quantities, assignments))
    merged = list(_of_merged_tables(text))
    covered = _Starts([place for row in merged for place in range(row.start, row.end)])
    found += [line for line in _of_lines(text, outline, statements) if not covered.within(line.start, line.end)]
    found += merged
    return sorted(found, key=lambda passage: (passage.start, passage.end))


class _Starts:
    """Answers whether a record begins inside a span."""

    def __init__(self, places: list[int]) -> None:
        self.places = sorted(places)

    def within(self, start: int, end: int) -> bool:
        return bisect_left(self.places, start) < bisect_left(self.places, end)


def _of_tables(
    text: str,
    outline: Outline,
    statements: Sequence[TextStatement],
    quantities: Sequence[Quantity],
    assignments: Sequence[Assignment],
) -> Iterator[UnreadPassage]:
    figures = _Starts([quantity.start for quantity in quantities])
    headed = _Starts([heading.start for heading in outline.headings])
    in_row: dict[Span, list[TextStatement]] = {}
    for statement in statements:
        if statement.row is not None:
            in_row.setdefault(statement.row, []).append(statement)
    given: dict[Span, list[Assignment]] = {}
    for assignment in assignments:
        given.setdefault((assignment.start, assignment.end), []).append(assignment)
    for row in outline.rows:
        filled = [cell for cell in row.cells if cell[0] < cell[1]]
        own = [statement for statement in in_row.get((row.start, row.end), ()) if statement.rule != "table_row"]
        if not any(_WORD.search(text, *cell) for cell in filled) or _is_known(text, row, filled):
            continue
        if own:
            records = [record for statement in own for record in given.get((statement.start, statement.end), ())]
            tasks = {row.cells[at] for at in task_cells(text, row)}
            for at, cell in enumerate(row.cells):
                if cell in tasks or cell[0] == cell[1] or figures.within(*cell) or at in row.carried:
                    continue
                if not _cell_counts(text, row, at, min(tasks, default=cell), own, records):
                    yield UnreadPassage(*cell, "cell")
        elif not any(figures.within(*cell) or headed.within(*cell) for cell in filled):
            yield UnreadPassage(row.start, row.end, "row")


def _is_known(text: str, row: TableRow, filled: Sequence[Span]) -> bool:
    """Check whether a row needs no reading: answered to be no task, of people, of a page's data, or a total."""
    if (row.chosen == "answered" and row.task is None) or lists_people(row.columns):
        return True
    words = _words()
    first = text[slice(*filled[0])]
    if words["totals"].match(re.sub(r"\s", "", first)):
        return True
    return labels_page(text, *filled[0]) or is_head(text, list(filled))


def _cell_counts(
    text: str,
    row: TableRow,
    at: int,
    task: Span,
    own: Sequence[TextStatement],
    records: Sequence[Assignment],
) -> bool:
    """Check whether a cell beside a task was understood, or says nothing that a row keeps."""
    cell, head, kind = row.cells[at], row.columns[at], cell_kind(row, at)
    words = text[slice(*cell)]
    if not _WORD.search(words) or words in load_lexicon_table("duties")["none"]["words"]:
        return _FIGURES.match(words) is None or not any(char.isdigit() for char in words) or cell[0] < task[0]
    if kind == "people":
        return True
    if kind == "other":
        known = is_remark_head(head) or _words()["beside"].search(head) or cell[0] < task[0]
        return bool(known) and (cell[0] > task[0] or len(_WORD.findall(words)) <= _NAME_LONGEST)
    if all(statement.role in ("fact", "context") for statement in own):
        return True  # who was in charge of what is done
    if kind == "due":
        return any(record.due or record.every for record in records) or _words()["open"].search(words) is not None
    return any(name in words for record in records for name in (*record.lead, *record.support))


def _of_merged_tables(text: str) -> Iterator[UnreadPassage]:
    """Yield the items of tables whose cells were run together without any mark: 序号项目名称牵头单位1智慧助老….

    Their sentences are read as they stand, but no one can say where a cell ends.
    """
    stop = 0
    for head in _MERGED_HEAD.finditer(text):
        if head.start() < stop or len(head_words().findall(head["heads"])) < _HEADS:
            continue
        places = [head.end("heads")]
        while (place := _next_number(text, places[-1], len(places) + 1)) is not None:
            places.append(place)
        line_end = text.find("\n", places[-1])
        stop = line_end if line_end >= 0 else len(text)
        if len(places) < _HEADS:
            continue
        for start, end in pairwise([*places, stop]):
            words = text[start:end].rstrip()
            yield UnreadPassage(start, start + len(words), "row")


def _next_number(text: str, place: int, number: int) -> int | None:
    """Return where the next item of a run-together table begins: its number between words."""
    digits, at = str(number), place + 1
    while (at := text.find(digits, at, place + _ITEM_LONGEST)) >= 0:
        behind = text[at + len(digits) : at + len(digits) + 1]
        if not text[at - 1].isdecimal() and _WORD.match(behind) and behind not in _AFTER_NUMBER:
            return at
        at += 1
    return None


def _of_lines(text: str, outline: Outline, statements: Sequence[TextStatement]) -> Iterator[UnreadPassage]:
    """Yield numbered lines, lines with bars and runs of short lines that are in nothing read."""
    said = sorted(
        (statement.start, statement.rule in _ACCOUNTED or statement.role != "context") for statement in statements
    )
    starts = [start for start, _ in said]
    left_out = {statement.start for statement in statements if statement.rule in _LEFT_OUT}
    taken = sorted(
        [(row.start, row.end) for row in outline.rows] + outline.heads + ([outline.title] if outline.title else [])
    )
    begins = [start for start, _ in taken]
    headed = _Starts([heading.start for heading in outline.headings])
    run: list[Span] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        at = bisect_right(begins, start) - 1
        if at >= 0 and start < taken[at][1]:
            yield from _cells_of_run(run)
            continue
        numbered = _NUMBERED.match(text, start, end)
        counted = headed.within(start, end) or any(
            done for _, done in said[bisect_left(starts, start) : bisect_left(starts, end)]
        )
        if counted:
            yield from _cells_of_run(run)
        elif numbered and (start in left_out or numbered.start("words") in left_out) and not _page(text, line.span()):
            yield from _cells_of_run(run)
            yield UnreadPassage(start, end, "line")
        elif _BAR.search(text, start, end):
            yield from _cells_of_run(run)
            if not _page(text, line.span()) and _WORD.search(text, start, end) and start not in left_out:
                yield UnreadPassage(start, end, "row")
        elif end - start <= _CELL_LONGEST and text[end - 1] not in _LISTED_ENDS and not _page(text, line.span()):
            run.append((start, end))
        else:
            yield from _cells_of_run(run)
    yield from _cells_of_run(run)


def _page(text: str, line: Span) -> bool:
    return labels_page(text, *line)


def _cells_of_run(run: list[Span]) -> Iterator[UnreadPassage]:
    """Yield the lines of a run that is long enough for a flattened table, and empty it."""
    if len(run) >= _RUN:
        yield from (UnreadPassage(start, end, "cell") for start, end in run)
    run.clear()
