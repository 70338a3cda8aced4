"""Points of small pictures that a page draws itself as SVG: lines of values, steps of a year. Exact and pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

TENTH = Decimal("0.1")
SPARK = (72, 20)  # width and height of the small line of a value beside its words, in pixels


def scale_value(value: Decimal | int, low: Decimal | int, high: Decimal | int, length: int) -> Fraction:
    """Return the place of a value between two bounds on a line of a length; in its middle if the bounds are equal."""
    if low == high:
        return Fraction(length, 2)
    return (Fraction(value) - Fraction(low)) * length / (Fraction(high) - Fraction(low))


def format_place(place: Fraction | int) -> str:
    """Return a place in a picture, to a tenth of a pixel."""
    exact = Fraction(place)
    return str((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(TENTH, ROUND_HALF_EVEN))


def spark_points(values: Sequence[Decimal], width: int, height: int, margin: int = 2) -> str:
    """Return the points of a line through values at even distances, lowest at the bottom; "" for fewer than two."""
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    across, up = width - 2 * margin, height - 2 * margin
    return " ".join(
        f"{format_place(margin + Fraction(across * at, len(values) - 1))},"
        f"{format_place(height - margin - scale_value(value, low, high, up))}"
        for at, value in enumerate(values)
    )


def axis_marks(highest: int, most: int = 5) -> list[int]:
    """Return the marks of an axis of counts from 0 to at least the highest, at even whole distances."""
    step = max(1, -(-highest // most))
    last = -(-max(highest, 1) // step) * step
    return list(range(0, last + 1, step))
