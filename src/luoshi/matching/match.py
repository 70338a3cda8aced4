"""Match a plan with the reports on it."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.matching.answers import target_answers
from luoshi.matching.model import Matched, MatchingPaper, PrintedFigure, TargetAnswer
from luoshi.matching.plan_figures import list_figures_left
from luoshi.matching.table import MatchingTable, lay_out
from luoshi.matching.tasks import task_answers
from luoshi.matching.words import Lexicon, load_standard_lexicon


def match_plan_to_reports(
    plan: MatchingPaper, reports: Sequence[MatchingPaper], lexicon: Lexicon | None = None
) -> Matched:
    """Match each target and each task of a plan with what the reports say about it.

    Args:
        plan: the document that promises.
        reports: later documents, in any order; their names differ.
        lexicon: an office's own words; None for the standard ones.
    """
    lexicon = lexicon or load_standard_lexicon()
    table = lay_out(plan, reports, lexicon)
    targets = target_answers(table)
    return Matched(
        plan.name,
        tuple(report.name for report in reports),
        tuple(targets),
        tuple(task_answers(plan, reports, table.spans_with_targets(), lexicon)),
        tuple(_unmatched(table, targets)),
        tuple(list_figures_left(plan, [answer.target for answer in targets])),
    )


def _unmatched(table: MatchingTable, targets: Sequence[TargetAnswer]) -> list[PrintedFigure]:
    """List the actual figures of the reports that answer no target, by report and in text order."""
    used = {figure.place for answer in targets for figure in answer.actuals}
    return [
        thing.figure
        for rows in table.figures
        for thing in rows
        if thing.role == "actual" and thing.index >= 0 and thing.figure.place not in used
    ]
