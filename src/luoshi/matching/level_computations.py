"""Compute growth, increases, stocks and levels from levels of two years. Source: gold/MATCH.md, rule 5."""

from __future__ import annotations

import re
from fractions import Fraction

from luoshi.figures.shares import growth_percent
from luoshi.figures.style import format_figure_amount
from luoshi.matching.findings import TargetCase, TargetFinding, same_measure, value_in_unit_of
from luoshi.matching.likeness import ENOUGH
from luoshi.matching.model import AnswerReason
from luoshi.matching.structured_figures import Thing

_COMPARABLE_PRICES = re.compile(r"可比价|不变价|可比口径")
_OUT = re.compile(r"退出|到期|注销|取消|减少|摘牌|失效|扣除|淘汰")


def compute_growth(case: TargetCase) -> TargetFinding | None:
    """Compute growth from two levels, except where it is asked at comparable prices."""
    if case.target.kind != "growth" or _COMPARABLE_PRICES.search(case.target.left + case.target.label):
        return None
    for score, times, why in case.near:
        if score >= ENOUGH and times.kind == "ratio" and why == "kind" and not times.past:
            return TargetFinding((times.value - 1) * 100, (times,), AnswerReason("ratio_of_growth"))
    for now in case.levels(past=False):
        base = _base(case, now)
        if base and now.kind == "level":
            value, figures = base
            rate = growth_percent(now.value, value)
            if rate is not None:
                return TargetFinding(rate, (now, *figures), _levels_of("growth_of_levels", now, value))
    return None


def compute_increase(case: TargetCase) -> TargetFinding | None:
    """Compute an increase, or percentage points, from two levels or two shares."""
    target = case.target
    if target.kind not in ("points", "level") or (target.kind == "level" and target.flow == "stock"):
        return None
    for now in case.levels(past=False):
        if (now.kind == "share") != (target.kind == "points") or (target.kind == "level" and now.flow != "stock"):
            continue
        if target.kind == "level" and target.flow is None and "累计" not in now.left:
            continue
        base = _base(case, now)
        if base:
            value, figures = base
            found = TargetFinding(now.value - value, (now, *figures), _levels_of("difference_of_levels", now, value))
            if figures and figures[0].flow == "change":
                found = TargetFinding(
                    value_in_unit_of(figures[0], target), figures, AnswerReason("direct")
                )  # 总数5230名，较年初净增380名
            return found.add_reason(AnswerReason("net_for_gross")) if target.flow == "new" else found
    return None


def compute_net_increase(case: TargetCase) -> TargetFinding | None:
    """Compute a net increase from additions and removals: 新增15家、退出4家."""
    target = case.target
    if target.kind != "level" or target.flow != "net":
        return None
    for score, came, _ in case.near:
        if score < ENOUGH or came.flow != "new" or not same_measure(came, target):
            continue
        for went in case.rows:
            if went.statement == came.statement and _OUT.search(went.left) and same_measure(went, came):
                return TargetFinding(
                    came.value - value_in_unit_of(went, came),
                    (came, went),
                    AnswerReason("came_and_went", {"came": came.quote, "went": went.quote}),
                )
    return None


def compute_level_from_growth(case: TargetCase) -> TargetFinding | None:
    """Compute a level from the base in the plan and the growth in the report: 在421亿元的基础上."""
    target = case.target
    if target.kind != "level" or "基础上" not in target.left:
        return None
    base = next(
        (thing for _, thing in case.bases if thing.statement == target.statement and same_measure(thing, target)), None
    )
    for score, rate, why in case.near:
        if base and score >= ENOUGH and why == "kind" and rate.kind == "growth" and not rate.past:
            value = value_in_unit_of(base, target) * (100 + rate.value) / 100
            return TargetFinding(
                value, (rate,), AnswerReason("base_and_increase", {"before": base.quote, "increase": rate.quote})
            )
    return None


def compute_stock(case: TargetCase) -> TargetFinding | None:
    """Compute a stock from its base and the additions; gross additions leave the removals open."""
    target = case.target
    if target.kind != "level" or target.flow != "stock":
        return None
    base = next((thing for score, thing in case.bases if score >= ENOUGH and same_measure(thing, target)), None)
    past = base or next((thing for thing in case.levels(past=True) if same_measure(thing, target)), None)
    if past is None:
        return None
    for score, figure, why in case.near:
        if (
            score >= ENOUGH
            and why == "flow"
            and figure.flow in ("new", "net", "change")
            and same_measure(figure, target)
        ):
            values = {"before": format_figure_amount(past.value, past.unit), "increase": figure.quote}
            reason = AnswerReason("base_and_increase", values)
            found = TargetFinding(value_in_unit_of(past, target) + value_in_unit_of(figure, target), (figure,), reason)
            return found if figure.flow != "new" else found.add_reason(AnswerReason("losses_not_said"))
    return None


def compute_multiple(case: TargetCase) -> TargetFinding | None:
    """Compute a ratio from a growth rate: 增长96% is 1.96 times."""
    if case.target.kind != "ratio":
        return None
    for score, figure, why in case.near:
        if score >= ENOUGH and figure.kind == "growth" and why == "kind" and not figure.past:
            return TargetFinding(1 + figure.value / 100, (figure,), AnswerReason("ratio_of_growth"))
    return None


def _base(case: TargetCase, now: Thing) -> tuple[Fraction, tuple[Thing, ...]] | None:
    """Return last year's level: beside the level, elsewhere in the report, from its change, or printed in the plan."""
    for other in case.rows:
        if other.statement == now.statement and 0 < abs(other.order - now.order) <= 2 and not other.elsewhere:
            if same_measure(other, now) and (other.past or _year_before(other, now)):
                return value_in_unit_of(other, now), (other,)
            if other.flow == "change" and same_measure(other, now) and other.order > now.order:
                return now.value - value_in_unit_of(other, now), (other,)
    for other in case.levels(past=True):
        if same_measure(other, now):
            return value_in_unit_of(other, now), (other,)
    for score, other in case.bases:
        if score >= ENOUGH and same_measure(other, now):
            return value_in_unit_of(other, now), ()
    return None


def _year_before(other: Thing, now: Thing) -> bool:
    return bool(other.months and now.months and other.months[1] <= now.months[1] - 12)


def _levels_of(code: str, now: Thing, before: Fraction) -> AnswerReason:
    return AnswerReason(code, {"now": now.quote, "before": format_figure_amount(before, now.unit, 4)})
