"""A plan set beside the reports on it."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.matching.answers import target_answers
from luoshi.matching.model import Matched, MatchingPaper, PrintedFigure, TargetAnswer
from luoshi.matching.table import MatchingTable, lay_out
from luoshi.matching.tasks import task_answers
from luoshi.matching.words import Lexicon, load_standard_lexicon


def match_plan_to_reports(
    plan: MatchingPaper, reports: Sequence[MatchingPaper], lexicon: Lexicon | None = None
) -> Matched:
    """Set each target and each task of a plan beside what the reports say of it.

    Args:
        plan: the document that promises.
        reports: documents that came later, in any order; names differ.
        lexicon: words of an office's own, the standard ones where None.
    """
    lexicon = lexicon or load_standard_lexicon()
    table = lay_out(plan, reports, lexicon)
    targets = target_answers(table)
    return Matched(
        plan.name,
        tuple(report.name for report in reports),
        tuple(targets),
        tuple(task_answers(plan, reports, table.holding(), lexicon)),
        tuple(_unmatched(table, targets)),
    )


def _unmatched(table: MatchingTable, targets: Sequence[TargetAnswer]) -> list[PrintedFigure]:
    """The actual figures of the reports that answer no target, in order of the reports and their texts."""
    used = {figure.place for answer in targets for figure in answer.actuals}
    return [
        thing.figure
        for rows in table.figures
        for thing in rows
        if thing.role == "actual" and thing.index >= 0 and thing.figure.place not in used
    ]
