"""How much of a target a value attains, depending on the meaning of the target; and the shortfall.

Sources: gold/GUIDE.md (bound, aspect); domain sheet 02 §2.4: values that add up over the year are compared with the
time elapsed, a rate (growth in per cent, a share, a rank) with the year's target itself (宣城 2020).
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

WHOLE = 10_000  # hundredths of a per cent
MOST = 10 * WHOLE  # more than ten times a target means nothing more
LIMITS = ("le", "lt")  # 控制在100件以内
RATES = ("growth", "share", "ratio", "rank", "difference")
RATE_UNITS = ("%", "‰", "个百分点", "百分点")


def is_rate(aspect: str, unit: str) -> bool:
    """Check whether a target is a rate, which does not add up over the year, so no share of it is expected by a day."""
    return aspect in RATES or unit in RATE_UNITS


def is_target_met(bound: str, aspect: str, target: Decimal, value: Decimal) -> bool:
    """Check whether a value meets its target. For a rank, lower is better. Exceeding a range is enough."""
    if bound == "lt":
        return value < target
    if bound == "gt":
        return value > target
    return value <= target if bound == "le" or aspect == "rank" else value >= target


def attained_share(bound: str, aspect: str, target: Decimal, value: Decimal) -> int | None:
    """Return the share of a target reached, in hundredths of a per cent, rounded down; None if it cannot be calculated.

    A limit or a rank is either met or not: it is never partly reached.
    """
    kept = is_target_met(bound, aspect, target, value)
    if bound in LIMITS or aspect == "rank":
        return WHOLE if kept else 0
    if target <= 0:
        return None
    found = int((value * WHOLE / target).to_integral_value(ROUND_FLOOR))
    return max(min(found, MOST if kept else WHOLE - 1), 0)


def target_shortfall(bound: str, aspect: str, target: Decimal, value: Decimal) -> Decimal | None:
    """Return by how much a value misses its target; 0 if it equals an exclusive bound. None: it is met."""
    return None if is_target_met(bound, aspect, target, value) else abs(target - value)
