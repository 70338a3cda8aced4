"""Answers that can be computed from figures of the reports: the rules in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from luoshi.matching.found import Case, Found
from luoshi.matching.from_levels import gained, grown, multiplied, netted, raised, stocked
from luoshi.matching.from_means import done, frequency_kept, per_head, set_against, spread
from luoshi.matching.from_parts import enumerated, listed, parted, proportioned, shared
from luoshi.matching.months import Months
from luoshi.matching.table import Table, time_of

_RULES: tuple[Callable[[Case], Found | None], ...] = (
    done,
    grown,
    gained,
    netted,
    raised,
    stocked,
    proportioned,
    shared,
    parted,
    listed,
    enumerated,
    multiplied,
    frequency_kept,
    per_head,
    spread,
    set_against,
)


def derive(table: Table, at: int, report: int) -> Iterator[tuple[Found, Months | None]]:
    """What a report's figures give for a target by computation: the first rule that gives something."""
    rows = table.figures[report]
    report_of = table.report_of()
    near = [
        (found.fit.score, found.figure, found.fit.refused)
        for found in table.candidates[at]
        if report_of[id(found.figure)] == report
    ]
    bases = [(found.fit.score, found.figure) for found in table.beside[at]]
    case = Case(table.targets[at], near, rows, bases)
    for rule in _RULES:
        found = rule(case)
        if found:
            yield found, time_of(found.figures[0], table.covers[report])
            return
