"""The total of one sheet of marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WHOLE = 100  # weights of the normal items together


@dataclass(frozen=True, slots=True)
class MarkItem:
    """An item of a form of marks.

    Attributes:
        weight: its share of the whole, in per cent; of a special item, the marks that it can add at most.
        most: the highest mark.
        special: it adds to the total and takes nothing from it; a normal item only takes.
    """

    code: str
    weight: Decimal
    most: Decimal = Decimal(WHOLE)
    special: bool = False


@dataclass(frozen=True, slots=True)
class SheetTotal:
    """The total of a sheet; None while marks lack, whose items are named. A partial sum is no total."""

    total: Fraction | None
    missing: tuple[str, ...] = ()


def weights_fault(items: Sequence[MarkItem]) -> Fraction | None:
    """Return the sum of the normal weights if it is not 100; None if it is."""
    found = sum((Fraction(item.weight) for item in items if not item.special), Fraction(0))
    return None if found == WHOLE else found


def total_sheet(items: Sequence[MarkItem], marks: Mapping[str, Decimal | None]) -> SheetTotal:
    """Add up a sheet exactly: Σ weight × mark ÷ highest mark over the normal items, and what special items add.

    A special item without a mark adds nothing; a normal item without one makes the total unknown, never lower.

    Raises:
        ValueError: a mark below 0 or above the highest one of its item, or of an unknown item.
    """
    known = {item.code: item for item in items}
    for code, mark in marks.items():
        if code not in known or (mark is not None and not 0 <= mark <= known[code].most):
            raise ValueError(code)
    missing = tuple(item.code for item in items if not item.special and marks.get(item.code) is None)
    if missing:
        return SheetTotal(None, missing)
    total = Fraction(0)
    for item in items:
        mark = marks.get(item.code)
        total += Fraction(item.weight) * Fraction(mark or 0) / Fraction(item.most)
    return SheetTotal(total)
