"""Compute answers from figures of the reports: the rules in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from luoshi.matching.findings import TargetCase, TargetFinding
from luoshi.matching.level_computations import (
    compute_growth,
    compute_increase,
    compute_level_from_growth,
    compute_multiple,
    compute_net_increase,
    compute_stock,
)
from luoshi.matching.mean_computations import (
    compute_from_task_share,
    compute_mean,
    frequency_kept,
    per_head,
    set_against,
)
from luoshi.matching.months import Months
from luoshi.matching.part_computations import (
    compute_proportion,
    compute_share,
    sum_complete_parts,
    sum_enumerated_things,
    sum_listed_parts,
)
from luoshi.matching.table import MatchingTable, time_of

_RULES: tuple[Callable[[TargetCase], TargetFinding | None], ...] = (
    compute_from_task_share,
    compute_growth,
    compute_increase,
    compute_net_increase,
    compute_level_from_growth,
    compute_stock,
    compute_proportion,
    compute_share,
    sum_complete_parts,
    sum_listed_parts,
    sum_enumerated_things,
    compute_multiple,
    frequency_kept,
    per_head,
    compute_mean,
    set_against,
)


def derive_findings(table: MatchingTable, at: int, report: int) -> Iterator[tuple[TargetFinding, Months | None]]:
    """Yield what a report's figures give for a target by computation, by the first rule that gives something."""
    rows = table.figures[report]
    report_of = table.report_of()
    near = [
        (found.fit.score, found.figure, found.fit.refused)
        for found in table.candidates[at]
        if report_of[id(found.figure)] == report
    ]
    bases = [(found.fit.score, found.figure) for found in table.beside[at]]
    case = TargetCase(table.targets[at], near, rows, bases)
    for rule in _RULES:
        found = rule(case)
        if found:
            yield found, time_of(found.figures[0], table.covers[report])
            return
