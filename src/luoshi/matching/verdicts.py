"""Decide whether a figure meets a target. Source: gold/MATCH.md, "Met or not"."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from luoshi.matching.model import TargetStatus
from luoshi.matching.signs import Hedge
from luoshi.reading.model import Bound

_EDGE = Fraction(5, 100)  # relative distance within which an approximate figure is uncertain


@dataclass(frozen=True, slots=True)
class TargetVerdict:
    """Whether a target is met, whether that is certain, and if not, why not."""

    status: TargetStatus
    certain: bool
    open: str | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What a target asks: its number, upper end, bound, whether it is a fall, whether less is better."""

    value: Fraction
    upper: Fraction | None
    bound: Bound
    fall: bool = False
    less: bool = False
    adds_up: bool = True  # 新增, 举办, 培训: what is reached stays reached
    known: bool = True  # whether plan or custom say that more, or less, is better


def judge_target(demand: Demand, reached: Fraction, hedge: Hedge | None = None, partial: bool = False) -> TargetVerdict:
    """Decide whether the reached value meets the demand.

    Args:
        demand: the target.
        reached: in the target's unit.
        hedge: 余 多 超 (``more``), 近 不足 (``less``), 约 (``about``) at the figure.
        partial: the figure covers a shorter period than the target, which is not yet over.
    """
    cap = demand.less or demand.bound in ("le", "lt")
    if demand.fall:  # a fall of 4 % is met by one at least as deep
        demand = Demand(-demand.value, None, demand.bound, adds_up=False)
        reached, cap = -reached, demand.bound in ("le", "lt")
    found = _hedged(demand, reached, hedge, cap)
    if not demand.known and reached != demand.value:
        return TargetVerdict(found.status, False, "way_not_known")
    if not partial:
        return found
    if cap:
        return TargetVerdict(found.status, found.status == "not_met" and demand.adds_up, "not_over")
    if found.status == "not_met":
        return TargetVerdict("not_met", False, "not_yet")
    return found if demand.adds_up else TargetVerdict(found.status, False, "can_fall_back")


def _hedged(demand: Demand, reached: Fraction, hedge: Hedge | None, cap: bool) -> TargetVerdict:
    plain = _plain(demand, reached, cap)
    mark = demand.value if not cap or demand.upper is None else demand.upper
    near = abs(reached - mark) <= abs(mark) * _EDGE
    if hedge == "more" and cap:
        return (
            TargetVerdict("not_met", True)
            if reached >= mark
            else TargetVerdict(plain.status, not near, "more_than_said")
        )
    if hedge == "more" and plain.status == "not_met":
        return TargetVerdict("not_met", not near and reached < mark * Fraction(9, 10), "more_than_said")
    if hedge == "less":
        if cap or reached > mark:
            return TargetVerdict(plain.status, plain.certain and not (near and reached > mark), "less_than_said")
        return TargetVerdict("not_met", True)
    if hedge == "about" and near:
        return TargetVerdict(plain.status, False, "about")
    return plain


def _plain(demand: Demand, reached: Fraction, cap: bool) -> TargetVerdict:
    if cap:
        mark = demand.value if demand.upper is None else demand.upper
        if reached < mark or (reached == mark and demand.bound != "lt"):
            return TargetVerdict("exceeded" if reached < mark else "met", True)
        return TargetVerdict("not_met", True)
    if reached > demand.value or (reached == demand.value and demand.bound != "gt"):
        return TargetVerdict("exceeded" if reached > demand.value else "met", True)
    if demand.bound == "approx" and reached >= demand.value * (1 - _EDGE):
        return TargetVerdict("met", False, "about")
    return TargetVerdict("not_met", True)
