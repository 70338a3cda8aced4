"""Find every quantity of a text: where amounts are looked for, and in which order they are read."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from luoshi.reading.amounts import scan_amounts
from luoshi.reading.cells import is_figure, of_rows
from luoshi.reading.model import UNCLEAR_ROLE, Quantity, TextStatement
from luoshi.reading.phrases import subject_of
from luoshi.reading.quantities import RunningContext, qualify_amounts
from luoshi.reading.reported_times import year_of_facts
from luoshi.reading.structure import DocumentFields, MeasuredAmount, Outline, TableRow
from luoshi.reading.topics import Topic
from luoshi.reading.words import lazy_pattern

_FORECAST = lazy_pattern(r"预计|预期|有望|预测")
# Context that is not prose: a figure in it (a telephone, a page, a date) measures nothing.
_NO_PROSE = frozenset(
    {"page_furniture", "signature", "head_line", "addressee", "attachment", "contact", "byline", "table_head"}
    | {"table_row", "greeting", "note", "boilerplate", "purpose", "quoted", "question"}
)
_DEEPEST = 8  # headings above a statement that are searched for a year or a place
_LONGEST = 40  # code points of a heading that are searched


def find_quantities(
    text: str, outline: Outline, statements: list[TextStatement], fields: DocumentFields
) -> list[Quantity]:
    """Return the quantities of all statements, of headings with points, and of table cells, in text order."""
    out: list[Quantity] = []
    topic = Topic(title=subject_of(fields.title))
    course = RunningContext.of(fields, text)
    above = _above(outline)
    last = 0
    passed: TextStatement | None = None
    for index, statement in enumerate(statements):
        if text.find("\n", last, statement.start) >= 0:
            topic, passed = Topic(title=topic.title), None
        last = statement.end
        heading, part = above[statement.heading] if statement.heading is not None else ("", "")
        course.enter(text, statement, part, heading)
        if statement.role == "context" and statement.rule in _NO_PROSE:
            continue
        if statement.row and is_figure(text, statement.start, statement.end):
            continue  # a cell with only a figure is read with its row
        amounts = scan_amounts(text, statement.start, statement.end)
        unsure = False
        if amounts and statement.role == "context":
            # Prose with a figure is often a fact mistaken for talk: read it, and mark it as unsure.
            unsure = not _FORECAST.search(text, *_clause(text, statement, amounts[0]))
            statement = replace(statement, role="fact") if unsure else statement
        if amounts:
            if passed:
                topic.pass_over(text[passed.start : min(passed.end, passed.start + 40)])
                passed = None
            topic.heading, topic.dated = heading, part
            found = qualify_amounts(text, statement, amounts, fields, index, topic, course)
            if unsure:
                for quantity in found:
                    quantity.doubts.append("statement_unsure")
            if UNCLEAR_ROLE in statement.doubts:
                for quantity in found:
                    if quantity.role in ("target", "actual"):
                        quantity.doubts.append(UNCLEAR_ROLE)
            out += found
        else:
            passed = statement  # only the last one before a figure counts, and is read when a figure comes
    out += _in_headings(text, outline)
    out.sort(key=lambda quantity: quantity.start)
    _date_table_targets(out, statements, fields)
    out += of_rows(text, _data_rows(outline.rows, statements), fields, out.copy())
    out.sort(key=lambda quantity: quantity.start)
    return out


def _date_table_targets(found: list[Quantity], statements: list[TextStatement], fields: DocumentFields) -> None:
    """Date the targets in tables of a report by its own year: beside its progress, no goal is next year's."""
    year = year_of_facts(fields)
    if fields.kind != "report" or year is None:
        return
    for quantity in found:
        statement = statements[quantity.statement] if quantity.statement is not None else None
        if statement and statement.row and quantity.role == "target" and quantity.period == str(year + 1):
            quantity.period = str(year)


def _clause(text: str, statement: TextStatement, amount: MeasuredAmount) -> tuple[int, int]:
    """Return the words before an amount to search for a forecast: its sentence, up to a window."""
    return max(statement.start, amount.start - 64), amount.start


def _above(outline: Outline) -> list[tuple[str, str]]:
    """Return for each heading its words, and those of the headings above it with its own."""
    out: list[tuple[str, str]] = []
    stack: list[tuple[int, str]] = []
    for heading in outline.headings:
        while stack and (stack[-1][0] >= heading.level or len(stack) >= _DEEPEST):
            stack.pop()
        stack.append((heading.level, heading.title[:_LONGEST]))
        out.append((heading.title[:_LONGEST], " ".join(words for _, words in stack)))
    return out


def _data_rows(rows: list[TableRow], statements: list[TextStatement]) -> list[tuple[TableRow, int | None]]:
    """Return the rows with the number of their statement; None for a row with data only."""
    starts = [statement.start for statement in statements]
    out: list[tuple[TableRow, int | None]] = []
    for row in rows:
        at = bisect_left(starts, row.start)
        out.append((row, at if at < len(starts) and starts[at] < row.end else None))
    return out


def _in_headings(text: str, outline: Outline) -> list[Quantity]:
    """Return points of a scoring rule in a heading: （一）组织建设（25分）."""
    out = []
    for heading in outline.headings:
        for amount in _points(text, heading.start, heading.end):
            out.append(
                Quantity(
                    start=amount.start,
                    end=amount.end,
                    value=amount.value,
                    upper=amount.upper,
                    unit=amount.unit,
                    bound=amount.bound,
                    role="norm",
                    aspect="level",
                    indicator=re.split(r"[（(]", heading.title[:_LONGEST])[0] + "分值",
                    period=None,
                    scope=None,
                    rule="points-of-a-heading",
                    doubts=list(amount.doubts),
                )
            )
    return out


def _points(text: str, start: int, end: int) -> list[MeasuredAmount]:
    if text.find("分", start, end) < 0:
        return []
    return [amount for amount in scan_amounts(text, start, end) if amount.unit == "分"]
