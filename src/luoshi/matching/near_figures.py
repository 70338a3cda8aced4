"""Find figures near a target that do not answer it: while there is one, no answer is certain.

Source: gold/MATCH.md, "certain on no_figure".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from luoshi.matching.likeness import ENOUGH, has_term, units_agree
from luoshi.matching.model import QuotedPlace
from luoshi.matching.structured_figures import Thing
from luoshi.matching.table import MatchingTable

_LETTERS = 0.35  # share of a target's characters that makes a figure of a similar unit near
_ALIKE = 2  # shared pairs of characters that show that two figures have one name
_COMPUTED = frozenset({"share", "growth", "points", "ratio"})
_NEXT = 0.1  # how much worse than the answer a near figure may fit


def unmatched_figures(
    table: MatchingTable, answering: Collection[QuotedPlace]
) -> dict[tuple[str, str | None, frozenset[str]], Thing]:
    """Return the figures that answer nothing, one for each kind, unit and set of characters before it.

    Among them is what may be a result after all: what reads like a rule (办理时限压缩至4个工作日), and what only
    its kind makes a plan.

    Args:
        answering: the places of figures that answer targets.
    """
    out: dict[tuple[str, str | None, frozenset[str]], Thing] = {}
    for rows in (*table.figures, table.aside):
        for figure in rows:
            possible = figure.index >= 0 and figure.role != "other"
            if possible and figure.figure.place not in answering:
                out.setdefault((figure.kind, figure.unit, frozenset(figure.said + figure.left + figure.label)), figure)
    return out


def find_nearest_figure(
    table: MatchingTable,
    at: int,
    answering: Collection[QuotedPlace],
    loose: Mapping[tuple[str, str | None, frozenset[str]], Thing],
) -> Thing | None:
    """Return the figure of a comparable unit nearest to an unanswered target; None if none is near.

    A figure is near if it shares words with the target, even if a rule refuses it (applied for, elsewhere), or a third
    of its characters (会务和活动开支 for 会议和活动经费支出) in its sentence so far.

    Args:
        answering: the places of figures that answer other targets.
        loose: those that answer none, from ``unmatched_figures``.
    """
    target = table.targets[at]
    for found in sorted(table.candidates[at], key=lambda found: -found.fit.score):
        if found.figure.figure.place not in answering and units_agree(target, found.figure):
            return found.figure
    if (figure := _computable(table, at)) is not None:
        return figure
    named = _telling(target)
    for figure in loose.values():
        if named & _telling(figure) and units_agree(target, figure):
            return figure
    own = frozenset(_letters(target.left) + _letters(target.label))
    best: tuple[float, Thing] | None = None
    for (kind, _, letters), figure in loose.items():
        if kind != target.kind or not own:
            continue
        share = len(own & letters) / len(own)
        if share >= _LETTERS and (best is None or share > best[0]) and units_agree(target, figure):
            best = share, figure
    return best[1] if best else None


def _telling(thing: Thing) -> frozenset[str]:
    """Return the words of a figure's name that say what it counts; a stage, such as 建成, does not."""
    return frozenset(term for term, weight in thing.name.items() if weight >= 1 and not term[-1].isdigit())


def _computable(table: MatchingTable, at: int) -> Thing | None:
    """Return a level that might give a share, growth or ratio: beside another of its unit, or like one that the plan
    prints with the target (专项资金280万元, 支出进度达到90%)."""
    target = table.targets[at]
    if target.kind not in _COMPUTED and target.unit is not None:
        return None
    for found in table.candidates[at]:
        one = found.figure
        if one.kind != "level" or one.index < 0:
            continue
        for other in table.figures[table.report_of()[id(one)]]:
            if other is not one and other.statement == one.statement and other.unit == one.unit:
                return one
    printed = [base for base in table.bases if base.statement == target.statement and base.kind == "level"]
    return next(
        (
            figure
            for base in printed
            for rows in table.figures
            for figure in rows
            if figure.kind == "level" and len(base.raw & figure.raw) >= _ALIKE and units_agree(base, figure)
        ),
        None,
    )


def beside_it(table: MatchingTable, at: int, shown: Collection[Thing], taken: Mapping[int, int]) -> Thing | None:
    """Return a figure that fits nearly as well as the answer but has another value, or None.

    Args:
        shown: the figures that answer.
        taken: the id of a figure → the target it answers.
    """
    target = table.targets[at]
    values = {(thing.value, thing.unit) for thing in shown}
    score = max((found.fit.score for found in table.candidates[at] if found.figure in shown), default=0.0)
    for found in table.candidates[at]:
        figure = found.figure
        if found.fit.refused or figure in shown or taken.get(id(figure), at) != at or found.fit.score < ENOUGH:
            continue
        if any(is_first_figure_plainer(target, figure, shown_figure) for shown_figure in shown):
            continue
        other = (figure.value, figure.unit) not in values and not figure.done
        if other and found.fit.score >= score - _NEXT and units_agree(target, figure):
            return figure
    return None


def named_in_plan(table: MatchingTable, at: int, shown: Collection[Thing]) -> Thing | None:
    """Return an answering figure whose name is in another plan figure but not in the target, or None.

    公交准点率91% belongs to the plan's 公交准点率90%, not to 公交分担率25%, whatever the reader made of the former.
    """
    target = table.targets[at]
    known = target.near.keys() | target.above.keys()
    strange = [
        figure
        for figure in shown
        if figure.kind == target.kind
        and figure.near.get(figure.head or "", 0) >= 1
        and figure.head not in known
        and not has_term(figure, target.head or "")
    ]
    if not strange:
        return None
    named = {
        other.head
        for other in (*table.bases, *table.targets)
        if other.kind == target.kind and target.head not in other.near and units_agree(target, other)
    }
    return next((figure for figure in strange if figure.head in named), None)


def is_first_figure_plainer(target: Thing, figure: Thing, first: Thing) -> bool:
    """Check whether only the first of two figures in a statement names what is asked: 淘汰锅炉19台、改造9台."""
    own = [sum(target.near.get(term, 0) for term in thing.sides) for thing in (first, figure)]
    if first.statement != figure.statement or not figure.sides:
        return False
    noun = target.label[-2:]  # 单位 of 节水型单位, beside 节水型小区
    return (own[0] > 1 and not own[1]) or (noun in first.left and noun not in figure.left and own[0] > own[1])


def _letters(words: str) -> str:
    """Return the Chinese characters of the words nearest to a figure."""
    return "".join(char for char in words[-14:] if "一" <= char <= "鿿")
