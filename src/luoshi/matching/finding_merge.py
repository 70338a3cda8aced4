"""Merge the findings of reports on different periods into one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from luoshi.matching import signs
from luoshi.matching.findings import TargetFinding
from luoshi.matching.model import AnswerReason
from luoshi.matching.months import Months
from luoshi.matching.structured_figures import Thing
from luoshi.matching.table import MatchingTable


@dataclass(frozen=True, slots=True)
class PartialFinding:
    """What one figure, or a computation in one report, says about a target."""

    found: TargetFinding
    months: Months | None
    report: int


def combine_findings(
    table: MatchingTable, at: int, parts: list[PartialFinding]
) -> tuple[TargetFinding, Months | None, list[Thing]]:
    """Merge findings: the longest period wins, separate periods add up, the later of two for one period counts."""
    target, span = table.targets[at], table.spans[at]
    shown = [thing for part in parts for thing in part.found.figures]
    by_time: dict[Months | None, PartialFinding] = {}
    differ: set[Months | None] = set()
    for part in sorted(parts, key=lambda part: table.rank(part.report)):
        before = by_time.get(part.months)
        if before and before.found.reached != part.found.reached:
            differ.add(part.months)
        by_time[part.months] = part
    ranked = sorted(by_time.values(), key=lambda part: (_length(part.months), part.months or (0, 0)))
    if target.flow == "stock" or target.kind == "share":  # the state at the end counts
        ranked.sort(key=lambda part: ((part.months or (0, 0))[1], _length(part.months)))
    last = ranked[-1]
    used = [last]
    batches = [signs.batch_label(part.found.figures[0].left) for part in parts]
    if len(parts) > 1 and all(batches) and len(set(batches)) == len(batches):
        used = ranked
    elif target.kind == "level" and target.flow != "stock" and last.months and (not span or last.months != span):
        used = _disjoint(ranked)
    doubts = [AnswerReason("reports_differ")] if differ or _falls(table, target, parts) else []
    if len(used) == 1:
        found, months = last.found, last.months
    else:
        found = TargetFinding(
            sum((part.found.reached for part in used), Fraction(0)),
            tuple(thing for part in used for thing in part.found.figures),
            AnswerReason("periods_added"),
            tuple(reason for part in used for reason in part.found.open),
            next((part.found.hedge for part in used if part.found.hedge), None),
        )
        covered = [part.months for part in used if part.months]
        months = (min(first for first, _ in covered), max(end for _, end in covered))
        if sum(_length(part) + 1 for part in covered) < _length(months) + 1:
            doubts.append(AnswerReason("gap_not_reported"))
    for doubt in doubts:
        found = found.add_reason(doubt)
    if not found.open:  # doubtful figures are not shown beside certain ones
        plain = [part for part in parts if part in used or "words_differ" not in _codes(part.found)]
        shown = [thing for part in plain for thing in part.found.figures]
    return found, months, shown


def _falls(table: MatchingTable, target: Thing, parts: list[PartialFinding]) -> bool:
    """Check whether a later report gives less for a longer period of something that only adds up."""
    if target.kind != "level" or target.flow in ("stock", "net"):
        return False
    spans = sorted((part for part in parts if part.months), key=lambda part: table.rank(part.report))
    return any(
        later.report != earlier_part.report
        and earlier_part.months
        and later.months
        and later.months[0] <= earlier_part.months[0]
        and later.months[1] >= earlier_part.months[1]
        and later.found.reached < earlier_part.found.reached
        for at, earlier_part in enumerate(spans)
        for later in spans[at + 1 :]
    )


def _codes(found: TargetFinding) -> set[str]:
    return {reason.code for reason in found.open}


def _length(months: Months | None) -> int:
    return months[1] - months[0] if months else -1


def _disjoint(parts: list[PartialFinding]) -> list[PartialFinding]:
    """Return the longest periods that do not overlap, in order of time."""
    out: list[PartialFinding] = []
    for part in sorted(parts, key=lambda part: (-_length(part.months), part.months or (0, 0))):
        if part.months and all(_apart(part.months, other.months) for other in out if other.months):
            out.append(part)
    return sorted(out, key=lambda part: part.months or (0, 0))


def _apart(one: Months, other: Months) -> bool:
    return one[1] < other[0] or other[1] < one[0]
