"""What a published figure implies about the number behind it: its base, or the growth that is needed. Exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from luoshi.figures.rounding import Exact, round_to_step


def value_before_growth(now: Exact, growth: Exact) -> Fraction | None:
    """Return the value before a growth in per cent (8330.3 with +46.5 % → 5686.2); None for a fall to nothing."""
    factor = 100 + Fraction(growth)
    return Fraction(now) * 100 / factor if factor > 0 else None


def growth_to(now: Exact, aim: Exact) -> Fraction | None:
    """Return the growth in per cent that just reaches a target (8330.3 to 10,000 → 20.04…); None without a base."""
    return (Fraction(aim) / Fraction(now) - 1) * 100 if now > 0 else None


def step_of(written: Decimal) -> Decimal:
    """Return the step to which a figure was rounded, from its decimals: 12.3 → 0.1, 11 → 1."""
    exponent = written.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)


def base_between(part: int, share: Decimal) -> tuple[int, int] | None:
    """Return the least and the largest whole number of which ``part`` is this share, rounded half up as written.

    1335 that are 12.3 % are 1335 of 10,810 to 10,897.

    Args:
        share: in per cent, with the decimals with which it was published.

    Returns:
        None where no whole number fits, or where nothing limits it: a share that rounds to nothing.
    """
    half = Fraction(step_of(share)) / 2
    low, high = Fraction(share) - half, Fraction(share) + half
    if part <= 0 or low <= 0:
        return None
    # Half up: the lower bound itself still rounds to the share; the upper bound does not.
    least, most = floor(Fraction(part) * 100 / high) + 1, floor(Fraction(part) * 100 / low)
    return (least, most) if least <= most else None


def is_share_consistent(part: Exact, whole: Exact, share: Decimal) -> bool:
    """Check whether a published share follows from part and whole, rounded to the decimals it is written with."""
    if not whole:
        return False
    return round_to_step(Fraction(part) * 100 / Fraction(whole), step_of(share)) == share
