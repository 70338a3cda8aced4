"""Targets and what was reached: the answer to each, chosen over the whole table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction

from luoshi.figures.style import amount
from luoshi.matching import signs
from luoshi.matching.assign import assign
from luoshi.matching.derived import derive
from luoshi.matching.found import Found
from luoshi.matching.likeness import ENOUGH, SURE, in_unit, sure, units_agree
from luoshi.matching.model import Figure, Place, Reason, TargetAnswer, TargetStatus
from luoshi.matching.months import Months
from luoshi.matching.reasons import filled
from luoshi.matching.table import Candidate, Table, time_of
from luoshi.matching.things import Thing
from luoshi.matching.verdicts import Demand, verdict

_NEAR_BY = frozenset({"stage", "level", "place", "past", "part", "whole"})  # refusals worth a word
_STAKE = 0.4  # taken off each score, so that two poor answers never outweigh a good one
_TIE = 0.05  # how near a second candidate must come to be of equal right
_FAR = 0.45  # how much worse another report's answer may fit than the best one
_APART = 0.12  # how much worse a figure of another period may fit than the best
_LESS = re.compile(
    r"失业率|能耗|事故|开办|时限|浓度|死亡|会议费|三公|压缩|控制|降[至到]|缩短|压减|辍学率|死亡率|发病率|退货"
)
_STOCK = re.compile(r"关注|粉丝|用户|注册|拥有量|保有|总数|总量|存栏|在校|平均|浓度|人均|有效")


def target_answers(table: Table) -> list[TargetAnswer]:
    """The answer to each target of the plan, in text order."""
    chosen = _chosen(table)
    taken = {id(found.figure): at for at, rows in enumerate(chosen) for found in rows.values()}
    return [_answer(table, at, chosen[at], taken) for at in range(len(table.targets))]


def _chosen(table: Table) -> list[dict[int, Candidate]]:
    """For each target the figure that answers it best in each report, over the whole table; by report."""
    report_of = table.report_of()
    edges: list[dict[int, dict[int, float]]] = [{} for _ in table.figures]
    held: dict[tuple[int, int], Candidate] = {}
    for at, candidates in enumerate(table.candidates):
        for candidate in candidates:
            if not candidate.fit.refused and candidate.fit.score >= ENOUGH:
                key = id(candidate.figure)
                edges[report_of[key]].setdefault(at, {})[key] = candidate.fit.score - _STAKE
                held[at, key] = candidate
    out: list[dict[int, Candidate]] = [{} for _ in table.targets]
    for report, some in enumerate(edges):
        number = {key: place for place, key in enumerate(map(id, table.figures[report]))}
        back = {place: key for key, place in number.items()}
        numbered = {at: {number[key]: score for key, score in row.items()} for at, row in some.items()}
        for at, place in assign(numbered).items():
            out[at][report] = held[at, back[place]]
    return out


@dataclass(frozen=True, slots=True)
class _Part:
    """What one figure, or a computation in one report, says of a target."""

    found: Found
    months: Months | None
    report: int


def _answer(table: Table, at: int, chosen: dict[int, Candidate], taken: dict[int, int]) -> TargetAnswer:
    direct = _direct_parts(table, at, chosen, taken)
    rival = direct is None
    parts = direct or []
    span = table.spans[at]
    for report in range(len(table.figures)):
        if not any(part.report == report and (part.months == span or not span) for part in parts):
            computed = [_Part(found, months, report) for found, months in derive(table, at, report)]
            known = {part.months for part in parts if part.report == report}
            parts.extend(part for part in computed if part.months not in known)
    if direct and any(reason.code == "gross_for_net" for part in direct for reason in part.found.open):
        net = [
            _Part(found, months, report)
            for report in range(len(table.figures))
            for found, months in derive(table, at, report)
            if found.reason.code in ("difference_of_levels", "came_and_went")
        ]
        parts = net or parts
    if not parts:
        return _none(table, at, rival, taken)
    return _judged(table, at, *_combined(table, at, parts), taken)


def _direct_parts(table: Table, at: int, chosen: dict[int, Candidate], taken: dict[int, int]) -> list[_Part] | None:
    """The figures that answer a target as printed, one for each report and period; None where two have equal right."""
    target, report_of = table.targets[at], table.report_of()
    best: dict[tuple[int, Months | None], Candidate] = {}
    tied: set[tuple[int, Months | None]] = set()
    for found in table.candidates[at]:
        first = chosen.get(report_of[id(found.figure)])
        if found.fit.refused or first is None or taken.get(id(found.figure), at) != at:
            continue
        if found is not first and found.fit.score < max(ENOUGH, first.fit.score - _APART):
            continue
        key = (report_of[id(found.figure)], time_of(found.figure, table.covers[report_of[id(found.figure)]]))
        held = best.setdefault(key, found)
        same_name = found.figure.label == held.figure.label and not (found.figure.part or held.figure.part)
        margin = 3 * _TIE if same_name else _TIE
        if held.figure.value != found.figure.value and found.fit.score >= held.fit.score - margin:
            tied.add(key)
    best_of_all = max((found.fit.score for found in best.values()), default=0.0)
    out = [
        _Part(_direct(target, found), months, report)
        for (report, months), found in best.items()
        if (report, months) not in tied and found.fit.score >= best_of_all - _FAR
    ]
    for report in sorted({report for report, _ in best}):
        for added, months in derive(table, at, report):
            parts = {id(thing) for thing in added.figures}
            if added.reason.code == "parts_added" and len(parts) > 1:  # they answer only together
                out = [part for part in out if part.report != report or id(part.found.figures[0]) not in parts]
                out.append(_Part(added, months, report))
    return out or (None if tied else [])


def _direct(target: Thing, candidate: Candidate) -> Found:
    figure = candidate.figure
    reached = in_unit(figure.value, figure.unit, target.unit)
    reasons = [Reason(code) for code in candidate.fit.open]
    if not sure(target, figure, candidate.fit.score):
        reasons.append(Reason("words_differ"))
    return Found(reached, (figure,), Reason("direct"), tuple(reasons), figure.hedge)


def _combined(table: Table, at: int, parts: list[_Part]) -> tuple[Found, Months | None, list[Thing]]:
    """One finding from several: the longest period wins, separate periods add up, of two for one period the later."""
    target, span = table.targets[at], table.spans[at]
    shown = [thing for part in parts for thing in part.found.figures]
    by_time: dict[Months | None, _Part] = {}
    differ: set[Months | None] = set()
    for part in sorted(parts, key=lambda part: table.rank(part.report)):
        before = by_time.get(part.months)
        if before and before.found.reached != part.found.reached:
            differ.add(part.months)
        by_time[part.months] = part
    ranked = sorted(by_time.values(), key=lambda part: (_length(part.months), part.months or (0, 0)))
    if target.flow == "stock" or target.kind == "share":  # what there is at the end counts
        ranked.sort(key=lambda part: ((part.months or (0, 0))[1], _length(part.months)))
    last = ranked[-1]
    used = [last]
    batches = [signs.batch(part.found.figures[0].left) for part in parts]
    if len(parts) > 1 and all(batches) and len(set(batches)) == len(batches):
        used = ranked
    elif target.kind == "level" and target.flow != "stock" and last.months and (not span or last.months != span):
        used = _disjoint(ranked)
    doubts = [Reason("reports_differ")] if differ or _falls(table, target, parts) else []
    if len(used) == 1:
        found, months = last.found, last.months
    else:
        found = Found(
            sum((part.found.reached for part in used), Fraction(0)),
            tuple(thing for part in used for thing in part.found.figures),
            Reason("periods_added"),
            tuple(reason for part in used for reason in part.found.open),
            next((part.found.hedge for part in used if part.found.hedge), None),
        )
        covered = [part.months for part in used if part.months]
        months = (min(first for first, _ in covered), max(end for _, end in covered))
        if sum(_length(part) + 1 for part in covered) < _length(months) + 1:
            doubts.append(Reason("gap_not_reported"))
    for doubt in doubts:
        found = found.doubted(doubt)
    return found, months, shown


def _falls(table: Table, target: Thing, parts: list[_Part]) -> bool:
    """Whether a later report gives less for a longer time of what only adds up."""
    if target.kind != "level" or target.flow in ("stock", "net"):
        return False
    spans = sorted((part for part in parts if part.months), key=lambda part: table.rank(part.report))
    return any(
        later.report != one.report
        and one.months
        and later.months
        and later.months[0] <= one.months[0]
        and later.months[1] >= one.months[1]
        and later.found.reached < one.found.reached
        for at, one in enumerate(spans)
        for later in spans[at + 1 :]
    )


def _length(months: Months | None) -> int:
    return months[1] - months[0] if months else -1


def _disjoint(parts: list[_Part]) -> list[_Part]:
    """The longest periods that do not overlap, in order of time."""
    out: list[_Part] = []
    for part in sorted(parts, key=lambda part: (-_length(part.months), part.months or (0, 0))):
        if part.months and all(_apart(part.months, other.months) for other in out if other.months):
            out.append(part)
    return sorted(out, key=lambda part: part.months or (0, 0))


def _apart(one: Months, other: Months) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _judged(
    table: Table, at: int, found: Found, months: Months | None, shown: list[Thing], taken: dict[int, int]
) -> TargetAnswer:
    target, span = table.targets[at], table.spans[at]
    partial = bool(span and months and months[1] < span[1])
    said = verdict(demand_of(target), found.reached, found.hedge, partial)
    open_ = [reason for reason in found.open if not (reason.code == "gap_not_reported" and said.status != "not_met")]
    codes = [*dict.fromkeys(reason.code for reason in open_), *([said.open] if said.open else [])]
    certain = said.certain and not open_
    actuals = {thing.figure.place: thing.figure for thing in (*shown, *_mentions(table, at, shown, taken))}
    return TargetAnswer(
        target.figure,
        target.label,
        table_period(table, at),
        said.status,
        certain,
        found.reached,
        _in_order(table, actuals.values()),
        (*_explained(codes, target, found, said.status, months), *_beside(table, at, actuals)),
    )


def _beside(table: Table, at: int, actuals: Collection[Place]) -> list[Reason]:
    """Why the figure that lies nearest to the answer is none: 37家 are applied for, not recognised."""
    target = table.targets[at]
    for found in table.candidates[at]:
        figure = found.figure
        near = found.fit.refused in _NEAR_BY and found.fit.score >= ENOUGH and figure.kind == target.kind
        if near and units_agree(target, figure) and figure.figure.place not in actuals:
            return [filled(Reason(f"another_{found.fit.refused}"), {"actual": figure.quote})]
    return []


def _explained(
    codes: list[str], target: Thing, found: Found, status: TargetStatus, months: Months | None
) -> tuple[Reason, ...]:
    """How it was found and what is open, with all that the sentences hold."""
    cap = target.figure.bound in ("le", "lt") or demand_of(target).less
    above = found.reached > target.value
    sign = "=" if found.reached == target.value else "＞" if above and status == "not_met" and cap else ""
    if not sign and status == "met" and target.figure.bound == "approx" and not above:
        sign = "≈"
    if not sign:
        sign = {True: "≤" if cap and not target.fall else "≥", False: "＞" if cap else "＜"}[status != "not_met"]
    quotes = [thing.quote for thing in found.figures]
    values = {
        "actual": "、".join(quotes[:2]),
        "parts": "+".join(quotes),
        "reached": amount(found.reached, target.unit, 2),
        "sign": sign,
        "target": target.quote,
        "until": f"{months[1] % 12 + 1}月" if months else "",
    }
    return (filled(found.reason, values), *(filled(Reason(code), values) for code in codes))


def _in_order(table: Table, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    names = {rows[0].figure.place.source: at for at, rows in enumerate(table.figures) if rows}
    return tuple(sorted(figures, key=lambda figure: (names[figure.place.source], figure.place.start)))


def _mentions(table: Table, at: int, shown: list[Thing], taken: dict[int, int]) -> list[Thing]:
    """Second mentions of a figure that answers: the same value of the same thing; and its share of the year's task."""
    values = {(thing.value, thing.unit) for thing in shown}
    rows = {(thing.figure.place.source, thing.statement, thing.order) for thing in shown}
    best = max((found.fit.score for found in table.candidates[at] if found.figure in shown), default=0.0)
    out = []
    for candidate in table.candidates[at]:
        figure, score = candidate.figure, candidate.fit.score
        again = (
            not candidate.fit.refused
            and score >= max(SURE, best - _TIE)
            and (figure.value, figure.unit) in values
            and taken.get(id(figure), at) == at
        )
        done = (
            figure.done and score >= ENOUGH and (figure.figure.place.source, figure.statement, figure.order - 1) in rows
        )
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


def _none(table: Table, at: int, rival: bool, taken: dict[int, int]) -> TargetAnswer:
    """No figure; certain where nothing came near that is not the answer to something else."""
    target = table.targets[at]
    near = [
        found
        for found in table.candidates[at]
        if not found.fit.refused and found.fit.score >= 0.35 and id(found.figure) not in taken
    ]
    code = "two_of_equal_right" if rival else "only_a_word_shared" if near else _why_not(table.candidates[at])
    quotes = [found.figure.quote for found in near[:2] or table.candidates[at][:2]]
    reason = filled(Reason(code), {"actual": quotes[0] if quotes else "", "parts": "、".join(quotes)})
    return TargetAnswer(
        target.figure,
        target.label,
        table_period(table, at),
        "no_figure",
        not rival and not near,
        None,
        (),
        (reason,),
    )


def _why_not(candidates: list[Candidate]) -> str:
    """The rule that kept the nearest figure from answering."""
    best = max(candidates, key=lambda found: found.fit.score, default=None)
    if best is None or best.fit.score < ENOUGH or not best.fit.refused:
        return "nothing_near"
    return f"another_{best.fit.refused}"
