"""Answer each target with what was reached, chosen over the whole table."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from luoshi.matching import signs
from luoshi.matching.assign import solve_assignment
from luoshi.matching.demands import demand_of
from luoshi.matching.derivations import derive_findings
from luoshi.matching.explanations import explain_finding, explain_near_figure
from luoshi.matching.finding_merge import PartialFinding, combine_findings
from luoshi.matching.findings import TargetFinding
from luoshi.matching.likeness import ENOUGH, SURE, in_unit, is_word_match_certain
from luoshi.matching.model import AnswerReason, PrintedFigure, TargetAnswer
from luoshi.matching.months import Months
from luoshi.matching.near_figures import (
    beside_it,
    find_nearest_figure,
    is_first_figure_plainer,
    named_in_plan,
    unmatched_figures,
)
from luoshi.matching.reasons import fill_reason_values
from luoshi.matching.structured_figures import Thing
from luoshi.matching.table import Candidate, MatchingTable, time_of
from luoshi.matching.verdicts import judge_target

_ALIKE = 0.7  # an earlier target is the same if it shares this part of the words
_SEEN = 60  # targets of one value that may be repeated
_TELLING = 20  # smaller numbers are often equal by chance
_STAKE = 0.4  # subtracted from each score, so two poor answers never outweigh a good one
_TIE = 0.05  # a second candidate within this distance is a tie
_FAR = 0.45  # how much worse another report's answer may fit than the best one
_UNLESS_MET = frozenset({"gap_not_reported", "net_for_gross"})  # open only if the target is not met
_FROM_OTHERS = frozenset(
    {"part_of_whole", "rest_of_whole", "growth_of_levels", "total_over_count", "frequency_kept", "ratio_of_growth"}
)
_APART = 0.12  # how much worse a figure of another period may fit than the best


def target_answers(table: MatchingTable) -> list[TargetAnswer]:
    """Return the answer to each target of the plan, in text order."""
    twins = _twins(table)
    chosen = _chosen(table, twins)
    taken = {id(found.figure): at for at, rows in enumerate(chosen) for found in rows.values()}
    answers: list[TargetAnswer] = []
    for at, target in enumerate(table.targets):
        if at in twins:
            first = answers[twins[at]]
            answers.append(replace(first, target=target.figure, indicator=target.label, period=table_period(table, at)))
        else:
            answers.append(_answer(table, at, chosen[at], taken))
    answering = {figure.place for answer in answers for figure in answer.actuals}
    loose = unmatched_figures(table, answering)
    return [
        _open_if_unclear(
            answer
            if answer.status != "no_figure" or not answer.certain
            else _open_if_near(answer, find_nearest_figure(table, twins.get(at, at), answering, loose)),
            table.targets[at],
        )
        for at, answer in enumerate(answers)
    ]


def _twins(table: MatchingTable) -> dict[int, int]:
    """Map each target that repeats an earlier one to that one: the table under a plan repeats its text."""
    seen: dict[tuple[object, ...], list[int]] = {}
    out: dict[int, int] = {}
    for at, target in enumerate(table.targets):
        key = (target.value, target.unit, target.kind, target.often, target.levels, table.spans[at])
        words = {term: weight for term, weight in target.name.items() if weight >= 1}
        for other in seen.get(key, ())[:_SEEN]:
            one = table.targets[other]
            if one.statement == target.statement or (one.stages and target.stages and one.stages != target.stages):
                continue  # 申报5项、立项5项: equal numbers side by side or of two stages are two targets
            said = sum(weight for term, weight in words.items() if term in one.name or term in one.near)
            if words and said >= _ALIKE * sum(words.values()):
                out[at] = other
                break
        if at not in out:
            seen.setdefault(key, []).append(at)
    return out


def _chosen(table: MatchingTable, twins: Collection[int]) -> list[dict[int, Candidate]]:
    """Return for each target the best figure of each report, by report, chosen over the whole table."""
    report_of = table.report_of()
    edges: list[dict[int, dict[int, float]]] = [{} for _ in table.figures]
    held: dict[tuple[int, int], Candidate] = {}
    for at, candidates in enumerate(table.candidates):
        if at in twins:
            continue
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
        for at, place in solve_assignment(numbered).items():
            out[at][report] = held[at, back[place]]
    return out


def _answer(table: MatchingTable, at: int, chosen: dict[int, Candidate], taken: dict[int, int]) -> TargetAnswer:
    direct = _direct_parts(table, at, chosen, taken)
    rival = direct is None
    parts = direct or []
    span = table.spans[at]
    for report in range(len(table.figures)):
        if not any(part.report == report and (part.months == span or not span) for part in parts):
            computed = [PartialFinding(found, months, report) for found, months in derive_findings(table, at, report)]
            known = {part.months for part in parts if part.report == report}
            parts.extend(part for part in computed if part.months not in known)
    if direct and any(reason.code == "gross_for_net" for part in direct for reason in part.found.open):
        net = [
            PartialFinding(found, months, report)
            for report in range(len(table.figures))
            for found, months in derive_findings(table, at, report)
            if found.reason.code in ("difference_of_levels", "came_and_went")
        ]
        parts = net or parts
    if not parts:
        return _none(table, at, rival, taken)
    return _judged(table, at, *combine_findings(table, at, parts), taken)


def _direct_parts(
    table: MatchingTable, at: int, chosen: dict[int, Candidate], taken: dict[int, int]
) -> list[PartialFinding] | None:
    """Return the printed figures that answer a target, one for each report and period; None where two are tied."""
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
        same_name = (found.figure.label, found.figure.flow) == (held.figure.label, held.figure.flow) and not (
            found.figure.part or held.figure.part
        )
        if held.figure.value != found.figure.value and is_first_figure_plainer(target, found.figure, held.figure):
            continue
        margin = 3 * _TIE if same_name else _TIE
        if held.figure.value != found.figure.value and found.fit.score >= held.fit.score - margin:
            tied.add(key)
    best_of_all = max((found.fit.score for found in best.values()), default=0.0)
    out = [
        PartialFinding(_direct(target, found), months, report)
        for (report, months), found in best.items()
        if (report, months) not in tied and found.fit.score >= best_of_all - _FAR
    ]
    for report in sorted({report for report, _ in best}):
        for added, months in derive_findings(table, at, report):
            parts = {id(thing) for thing in added.figures}
            if added.reason.code == "parts_added" and len(parts) > 1:  # they answer only together
                out = [part for part in out if part.report != report or id(part.found.figures[0]) not in parts]
                out.append(PartialFinding(added, months, report))
    if len(out) == 1 and _one_batch(target, out[0].found):
        return []
    used = [thing for part in out for thing in part.found.figures]
    for left in (best[key].figure for key in tied if best[key].figure not in used):
        doubt = AnswerReason(
            "another_near", {"actual": left.quote}
        )  # what one report leaves open, another does not settle
        out = [replace(part, found=part.found.add_reason(doubt)) for part in out]
    return out or (None if tied else [])


def _one_batch(target: Thing, found: TargetFinding) -> bool:
    """Check whether the finding is only one batch of what is asked for, and less than it: then it is no answer."""
    lone = len(found.figures) == 1 and signs.batch_label(found.figures[0].left)
    return bool(lone) and found.reached < target.value and not signs.batch_label(target.left + target.label)


def _direct(target: Thing, candidate: Candidate) -> TargetFinding:
    figure = candidate.figure
    reached = in_unit(figure.value, figure.unit, target.unit)
    reasons = [AnswerReason(code) for code in candidate.fit.open]
    if not is_word_match_certain(target, figure, candidate.fit.score):
        reasons.append(AnswerReason("words_differ"))
    code = "word_for_all" if figure.index < 0 else "direct"
    return TargetFinding(reached, (figure,), AnswerReason(code), tuple(reasons), figure.hedge)


def _judged(
    table: MatchingTable,
    at: int,
    found: TargetFinding,
    months: Months | None,
    shown: list[Thing],
    taken: dict[int, int],
) -> TargetAnswer:
    target, span = table.targets[at], table.spans[at]
    partial = bool(span and months and months[1] < span[1])
    said = judge_target(demand_of(target), found.reached, found.hedge, partial)
    if span and months and months[0] > span[0] and demand_of(target).adds_up and found.reason.code != "periods_added":
        found = found.add_reason(AnswerReason("gap_not_reported"))
    if other := beside_it(table, at, shown, taken):
        found = found.add_reason(AnswerReason("another_near", {"actual": other.quote}))
    if other := named_in_plan(table, at, shown):
        found = found.add_reason(AnswerReason("another_near", {"actual": other.quote}))
    if unclear := _unclear_result(found, (*shown, *_mentions(table, at, shown, taken))):
        found = found.add_reason(AnswerReason("result_unclear", {"actual": unclear.quote}))
    open_ = [reason for reason in found.open if not (reason.code in _UNLESS_MET and said.status != "not_met")]
    reasons = {reason.code: reason for reason in open_}
    if said.open and not said.certain:
        reasons.setdefault(said.open, AnswerReason(said.open))
    actuals = {thing.figure.place: thing.figure for thing in (*shown, *_mentions(table, at, shown, taken))}
    others = explain_near_figure(table, at, actuals)
    certain = said.certain and not open_ and not (others and _computed(found))
    return TargetAnswer(
        target.figure,
        target.label,
        table_period(table, at),
        said.status,
        certain,
        found.reached,
        _in_order(table, actuals.values()),
        (*explain_finding(reasons.values(), target, found, said.status, months), *others),
    )


def _unclear_result(found: TargetFinding, shown: Iterable[Thing]) -> Thing | None:
    """Return a deciding figure that only the kind of its paper makes a result, unless a clear one says the same."""
    clear = {(thing.value, thing.unit) for thing in shown if not thing.unclear}
    return next((thing for thing in found.figures if thing.unclear and (thing.value, thing.unit) not in clear), None)


def _computed(found: TargetFinding) -> bool:
    """Check whether an answer was computed from figures of another kind, such as a share from a part and its whole."""
    return found.reason.code in _FROM_OTHERS


def _in_order(table: MatchingTable, figures: Iterable[PrintedFigure]) -> tuple[PrintedFigure, ...]:
    names = {rows[0].figure.place.source: at for at, rows in enumerate(table.figures) if rows}
    return tuple(sorted(figures, key=lambda figure: (names[figure.place.source], figure.place.start)))


def _mentions(table: MatchingTable, at: int, shown: list[Thing], taken: dict[int, int]) -> list[Thing]:
    """List further mentions of an answering figure: equal values of the same thing, its share of the year's task."""
    values = {(thing.value, thing.unit) for thing in shown}
    rows = {(thing.figure.place.source, thing.statement, thing.order) for thing in shown}
    best = max((found.fit.score for found in table.candidates[at] if found.figure in shown), default=0.0)
    out = []
    for candidate in table.candidates[at]:
        figure, score = candidate.figure, candidate.fit.score
        again = (
            not candidate.fit.refused
            and score >= max(SURE, best - (_TIE if figure.value < _TELLING else _FAR))
            and (figure.value, figure.unit) in values
            and taken.get(id(figure), at) == at
        )
        done = (
            figure.done and score >= ENOUGH and (figure.figure.place.source, figure.statement, figure.order - 1) in rows
        )
        if again or done:
            out.append(figure)
    return out


def table_period(table: MatchingTable, at: int) -> str | None:
    """Return the period of a target as the reader gives it."""
    return table.plan.reading.quantities[table.targets[at].index].period


def _none(table: MatchingTable, at: int, rival: bool, taken: dict[int, int]) -> TargetAnswer:
    """Answer without a figure; certain if every near figure answers something else."""
    target = table.targets[at]
    alike = [
        found
        for found in table.candidates[at]
        if not found.fit.refused and found.fit.score >= 0.35 and id(found.figure) not in taken
    ]
    code = "two_of_equal_right" if rival else "only_a_word_shared" if alike else _why_not(table.candidates[at])
    quotes = [found.figure.quote for found in alike[:2] or table.candidates[at][:2]]
    reason = fill_reason_values(AnswerReason(code), {"actual": quotes[0] if quotes else "", "parts": "、".join(quotes)})
    return TargetAnswer(
        target.figure,
        target.label,
        table_period(table, at),
        "no_figure",
        not rival and not alike,
        None,
        (),
        (reason,),
    )


def _open_if_near(answer: TargetAnswer, thing: Thing | None) -> TargetAnswer:
    """Make an answer without a figure uncertain if a possible figure is near."""
    if thing is None:
        return answer
    reasons = answer.reasons
    if reasons[0].code == "nothing_near":
        reasons = (fill_reason_values(AnswerReason("like_unit_near"), {"actual": thing.quote}),)
    return replace(answer, certain=False, reasons=reasons)


def _open_if_unclear(answer: TargetAnswer, target: Thing) -> TargetAnswer:
    """Make an answer uncertain if only the kind of the plan makes its figure a target: it may be a result."""
    if not target.unclear:
        return answer
    reason = fill_reason_values(AnswerReason("target_unclear"), {"target": target.quote})
    return replace(answer, certain=False, reasons=(*answer.reasons, reason))


def _why_not(candidates: list[Candidate]) -> str:
    """Return the rule that kept the nearest figure from answering."""
    best = max(candidates, key=lambda found: found.fit.score, default=None)
    if best is None or best.fit.score < ENOUGH or not best.fit.refused:
        return "nothing_near"
    return f"another_{best.fit.refused}"
