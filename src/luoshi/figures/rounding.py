"""Rounding: 四舍五入 for published statistics, GB/T 8170-2008 for measurements. Round once, from the exact value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

Mode = Literal["half_up", "gb8170"]
Exact = Decimal | Fraction | int


def round_to_step(value: Exact, step: Decimal | int | str = 1, mode: Mode = "half_up") -> Decimal:
    """Return the multiple of ``step`` nearest to ``value``.

    Args:
        value: the exact value; a float is refused, because it has been rounded already.
        step: the interval: ``1``, ``"0.01"``, ``100``, ``"0.5"`` …, more than zero.
        mode: how to round a value halfway between: ``half_up`` away from zero (four down, five up), ``gb8170`` to the
            even multiple.

    Raises:
        ValueError: the step is not positive.
        TypeError: the value is a float.

    Source: GB/T 8170-2008, 3.2 and 3.3; negative values are rounded by their absolute value.
    """
    if isinstance(value, float):
        raise TypeError("a float is not exact: give a Decimal, a Fraction or an int")
    width = Decimal(step)
    if width <= 0:
        raise ValueError(f"a step of {step} is not positive")
    times = abs(Fraction(value)) / Fraction(width)
    whole, rest = divmod(times.numerator, times.denominator)
    twice = 2 * rest
    up = twice > times.denominator or (twice == times.denominator and (mode == "half_up" or whole % 2 == 1))
    near = (whole + up) * width
    return -near if value < 0 and near else near


def round_to_places(value: Exact, digits: int, mode: Mode = "half_up") -> Decimal:
    """Round ``value`` to ``digits`` decimals: 12.345, 2 → 12.35."""
    return round_to_step(value, Decimal(1).scaleb(-digits), mode)
