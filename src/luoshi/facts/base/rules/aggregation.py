"""How values add up over units and over time, by the nature of their indicator. Exact. Source: domain sheet 03 §3.2.

Nothing is estimated: unreported values are left out and counted as missing, and values that cannot be added give None.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from luoshi.facts.base.rules.natures import Time, Units
from luoshi.figures.rounding import Exact


class SummedPart(NamedTuple):
    """One value to be added up, with its weight or denominator where the aggregation needs one.

    Attributes:
        value: of a ratio its numerator; of yes or no 1 or 0; None: not reported.
        weight: of a ratio its denominator, of an average its weight.
    """

    value: Exact | None
    weight: Exact | None = None


class Added(NamedTuple):
    """The result, from ``counted`` of ``expected`` values. None: nothing was reported, or it cannot be added up."""

    value: Fraction | None
    counted: int
    expected: int


def sum_over_units(way: Units, parts: Sequence[SummedPart]) -> Added:
    """Add up the values of one period over units that do not overlap.

    A ratio is the ratio of sums, never the mean of rates. Distinct persons and scores of several units give None.
    """
    return _added(way, parts)


def over_time(way: Time, parts: Sequence[SummedPart]) -> Added:
    """Add up the values of one unit over periods in their order; ``last`` takes the last reported value."""
    if way == "last":
        told = [part for part in parts if part.value is not None]
        return Added(Fraction(told[-1].value) if told else None, len(told), len(parts))  # type: ignore[arg-type]
    return _added(way, parts)


def _added(way: str, parts: Sequence[SummedPart]) -> Added:
    paired = way in ("ratio", "weighted")
    told = [
        (Fraction(part.value), None if part.weight is None else Fraction(part.weight))
        for part in parts
        if part.value is not None and not (paired and part.weight is None)
    ]
    return Added(_WAYS[way](told) if told else None, len(told), len(parts))


Told = list[tuple[Fraction, Fraction | None]]


def _sum(told: Told) -> Fraction:
    return sum((value for value, _weight in told), Fraction(0))


def _ratio(told: Told) -> Fraction | None:
    whole = sum((weight for _value, weight in told if weight is not None), Fraction(0))
    return _sum(told) / whole if whole else None


def _weighted(told: Told) -> Fraction | None:
    whole = sum((weight for _value, weight in told if weight is not None), Fraction(0))
    return sum((value * weight for value, weight in told if weight is not None), Fraction(0)) / whole if whole else None


def _share(told: Told) -> Fraction | None:
    return Fraction(sum(1 for value, _weight in told if value)) / len(told)


def _alone(told: Told) -> Fraction | None:
    return told[0][0] if len(told) == 1 else None


_WAYS: dict[str, Callable[[Told], Fraction | None]] = {
    "sum": _sum,
    "ratio": _ratio,
    "weighted": _weighted,
    "max": lambda told: max(value for value, _weight in told),
    "share": _share,
    "distinct": _alone,  # two units may count the same persons; only a register can tell
    "none": _alone,
}


def months_of(totals: Sequence[Exact | None]) -> list[Fraction | None]:
    """Compute single months from year-to-date totals (1月, 1–2月, …), by difference; None if one is missing."""
    found: list[Fraction | None] = []
    before: Exact | None = 0
    for total in totals:
        found.append(None if total is None or before is None else Fraction(total) - Fraction(before))
        before = total
    return found


def average_stock(values: Sequence[Exact]) -> Fraction | None:
    """Return the average of a stock counted at equal intervals: (½a₁ + a₂ + … + ½aₙ) ÷ (n − 1) (首末折半)."""
    if len(values) < 2:
        return None
    inner = sum((Fraction(value) for value in values[1:-1]), Fraction(0))
    return (Fraction(values[0]) / 2 + inner + Fraction(values[-1]) / 2) / (len(values) - 1)
