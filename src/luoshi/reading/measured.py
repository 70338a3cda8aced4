"""Every quantity of a text: which amounts are looked for where, and in what order they are understood."""

from __future__ import annotations

import re

from luoshi.reading.amounts import scan
from luoshi.reading.model import Quantity, Statement
from luoshi.reading.phrases import subject_of
from luoshi.reading.quantities import qualify
from luoshi.reading.structure import Amount, Fields, Outline
from luoshi.reading.topics import Topic

_FORECAST = re.compile(r"预计|预期|有望|预测")


def measured(text: str, outline: Outline, statements: list[Statement], fields: Fields) -> list[Quantity]:
    """The quantities of all statements, of headings that carry points, and of table cells, in text order."""
    out: list[Quantity] = []
    topic = Topic(title=subject_of(fields.title))
    above = _above(outline)
    last = 0
    for index, statement in enumerate(statements):
        if text.find("\n", last, statement.start) >= 0:
            topic = Topic(title=topic.title, as_of=topic.as_of)
        last = statement.end
        if statement.role == "context" and not _FORECAST.search(text, statement.start, statement.end):
            continue
        amounts = scan(text, statement.start, statement.end)
        if amounts:
            topic.heading, topic.dated = above[statement.heading] if statement.heading is not None else ("", "")
            out += qualify(text, statement, amounts, fields, index, topic)
        else:
            topic.pass_over(text[statement.start : min(statement.end, statement.start + 40)])
    out += _in_headings(text, outline)
    out.sort(key=lambda quantity: quantity.start)
    return out


def _above(outline: Outline) -> list[tuple[str, str]]:
    """For each heading its words, and those of the headings it stands under with its own."""
    out: list[tuple[str, str]] = []
    stack: list[tuple[int, str]] = []
    for heading in outline.headings:
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        stack.append((heading.level, heading.title))
        out.append((heading.title, " ".join(words for _, words in stack)))
    return out


def _in_headings(text: str, outline: Outline) -> list[Quantity]:
    """Points of a scoring rule that stand in a heading: （一）组织建设（25分）."""
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
                    indicator=re.split(r"[（(]", heading.title)[0],
                    period=None,
                    scope=None,
                    rule="points-of-a-heading",
                    doubts=list(amount.doubts),
                )
            )
    return out


def _points(text: str, start: int, end: int) -> list[Amount]:
    if text.find("分", start, end) < 0:
        return []
    return [amount for amount in scan(text, start, end) if amount.unit == "分"]
