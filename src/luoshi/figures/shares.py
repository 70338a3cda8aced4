"""Shares of a whole, and the division of a whole into round parts that add up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from luoshi.figures.rounding import Exact


def share_percent(part: Exact, whole: Exact) -> Fraction | None:
    """Return a part in per cent of its whole, exact; None where the whole is zero ("not computable", never 0)."""
    return Fraction(part) * 100 / Fraction(whole) if whole else None


def growth_percent(now: Exact, before: Exact) -> Fraction | None:
    """Return the growth over ``before`` in per cent; None where the base is zero or negative and no rate exists."""
    return (Fraction(now) - Fraction(before)) * 100 / Fraction(before) if before > 0 else None


def apportion_whole(whole: Decimal | int, weights: Sequence[Exact], step: Decimal | int | str = 1) -> list[Decimal]:
    """Divide a whole by weights into multiples of ``step`` that add up to it, by the largest remainder method.

    Args:
        whole: what is divided; a multiple of ``step``, not negative.
        weights: one for each part, none negative, their sum more than zero.
        step: the smallest piece (1 place, 0.01 万元 …).

    Returns:
        One part for each weight. Of equal remainders the earlier part wins, so the answer is always the same.

    Raises:
        ValueError: the weights sum to zero, a weight is negative, or the whole is not a multiple of the step.
    """
    width = Fraction(Decimal(step))
    pieces = Fraction(whole) / width
    total = sum((Fraction(weight) for weight in weights), Fraction(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative, and one must be more than zero")
    if pieces.denominator != 1 or pieces < 0:
        raise ValueError(f"{whole} is no multiple of {step}")
    exact = [pieces * Fraction(weight) / total for weight in weights]
    given = [value.numerator // value.denominator for value in exact]
    left = int(pieces) - sum(given)
    for at in sorted(range(len(exact)), key=lambda at: (given[at] - exact[at], at))[:left]:
        given[at] += 1
    return [Decimal(step) * count for count in given]
