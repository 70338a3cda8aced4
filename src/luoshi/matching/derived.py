"""Answers that can be computed from figures of the reports. Source: gold/MATCH.md, rules 3, 5 and 7."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from luoshi.figures.shares import growth, share
from luoshi.figures.style import amount
from luoshi.figures.units import comparable
from luoshi.matching import signs
from luoshi.matching.likeness import ENOUGH, SPELLED, doubts_of_units, in_unit
from luoshi.matching.model import Reason
from luoshi.matching.months import Months
from luoshi.matching.signs import Hedge
from luoshi.matching.table import Table, time_of
from luoshi.matching.things import Thing
from luoshi.matching.words import pairs

_COMPARABLE_PRICES = re.compile(r"可比价|不变价|可比口径")
_LESS = 0.15  # how much worse the members of a list may fit than the best of them
_MADE_UP = ("组成", "构成", "两部分", "三部分")
_ALSO = re.compile(r"[、和及与]")
_LAST_PHRASE = re.compile(r"[，,；;：:]")
_OUT = re.compile(r"退出|到期|注销|取消|减少|摘牌|失效|扣除|淘汰")
_HEADS = {"人均": 1, "每万人": 10_000, "每千人": 1_000, "每百人": 100, "每十万人": 100_000}
_EACH = re.compile(r"每(?:个|名|位|家|户|所)([^，,；;。每]{1,6})")


@dataclass(frozen=True, slots=True)
class Found:
    """What was reached, in the target's unit, and the figures it was taken or computed from."""

    reached: Fraction
    figures: tuple[Thing, ...]
    reason: Reason
    open: tuple[Reason, ...] = ()
    hedge: Hedge | None = None

    def doubted(self, reason: Reason) -> Found:
        """The same with one more thing open."""
        return replace(self, open=(*self.open, reason))


@dataclass(frozen=True, slots=True)
class _Case:
    """One target and what one report has on it."""

    target: Thing
    near: list[tuple[float, Thing, str | None]]  # score, figure, why it is refused as a direct answer
    rows: list[Thing]  # all figures of the report
    bases: list[tuple[float, Thing]]  # figures of the plan that are no targets

    def levels(self, *, past: bool) -> list[Thing]:
        """Levels of the thing itself, of last year or of now, the likest first."""
        refused = {None, "kind", "unit", "flow", "mean"} | ({"past", "period"} if past else set())
        return [
            thing
            for score, thing, why in self.near
            if score >= ENOUGH
            and why in refused
            and not thing.elsewhere
            and thing.kind in ("level", "share")
            and (thing.past or why == "period") == past
        ]


def derive(table: Table, at: int, report: int) -> Iterator[tuple[Found, Months | None]]:
    """What a report's figures give for a target by computation: the first rule that gives something."""
    rows = table.figures[report]
    known = {id(thing) for thing in rows}
    near = [
        (found.fit.score, found.figure, found.fit.refused)
        for found in table.candidates[at]
        if id(found.figure) in known
    ]
    bases = [(found.fit.score, found.figure) for found in table.beside[at]]
    case = _Case(table.targets[at], near, rows, bases)
    for rule in _RULES:
        found = rule(case)
        if found:
            yield found, time_of(found.figures[0], table.covers[report])
            return


def _levels_of(code: str, now: Thing, before: Fraction) -> Reason:
    return Reason(code, {"now": now.quote, "before": amount(before, now.unit, 4)})


def _spread_over(total: Thing, count: Thing) -> Reason:
    return Reason("total_over_count", {"total": total.quote, "count": count.quote})


def _done(case: _Case) -> Found | None:
    """A share of the year's task that is done, said of this target: 完成年度任务的105% of 120 → 126."""
    for score, figure, _ in case.near:
        if figure.done and score >= ENOUGH and case.target.kind == "level":
            return Found(case.target.value * figure.value / 100, (figure,), Reason("share_of_task"))
    return None


def _grown(case: _Case) -> Found | None:
    """Growth from two levels; not where it is asked at comparable prices."""
    if case.target.kind != "growth" or _COMPARABLE_PRICES.search(case.target.left + case.target.label):
        return None
    for score, times, why in case.near:
        if score >= ENOUGH and times.kind == "ratio" and why == "kind" and not times.past:
            return Found((times.value - 1) * 100, (times,), Reason("ratio_of_growth"))
    for now in case.levels(past=False):
        base = _base(case, now)
        if base and now.kind == "level":
            value, figures = base
            rate = growth(now.value, value)
            if rate is not None:
                return Found(rate, (now, *figures), _levels_of("growth_of_levels", now, value))
    return None


def _gained(case: _Case) -> Found | None:
    """An increase, or percentage points, from two levels or two shares."""
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
            return Found(now.value - value, (now, *figures), _levels_of("difference_of_levels", now, value))
    return None


def _base(case: _Case, now: Thing) -> tuple[Fraction, tuple[Thing, ...]] | None:
    """Last year's level for a level: beside it, elsewhere in the report, from its change, or printed in the plan."""
    for other in case.rows:
        if other.statement == now.statement and 0 < abs(other.order - now.order) <= 2 and not other.elsewhere:
            if _same_measure(other, now) and (other.past or _year_before(other, now)):
                return _in(other, now), (other,)
            if other.flow == "change" and _same_measure(other, now) and other.order > now.order:
                return now.value - _in(other, now), (other,)
    for other in case.levels(past=True):
        if _same_measure(other, now):
            return _in(other, now), (other,)
    for score, other in case.bases:
        if score >= ENOUGH and _same_measure(other, now):
            return _in(other, now), ()
    return None


def _same_measure(one: Thing, other: Thing) -> bool:
    return one.kind == other.kind and (one.unit == other.unit or comparable(one.unit, other.unit))


def _year_before(other: Thing, now: Thing) -> bool:
    return bool(other.months and now.months and other.months[1] <= now.months[1] - 12)


def _in(figure: Thing, like: Thing) -> Fraction:
    return in_unit(figure.value, figure.unit, like.unit)


def _raised(case: _Case) -> Found | None:
    """A level from the base that the plan prints and the growth that the report gives: 在421亿元的基础上."""
    target = case.target
    if target.kind != "level" or "基础上" not in target.left:
        return None
    base = next(
        (thing for _, thing in case.bases if thing.statement == target.statement and _same_measure(thing, target)), None
    )
    for score, rate, why in case.near:
        if base and score >= ENOUGH and why == "kind" and rate.kind == "growth" and not rate.past:
            value = _in(base, target) * (100 + rate.value) / 100
            return Found(value, (rate,), Reason("base_and_increase", {"before": base.quote, "increase": rate.quote}))
    return None


def _stocked(case: _Case) -> Found | None:
    """A stock from its base and what came to it; gross additions leave open what fell away."""
    target = case.target
    if target.kind != "level" or target.flow != "stock":
        return None
    base = next((thing for score, thing in case.bases if score >= ENOUGH and _same_measure(thing, target)), None)
    past = base or next((thing for thing in case.levels(past=True) if _same_measure(thing, target)), None)
    if past is None:
        return None
    for score, figure, why in case.near:
        if (
            score >= ENOUGH
            and why == "flow"
            and figure.flow in ("new", "net", "change")
            and _same_measure(figure, target)
        ):
            values = {"before": amount(past.value, past.unit), "increase": figure.quote}
            reason = Reason("base_and_increase", values)
            found = Found(_in(past, target) + _in(figure, target), (figure,), reason)
            return found if figure.flow != "new" else found.doubted(Reason("losses_not_said"))
    return None


def _netted(case: _Case) -> Found | None:
    """A net increase from what came and what went: 新增15家、退出4家."""
    target = case.target
    if target.kind != "level" or target.flow != "net":
        return None
    for score, came, _ in case.near:
        if score < ENOUGH or came.flow != "new" or not _same_measure(came, target):
            continue
        for went in case.rows:
            if went.statement == came.statement and _OUT.search(went.left) and _same_measure(went, came):
                return Found(
                    came.value - _in(went, came),
                    (came, went),
                    Reason("came_and_went", {"came": came.quote, "went": went.quote}),
                )
    return None


def _shared(case: _Case) -> Found | None:
    """A share from a part and its whole that stand in one statement."""
    if case.target.kind != "share" or "完成" in case.target.label:
        return None
    usable = [
        (score, thing)
        for score, thing, why in case.near
        if why in ("kind", "level", "part", "flow") and thing.kind == "level" and thing.index >= 0 and not thing.past
    ]
    best: tuple[float, Thing, Thing] | None = None
    for score, part in usable:
        for whole in case.rows:
            if whole.statement != part.statement or whole is part or not _same_measure(part, whole) or whole.past:
                continue
            if whole.value <= part.value or whole.order > part.order or part.order - whole.order > 3:
                continue
            fits = max(score, next((other for other, thing in usable if thing is whole), 0.0))
            if any(word in part.near and word not in whole.near for word in case.target.narrow):
                continue  # the share is one of 重点人群, the whole is not
            told = _told(case.target, part, whole)
            if fits >= 0.35 and told >= 0.6 and (best is None or told > best[0]):
                best = (told, part, whole)
    if best is None:
        return None
    rate = share(_in(best[1], best[2]), best[2].value)
    reason = Reason("part_of_whole", {"part": best[1].quote, "whole": best[2].quote})
    return Found(rate, (best[2], best[1]), reason) if rate is not None else None


def _told(target: Thing, part: Thing, whole: Thing) -> float:
    """How much of what a share asks for, part and whole say together, 0 to 1."""
    asked = told = 0.0
    for term, weight in target.name.items():
        if term not in target.sides and term not in target.far:
            continue
        asked += weight
        if any(term in words for thing in (part, whole) for words in (thing.near, thing.far)):
            told += weight
        else:
            some = pairs(target.surfaces.get(term, ""))
            spelled = some & (part.raw | part.raw_far | whole.raw | whole.raw_far)
            told += weight * SPELLED if len(some) > 1 and 2 * len(spelled) >= len(some) else 0
    return told / asked if asked else 0.0


def _parted(case: _Case) -> Found | None:
    """Parts that the text gives as all of it: the levels from the one asked for upwards, batches, halves."""
    target = case.target
    if target.kind != "level":
        return None
    parts = [
        thing
        for score, thing, why in case.near
        if score >= ENOUGH and why == "part" and _same_measure(thing, target) and thing.levels
    ]
    if not target.levels or not parts:
        return None
    first = min(parts, key=lambda thing: (thing.statement, thing.order))
    parts = [thing for thing in parts if thing.statement == first.statement]
    spoken = frozenset().union(*(thing.levels for thing in parts))
    apart = sum(len(thing.levels) for thing in parts) == len(spoken)
    lowest = max(target.levels, key="国省市县乡村".index)
    if apart and lowest in spoken:
        parts.sort(key=lambda thing: thing.order)
        total = sum((_in(thing, target) for thing in parts), Fraction(0))
        found = Found(total, tuple(parts), Reason("parts_added"))
        return found if len(parts) > 1 or total >= target.value else found.doubted(Reason("not_all_levels"))
    return None


def _listed(case: _Case) -> Found | None:
    """The parts of a list that is said to be all of it: 分别为2200亩、2100亩和1900亩, 第一批3个…第二批4个."""
    target = case.target
    if target.kind != "level":
        return None
    near = [(score, thing) for score, thing, why in case.near if why is None and score >= ENOUGH - _LESS]
    for score, first in near:
        if score < ENOUGH:
            break
        rows = [
            thing
            for other, thing in near
            if thing.statement == first.statement and thing.unit == first.unit and abs(other - score) <= _LESS
        ]
        if signs.batch(first.left):  # one batch brings the others with it
            beside = [thing for thing in case.rows if thing.statement == first.statement and thing.unit == first.unit]
            rows = [thing for thing in beside if signs.batch(thing.left)]
        rows.sort(key=lambda thing: thing.order)
        batches = all(signs.batch(thing.left) for thing in rows)
        steps = {later.order - one.order for one, later in pairwise(rows)}
        whole = "分别" in rows[0].left or rows[-1].right.startswith(_MADE_UP)
        if len(rows) > 1 and (batches or (steps == {1} and whole)):
            return _sum(target, rows)
    return None


def _enumerated(case: _Case) -> Found | None:
    """A target that names several things, and a figure for each of them: 绿色食品、有机农产品8个."""
    target = case.target
    names = [name for name in _ALSO.split(_LAST_PHRASE.split(target.left)[-1]) if len(name) > 1]
    if target.kind != "level" or not 1 < len(names) <= 4:
        return None
    for _, first, _ in case.near:
        beside = [thing for thing in case.rows if thing.statement == first.statement and _same_measure(thing, target)]
        found = [max(beside, key=lambda thing: len(pairs(name) & pairs(thing.left))) for name in names if beside]
        found = [thing for thing, name in zip(found, names, strict=False) if pairs(name) & pairs(thing.left)]
        usable = all(not thing.past and not any(open_ for _, open_ in thing.stages.values()) for thing in found)
        if len({id(thing) for thing in found}) == len(names) and usable:
            return _sum(target, found)
    return None


def _sum(target: Thing, rows: list[Thing]) -> Found:
    total = sum((_in(thing, target) for thing in rows), Fraction(0))
    counted = Found(total, tuple(rows), Reason("parts_added"))
    for code in dict.fromkeys(code for thing in rows for code in doubts_of_units(target, thing)):
        counted = counted.doubted(Reason(code))
    return counted


def _multiplied(case: _Case) -> Found | None:
    """A ratio from a growth rate: 增长96% is 1.96 times."""
    if case.target.kind != "ratio":
        return None
    for score, figure, why in case.near:
        if score >= ENOUGH and figure.kind == "growth" and why == "kind" and not figure.past:
            return Found(1 + figure.value / 100, (figure,), Reason("ratio_of_growth"))
    return None


def _kept(case: _Case) -> Found | None:
    """A number of acts from a frequency kept through the year, or a frequency from a number of acts."""
    target = case.target
    if target.kind != "level":
        return None
    for score, figure, why in case.near:
        if score < ENOUGH - _LESS or why != "often" or not _same_measure(figure, target):
            continue
        if figure.often and not target.often:
            found = Found(_in(figure, target) * figure.often, (figure,), Reason("frequency_kept"))
        elif target.often and not figure.often:
            found = Found(_in(figure, target) / target.often, (figure,), Reason("frequency_kept"))
        else:
            continue
        return found.doubted(Reason("mean_only"))
    return None


def _per_head(case: _Case) -> Found | None:
    """A mean from a total and the number it is spread over: 352万元 and 85.6万人 for 人均."""
    target = case.target
    words = target.left + target.label
    for sign, size in _HEADS.items():
        if sign not in words:
            continue
        totals = [
            thing for score, thing, why in case.near if score >= 0.4 and why == "mean" and _same_measure(thing, target)
        ]
        heads = [
            thing for thing in case.rows if "人口" in thing.label + thing.left and thing.unit == "人" and not thing.past
        ]
        if totals and heads:
            value = _in(totals[0], target) * size / heads[0].value
            return Found(value, (heads[0], totals[0]), _spread_over(totals[0], heads[0]))
    return None


def _spread(case: _Case) -> Found | None:
    """A mean for each of something from a total and a number of these in one statement: 42名技术员共联系示范户462户."""
    target = case.target
    hit = _EACH.search(target.said) or _EACH.search(target.label)
    if target.kind != "level" or not hit or target.often:
        return None
    noun = hit[1]
    for score, total, why in case.near:
        if score < ENOUGH or why not in (None, "mean") or not _same_measure(total, target):
            continue
        for count in case.rows:
            beside = count.statement == total.statement and count is not total and count.kind == "level"
            if beside and count.value and noun[-2:] in count.right + count.label:
                found = Found(_in(total, target) / count.value, (count, total), _spread_over(total, count))
                return found.doubted(Reason("mean_only"))
    return None


def _set_against(case: _Case) -> Found | None:
    """A ratio of two like things, larger to smaller, where the target is a bare ratio: 收入比 of 城镇 to 农村."""
    target = case.target
    if target.unit is not None or "比" not in target.label + target.left:
        return None
    rows = [thing for thing in case.rows if thing.kind == "level" and thing.unit and not thing.past]
    for score, one, _ in case.near:
        if score < 0.3 or one.kind != "level" or one.unit is None:
            continue
        for other in rows:
            if (
                other.statement == one.statement
                and other is not one
                and other.unit == one.unit
                and other.value
                and one.value
            ):
                high, low = sorted((one, other), key=lambda thing: -thing.value)
                return Found(
                    high.value / low.value,
                    (high, low),
                    Reason("part_of_whole", {"part": high.quote, "whole": low.quote}),
                )
    return None


_RULES: tuple[Callable[[_Case], Found | None], ...] = (
    _done,
    _grown,
    _gained,
    _netted,
    _raised,
    _stocked,
    _shared,
    _parted,
    _listed,
    _enumerated,
    _multiplied,
    _kept,
    _per_head,
    _spread,
    _set_against,
)
