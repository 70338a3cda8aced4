"""Targets and what was reached: the answer to each, chosen over the whole table."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from luoshi.figures.units import comparable, convert
from luoshi.matching.assign import assign
from luoshi.matching.derived import Found, derive
from luoshi.matching.likeness import ENOUGH, SURE
from luoshi.matching.model import Figure, Reason, TargetAnswer
from luoshi.matching.table import Candidate, Table, time_of
from luoshi.matching.things import Months, Thing
from luoshi.matching.verdicts import Demand, verdict

_TIE = 0.05  # how near a second candidate must come to be of equal right
_LESS = re.compile(
    r"失业率|能耗|事故|开办|时限|浓度|死亡|会议费|三公|压缩|控制|降[至到]|缩短|压减|辍学率|死亡率|发病率|退货"
)
_STOCK = re.compile(r"拥有量|保有|总数|总量|存栏|在校|平均|浓度|人均|有效")


def target_answers(table: Table) -> list[TargetAnswer]:
    """The answer to each target of the plan, in text order."""
    chosen = _chosen(table)
    return [_answer(table, at, chosen[at]) for at in range(len(table.targets))]


def _chosen(table: Table) -> list[dict[int, Candidate]]:
    """For each target the figure that answers it directly in each report, by report."""
    report_of = {id(thing): at for at, rows in enumerate(table.figures) for thing in rows}
    out: list[dict[int, Candidate]] = [{} for _ in table.targets]
    for report, rows in enumerate(table.figures):
        number = {id(thing): at for at, thing in enumerate(rows)}
        edges: dict[int, dict[int, float]] = {}
        held: dict[tuple[int, int], Candidate] = {}
        for at, candidates in enumerate(table.candidates):
            for candidate in candidates:
                if candidate.fit.refused or candidate.fit.score < ENOUGH or report_of[id(candidate.figure)] != report:
                    continue
                column = number[id(candidate.figure)]
                edges.setdefault(at, {})[column] = candidate.fit.score
                held[at, column] = candidate
        for at, column in assign(edges).items():
            out[at][report] = held[at, column]
    return out


@dataclass(frozen=True, slots=True)
class _Part:
    """What one report says of a target."""

    found: Found
    months: Months | None
    report: int


def _answer(table: Table, at: int, chosen: dict[int, Candidate]) -> TargetAnswer:
    target, span = table.targets[at], table.spans[at]
    parts: list[_Part] = []
    rival = False
    for report, candidate in sorted(chosen.items()):
        if _tied(table, at, candidate, report):
            rival = True
            continue
        parts.append(_Part(_direct(target, candidate), time_of(candidate.figure, table.covers[report]), report))
    if not parts:
        parts = [
            _Part(found, months, report)
            for report in range(len(table.figures))
            for found, months in derive(table, at, report)
        ]
    if not parts:
        return _none(table, at, rival)
    return _judged(table, at, *_combined(target, span, parts))


def _direct(target: Thing, candidate: Candidate) -> Found:
    figure = candidate.figure
    reached = _in_unit(figure.value, figure.unit, target.unit)
    reasons = [Reason(code) for code in candidate.fit.open]
    if candidate.fit.score < SURE:
        reasons.append(Reason("words_differ"))
    return Found(reached, (figure,), Reason("direct"), tuple(reasons), figure.hedge)


def _in_unit(value: Fraction, unit: str | None, to: str | None) -> Fraction:
    if unit is None or to is None or not comparable(unit, to):
        return value
    return convert(value, unit, to)


def _tied(table: Table, at: int, candidate: Candidate, report: int) -> bool:
    """Whether another figure of the same report has an equal right to be the answer, and another value."""
    figure = candidate.figure
    rows = {id(thing) for thing in table.figures[report]}
    for other in table.candidates[at]:
        if other.fit.refused or id(other.figure) not in rows or other.figure is figure:
            continue
        if other.fit.score < candidate.fit.score - _TIE or other.fit.score < ENOUGH:
            continue
        if time_of(other.figure, None) == time_of(figure, None) and other.figure.value != figure.value:
            return True
    return False


def _combined(target: Thing, span: Months | None, parts: list[_Part]) -> tuple[Found, Months | None, list[Thing]]:
    """One finding from those of several reports: the longest period wins, separate periods add up."""
    shown = [thing for part in parts for thing in part.found.figures]
    ranked = sorted(parts, key=lambda part: (_length(part.months), part.months or (0, 0), part.report))
    last = ranked[-1]
    same = [part for part in parts if part.months == last.months and part.found.reached != last.found.reached]
    found, months = last.found, last.months
    if same:
        found = found.doubted(Reason("reports_differ"))
    apart = [part for part in ranked if part.months and months and _apart(part.months, months)]
    if apart and target.kind == "level" and target.flow not in ("stock",):
        rows = _disjoint([*apart, last])
        found = Found(
            sum((part.found.reached for part in rows), Fraction(0)),
            tuple(thing for part in rows for thing in part.found.figures),
            Reason("periods_added"),
            tuple(reason for part in rows for reason in part.found.open),
            next((part.found.hedge for part in rows if part.found.hedge), None),
        )
        covered = [part.months for part in rows if part.months]
        months = (min(first for first, _ in covered), max(end for _, end in covered))
    return found, months, shown


def _length(months: Months | None) -> int:
    return months[1] - months[0] if months else 0


def _apart(one: Months, other: Months) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _disjoint(parts: list[_Part]) -> list[_Part]:
    """The longest periods that do not overlap, in order of time."""
    out: list[_Part] = []
    for part in sorted(parts, key=lambda part: -_length(part.months)):
        if part.months and all(_apart(part.months, other.months) for other in out if other.months):
            out.append(part)
    return sorted(out, key=lambda part: part.months or (0, 0))


def _judged(table: Table, at: int, found: Found, months: Months | None, shown: list[Thing]) -> TargetAnswer:
    target, span = table.targets[at], table.spans[at]
    partial = bool(span and months and months[1] < span[1])
    said = verdict(demand_of(target), found.reached, found.hedge, partial)
    reasons = [found.reason, *found.open]
    if said.open:
        reasons.append(Reason(said.open))
    certain = said.certain and not found.open
    actuals = {thing.figure.place: thing.figure for thing in (*shown, *_mentions(table, at, shown))}
    return TargetAnswer(
        target.figure,
        target.label,
        table_period(table, at),
        said.status,
        certain,
        found.reached,
        _in_order(table, actuals.values()),
        tuple(reasons),
    )


def _in_order(table: Table, figures: object) -> tuple[Figure, ...]:
    names = {rows[0].figure.place.source: at for at, rows in enumerate(table.figures) if rows}
    return tuple(sorted(figures, key=lambda figure: (names[figure.place.source], figure.place.start)))  # type: ignore[call-overload]


def _mentions(table: Table, at: int, shown: list[Thing]) -> list[Thing]:
    """Second mentions of a figure that answers: the same value of the same thing."""
    values = {(thing.value, thing.unit) for thing in shown}
    rows = {(thing.figure.place.source, thing.statement) for thing in shown}
    out = []
    for candidate in table.candidates[at]:
        figure = candidate.figure
        again = not candidate.fit.refused and candidate.fit.score >= SURE and (figure.value, figure.unit) in values
        done = figure.done and candidate.fit.score >= ENOUGH and (figure.figure.place.source, figure.statement) in rows
        if again or done:
            out.append(figure)
    return out


def table_period(table: Table, at: int) -> str | None:
    """The period of a target as the reader gives it."""
    return table.plan.reading.quantities[table.targets[at].index].period


def demand_of(target: Thing) -> Demand:
    """What a target asks, for the verdict."""
    words = target.label + target.left
    less = target.figure.bound in ("eq", "approx") and bool(_LESS.search(words)) and not target.fall
    adds = target.kind == "level" and target.flow not in ("stock", "net") and not _STOCK.search(words)
    return Demand(target.value, target.figure.upper, target.figure.bound, target.fall, less, adds)


def _none(table: Table, at: int, rival: bool) -> TargetAnswer:
    """No figure; certain where nothing came near."""
    target = table.targets[at]
    near = [found for found in table.candidates[at] if not found.fit.refused and found.fit.score >= 0.35]
    code = "two_of_equal_right" if rival else "only_a_word_shared" if near else _why_not(table.candidates[at])
    return TargetAnswer(
        target.figure,
        target.label,
        table_period(table, at),
        "no_figure",
        not rival and not near,
        None,
        (),
        (Reason(code),),
    )


def _why_not(candidates: list[Candidate]) -> str:
    """The rule that kept the nearest figure from answering."""
    best = max(candidates, key=lambda found: found.fit.score, default=None)
    if best is None or best.fit.score < ENOUGH or not best.fit.refused:
        return "nothing_near"
    return f"another_{best.fit.refused}"


def by_report(table: Table) -> dict[int, list[Thing]]:
    """Figures of each report by its place in the order of the arguments."""
    out: dict[int, list[Thing]] = defaultdict(list)
    for at, rows in enumerate(table.figures):
        out[at] = rows
    return out
