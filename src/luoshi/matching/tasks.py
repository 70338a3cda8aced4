"""Match tasks without a figure to the statements of the reports about them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence

from luoshi.matching.model import AnswerReason, MatchingPaper, QuotedPlace, TaskAnswer
from luoshi.matching.statements import (
    LEAST,
    Statements,
    WeightedStatement,
    paper_statements,
    score_statement_support,
    statement_of_span,
    weigh_statement_terms,
)
from luoshi.matching.words import Lexicon
from luoshi.reading.model import TextStatement

_BESIDE = 0.85  # minimum score of a second statement of a report as evidence, relative to the best
_NOTE = re.compile(r"(?:如下|见下|下)表?[。：:]?$|^[（(](?:责任|牵头|配合|完成|时限|主管|分管)")
_TO_COME = re.compile(
    r"下一步|下步|下半年[，,]?(?:将|要|我)|(?<![至到在于])明年|将(?:继续|进一步|重点|抓紧|加快)|^(?:[一二三四]季度|20\d\d年)[，,]?(?:拟|将|计划|力争|预计)"
)


def tasks_of(paper: MatchingPaper, holding: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the task statements without a target figure, as spans, in text order, leaving out duty notes.

    ``holding`` are the spans of the statements and table rows with a target figure.
    """
    spans = sorted(holding)
    starts = [start for start, _ in spans]

    def holds(statement: TextStatement) -> bool:
        at = bisect_left(starts, statement.end) - 1
        return at >= 0 and spans[at][1] > statement.start

    return [
        (statement.start, statement.end)
        for statement in paper.reading.statements
        if statement.role == "task"
        and not _NOTE.search(paper.text[statement.start : statement.end])
        and not holds(statement)
    ]


def task_answers(
    plan: MatchingPaper, reports: Sequence[MatchingPaper], holding: Collection[tuple[int, int]], lexicon: Lexicon
) -> list[TaskAnswer]:
    """Return for each task of the plan whether the reports mention it, and where; ``holding`` as in ``tasks_of``."""
    often: Counter[str] = Counter()
    for row in paper_statements(plan, lexicon, ("task", "norm")):
        often.update(row.terms.keys())
    rows: list[WeightedStatement] = [
        row
        for report in reports
        for row in paper_statements(report, lexicon, ("fact", "context", "task"))
        if not _to_come(report, row)
    ]
    index = Statements(rows)
    titles = [lexicon.terms(heading.title[:40]) for heading in plan.reading.headings]
    heading_of = {statement.start: statement.heading for statement in plan.reading.statements}
    out = []
    for start, end in tasks_of(plan, holding):
        at = heading_of.get(start)
        asked = statement_of_span(plan, start, end, lexicon, titles[at] if at is not None else {})
        wanted = weigh_statement_terms(asked, often, index.often)
        out.append(_answer(asked, index.near(asked, wanted, LEAST), sum(wanted.values())))
    return out


def _to_come(report: MatchingPaper, row: WeightedStatement) -> bool:
    """Check whether a statement of a report is about work still to be done."""
    return bool(_TO_COME.search(row.place.quote))


def _answer(asked: WeightedStatement, found: list[tuple[float, WeightedStatement]], whole: float) -> TaskAnswer:
    """Answer a task from the nearest statements; ``whole`` is the weight of all that it asks for."""
    sure = score_statement_support(asked, found, whole)
    if not sure:
        return TaskAnswer(asked.place, "not_mentioned", True, (), (AnswerReason("silent"),))
    best = found[0][0]
    evidence: dict[str, list[QuotedPlace]] = {}
    for score, row in found:
        some = evidence.setdefault(row.place.source, [])
        if score >= best * _BESIDE and len(some) < 3:
            some.append(row.place)
    places = tuple(sorted((place for some in evidence.values() for place in some), key=lambda p: (p.source, p.start)))
    code = "said_of_it" if sure == 1 else "said_more_widely"
    return TaskAnswer(asked.place, "reported", sure == 1, places, (AnswerReason(code),))
