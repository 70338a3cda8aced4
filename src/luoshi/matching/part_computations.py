"""Compute shares and sums from parts. Source: gold/MATCH.md, rules 3 and 5."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

from luoshi.figures.shares import share_percent
from luoshi.matching import signs
from luoshi.matching.findings import LESS, TargetCase, TargetFinding, same_measure, sum_figures, value_in_unit_of
from luoshi.matching.likeness import ENOUGH, SPELLED
from luoshi.matching.model import AnswerReason
from luoshi.matching.structured_figures import Thing
from luoshi.matching.words import character_bigrams

_MADE_UP = ("组成", "构成", "两部分", "三部分")
_ALSO = re.compile(r"[、和及与]")
_SEAT = re.compile(r"本级[和与、及]各?[^，,；;。]{0,6}分别")
_OF_RATE = re.compile(r"((?!覆盖|普及|参与)[一-鿿]{2})率")  # coverage has many wordings
_OUT_OF = re.compile(r"([^，,；;。占]{2,40})占([^，,；;。]{2,40}?)的?(?:比重|比例|比|份额)")
# Words that each name one part of the same thing and together name all of it.
_ALL_OF_IT = (
    "输出/吸纳 线上/线下 城镇/农村 城镇/乡村 境内/境外 国内/国外 新建/改扩建 公办/民办 进口/出口 "
    "夏粮/秋粮 中央/地方 建议/提案 内资/外资 一产/二产/三产 小学/初中/高中 室内/室外 男性/女性"
)
_MOST = 3  # maximum parts in one of these lists
_WHOLES = tuple(tuple(names.split("/")) for names in _ALL_OF_IT.split())
_LAST_PHRASE = re.compile(r"[，,；;：:]")


def compute_share(case: TargetCase) -> TargetFinding | None:
    """Compute a share from a part and its whole in one statement."""
    if case.target.kind != "share" or "完成" in case.target.label:
        return None
    usable = [
        (score, thing)
        for score, thing, why in case.near
        if why in ("kind", "level", "part", "flow") and thing.kind == "level" and thing.index >= 0 and not thing.past
    ]
    best: tuple[float, Thing, Thing, bool] | None = None
    for score, part in usable:
        for whole in case.rows:
            if whole.statement != part.statement or whole is part or not same_measure(part, whole) or whole.past:
                continue
            if whole.value <= part.value or whole.order > part.order or part.order - whole.order > 3:
                continue
            fits = max(score, next((other for other, thing in usable if thing is whole), 0.0))
            if any(word in part.near and word not in whole.near for word in case.target.narrow):
                continue  # the share is of 重点人群, the whole is not
            rest = signs.reversed_(case.target.label, part.left + part.right)  # 不合格19批次 for 合格率
            told = _told(case.target, part, whole)
            if fits >= 0.35 and told >= _least(case.target, part) and (best is None or told > best[0]):
                best = (told, part, whole, rest)
    if best is None:
        return None
    _, part, whole, rest = best
    rate = share_percent(value_in_unit_of(part, whole), whole.value)
    if rate is None:
        return None
    reason = AnswerReason("rest_of_whole" if rest else "part_of_whole", {"part": part.quote, "whole": whole.quote})
    found = TargetFinding(100 - rate if rest else rate, (whole, part), reason)
    return found if _names_it(case.target, part) else found.add_reason(AnswerReason("words_differ"))


def sum_complete_parts(case: TargetCase) -> TargetFinding | None:
    """Add up parts that the text presents as complete: the levels from the one asked for upwards, batches, halves."""
    target = case.target
    if target.kind != "level":
        return None
    parts = [
        thing
        for score, thing, why in case.near
        if score >= ENOUGH - LESS and why == "part" and same_measure(thing, target) and thing.levels
    ]
    if not target.levels or not parts:
        return _at_least(case)
    first = min(parts, key=lambda thing: (thing.statement, thing.order))
    parts = [thing for thing in parts if thing.statement == first.statement]
    spoken = frozenset().union(*(thing.levels for thing in parts))
    apart = sum(len(thing.levels) for thing in parts) == len(spoken)
    lowest = max(target.levels, key="国省市县乡村".index)
    if apart and lowest in spoken:
        parts.sort(key=lambda thing: thing.order)
        total = sum((value_in_unit_of(thing, target) for thing in parts), Fraction(0))
        found = TargetFinding(total, tuple(parts), AnswerReason("parts_added"))
        if all(score < ENOUGH for score, thing, _ in case.near if thing in parts):
            found = found.add_reason(AnswerReason("words_differ"))
        return found if len(parts) > 1 or total >= target.value else found.add_reason(AnswerReason("not_all_levels"))
    return None


def sum_listed_parts(case: TargetCase) -> TargetFinding | None:
    """Add up the parts of a list that is presented as complete: 分别为2200亩、2100亩和1900亩, 第一批3个…第二批4个."""
    target = case.target
    if target.kind != "level":
        return None
    near = [
        (score, thing)
        for score, thing, why in case.near
        if score >= ENOUGH - LESS and (why is None or (why == "part" and _SEAT.search(thing.left)))
    ]
    for score, first in near:
        if score < ENOUGH:
            break
        rows = [
            thing
            for other, thing in near
            if thing.statement == first.statement
            and thing.unit == first.unit
            and (abs(other - score) <= LESS or _SEAT.search(thing.left))
        ]
        beside = sorted(
            (thing for _, thing in near if thing.statement == first.statement), key=lambda thing: thing.order
        )
        if _all_there_is(beside):
            return sum_figures(target, beside)
        if signs.batch_label(first.left):  # one batch implies the others
            beside = [thing for thing in case.rows if thing.statement == first.statement and thing.unit == first.unit]
            rows = [thing for thing in beside if signs.batch_label(thing.left)]
        rows.sort(key=lambda thing: thing.order)
        batches = all(signs.batch_label(thing.left) for thing in rows)
        steps = {later.order - earlier_figure.order for earlier_figure, later in pairwise(rows)}
        whole = "分别" in rows[0].left or rows[-1].right.startswith(_MADE_UP)
        if len(rows) > 1 and (batches or (steps == {1} and whole)):
            return sum_figures(target, rows)
    return None


def _at_least(case: TargetCase) -> TargetFinding | None:
    """Add up several parts (其中省级21人、市级24人) as a lower bound for the whole, which is not given."""
    target = case.target
    rows = [thing for score, thing, why in case.near if score >= ENOUGH and why == "part" and thing.part]
    rows = [thing for thing in rows if thing.statement == rows[0].statement and thing.unit == rows[0].unit]
    if target.part or target.way != "more" or len(rows) < 2 or not all(same_measure(row, target) for row in rows):
        return None
    rows.sort(key=lambda thing: thing.order)
    found = replace(sum_figures(target, rows), reason=AnswerReason("parts_at_least"))
    return found.add_reason(AnswerReason("whole_not_said")) if found.reached >= target.value else None


def _all_there_is(rows: list[Thing]) -> bool:
    """Check whether the words before the figures name all parts of one thing: 输出19.6亿元、吸纳12.3亿元."""
    if not 1 < len(rows) <= _MOST or len({thing.unit for thing in rows}) > 1:
        return False
    words = [_LAST_PHRASE.split(thing.left)[-1] for thing in rows]
    told = [[name for word in words if (name := _one_of(names, word))] for names in _WHOLES]
    return any(len(words) == len(names) and set(some) == set(names) for names, some in zip(_WHOLES, told, strict=True))


def _one_of(names: tuple[str, ...], word: str) -> str | None:
    """Return the only one of the names that a word contains, or None."""
    some = [name for name in names if name in word]
    return some[0] if len(some) == 1 else None


def compute_proportion(case: TargetCase) -> TargetFinding | None:
    """Compute the share of one printed level in another: 研发费用18.9亿元，营业收入910亿元: 研发费用占营业收入比重."""
    hit = _OUT_OF.search(case.target.label) if case.target.kind == "share" else None
    if hit is None:
        return None
    asked = [character_bigrams(words) for words in hit.groups()]
    for _, figure, _ in case.near:
        rows = [
            thing
            for thing in case.rows
            if thing.statement == figure.statement and thing.kind == "level" and not thing.past and thing.index >= 0
        ]
        some = [
            max(rows, key=lambda thing: len(wanted & character_bigrams(thing.left)), default=None) for wanted in asked
        ]
        part, whole = some
        if part is None or whole is None or part is whole or not same_measure(part, whole):
            continue
        if all(
            2 * len(wanted & character_bigrams(thing.left)) >= len(wanted)
            for wanted, thing in zip(asked, (part, whole), strict=True)
        ):
            rate = share_percent(value_in_unit_of(part, whole), whole.value)
            reason = AnswerReason("part_of_whole", {"part": part.quote, "whole": whole.quote})
            return TargetFinding(rate, (part, whole), reason) if rate is not None else None
    return None


def sum_enumerated_things(case: TargetCase) -> TargetFinding | None:
    """Add up figures for a target that names several things: 绿色食品、有机农产品8个."""
    target = case.target
    names = [name for name in _ALSO.split(_LAST_PHRASE.split(target.left)[-1]) if len(name) > 1]
    if target.kind != "level" or not 1 < len(names) <= 4:
        return None
    for _, first, _ in case.near:
        beside = [thing for thing in case.rows if thing.statement == first.statement and same_measure(thing, target)]
        found = [max(beside, key=partial(_named_by, name)) for name in names if beside]
        found = [
            thing
            for thing, name in zip(found, names, strict=False)
            if character_bigrams(name) & character_bigrams(thing.left)
        ]
        usable = all(not thing.past and not any(open_ for _, open_ in thing.stages.values()) for thing in found)
        if len({id(thing) for thing in found}) == len(names) and usable:
            return sum_figures(target, found)
    return None


def _least(target: Thing, part: Thing) -> float:
    """Return how many of a share's words part and whole must contain: fewer if the part has its stem (参检, 参检率)."""
    of = _OF_RATE.search(target.label)
    return 0.5 if of and of[1] in part.left else 0.6


def _names_it(target: Thing, part: Thing) -> bool:
    """Check whether a part names what the rate is of, by at least one character: 就业 for 就业率."""
    of = _OF_RATE.search(target.label)
    words = part.left + part.right
    return of is None or any(char in (words if len(words) > 1 else part.label) for char in of[1])


def _named_by(name: str, thing: Thing) -> tuple[bool, int]:
    """Rate how well the words before a figure match a name: its noun first, then the whole name."""
    return name[-2:] in thing.left, len(character_bigrams(name) & character_bigrams(thing.left))


def _told(target: Thing, part: Thing, whole: Thing) -> float:
    """Return how much of a share's words part and whole contain together, 0 to 1."""
    asked = told = 0.0
    for term, weight in target.name.items():
        if term not in target.sides and term not in target.far:
            continue
        asked += weight
        if any(term in words for thing in (part, whole) for words in (thing.near, thing.far)):
            told += weight
        else:
            some = character_bigrams(target.surfaces.get(term, ""))
            spelled = some & (part.raw | part.raw_far | whole.raw | whole.raw_far)
            told += weight * SPELLED if len(some) > 1 and 2 * len(spelled) >= len(some) else 0
    return told / asked if asked else 0.0
