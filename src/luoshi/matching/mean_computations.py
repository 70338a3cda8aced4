"""Compute results from shares of a task, frequencies, means and ratios. Source: gold/MATCH.md, rules 5 and 7."""

from __future__ import annotations

import re

from luoshi.matching.findings import LESS, TargetCase, TargetFinding, same_measure, value_in_unit_of
from luoshi.matching.likeness import ENOUGH
from luoshi.matching.model import AnswerReason
from luoshi.matching.structured_figures import Thing

_HEADS = {"人均": 1, "每万人": 10_000, "每千人": 1_000, "每百人": 100, "每十万人": 100_000}
_EACH = re.compile(r"每(?:个|名|位|家|户|所)([^，,；;。每]{1,6})")


def compute_from_task_share(case: TargetCase) -> TargetFinding | None:
    """Compute the value from the completed share of this year's task: 完成年度任务的105% of 120 → 126."""
    for score, figure, _ in case.near:
        if figure.done and score >= ENOUGH and case.target.kind == "level":
            value = figure.value + (100 if "超额" in figure.left else 0)
            return TargetFinding(case.target.value * value / 100, (figure,), AnswerReason("share_of_task"))
    return None


def frequency_kept(case: TargetCase) -> TargetFinding | None:
    """Compute a number of acts from a frequency kept all year, or a frequency from a number of acts."""
    target = case.target
    if target.kind != "level":
        return None
    for score, figure, why in case.near:
        if score < ENOUGH - LESS or why != "often" or not same_measure(figure, target):
            continue
        if figure.often and not target.often:
            found = TargetFinding(
                value_in_unit_of(figure, target) * figure.often, (figure,), AnswerReason("frequency_kept")
            )
        elif target.often and not figure.often:
            found = TargetFinding(
                value_in_unit_of(figure, target) / target.often, (figure,), AnswerReason("frequency_kept")
            )
        else:
            continue
        return found.add_reason(AnswerReason("mean_only"))
    return None


def per_head(case: TargetCase) -> TargetFinding | None:
    """Compute a mean from a total and the number it is divided by: 352万元 and 85.6万人 for 人均."""
    target = case.target
    words = target.left + target.label
    for sign, size in _HEADS.items():
        if sign not in words:
            continue
        totals = [
            thing for score, thing, why in case.near if score >= 0.4 and why == "mean" and same_measure(thing, target)
        ]
        heads = [
            thing for thing in case.rows if "人口" in thing.label + thing.left and thing.unit == "人" and not thing.past
        ]
        if totals and heads and heads[0].value:
            value = value_in_unit_of(totals[0], target) * size / heads[0].value
            return TargetFinding(value, (heads[0], totals[0]), _spread_over(totals[0], heads[0]))
    return None


def compute_mean(case: TargetCase) -> TargetFinding | None:
    """Compute a mean per item from a total and the number of items in one statement: 42名技术员共联系示范户462户."""
    target = case.target
    hit = _EACH.search(target.said) or _EACH.search(target.label)
    if target.kind != "level" or not hit or target.often:
        return None
    noun = hit[1][:2]
    for score, total, why in case.near:
        if score < ENOUGH or why not in (None, "mean") or not same_measure(total, target):
            continue
        for count in case.rows:
            beside = count.statement == total.statement and count is not total and count.kind == "level"
            if beside and count.value and noun in count.right[:8] + count.label and noun not in total.right[:8]:
                found = TargetFinding(
                    value_in_unit_of(total, target) / count.value, (count, total), _spread_over(total, count)
                )
                return found.add_reason(AnswerReason("mean_only"))
    return None


def set_against(case: TargetCase) -> TargetFinding | None:
    """Compute a ratio of two similar things, larger to smaller, for a bare ratio: 收入比 of 城镇 to 农村."""
    target = case.target
    if target.unit is not None or "比" not in target.label + target.left:
        return None
    rows = [thing for thing in case.rows if thing.kind == "level" and thing.unit and not thing.past]
    for score, figure, _ in case.near:
        if score < 0.3 or figure.kind != "level" or figure.unit is None:
            continue
        for other in rows:
            if (
                other.statement == figure.statement
                and other is not figure
                and other.unit == figure.unit
                and other.value
                and figure.value
            ):
                high, low = sorted((figure, other), key=lambda thing: -thing.value)
                return TargetFinding(
                    high.value / low.value,
                    (high, low),
                    AnswerReason("part_of_whole", {"part": high.quote, "whole": low.quote}),
                )
    return None


def _spread_over(total: Thing, count: Thing) -> AnswerReason:
    return AnswerReason("total_over_count", {"total": total.quote, "count": count.quote})
