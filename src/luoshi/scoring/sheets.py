"""The total of one sheet of marks: the line of normal items, which only lose, and that of special ones, which only add.

Source: REQUIREMENTS K (S000-113): the two lines are never mixed; domain sheet 02 §2.6: every addition with its item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

WHOLE = 100  # weights of the normal items together


@dataclass(frozen=True, slots=True)
class MarkItem:
    """An item of a form of marks, or of a scheme of assessment.

    Attributes:
        weight: its share of the whole, in per cent, or what it is worth; of a special item, the marks that it can add.
        most: the highest mark; the same as ``weight`` where marks are given as they count.
        special: it adds to the total and takes nothing from it; a normal item only takes.
    """

    code: str
    weight: Decimal
    most: Decimal = Decimal(WHOLE)
    special: bool = False

    def allows(self, mark: Decimal) -> bool:
        """Whether a mark is between 0 and the highest one."""
        return 0 <= mark <= self.most


@dataclass(frozen=True, slots=True)
class LineTotal:
    """What the items of a line give, of how much; None while marks lack, whose items are named."""

    of: Fraction
    score: Fraction | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetTotal:
    """The two lines of a sheet, apart and together. A partial sum is no total."""

    normal: LineTotal
    special: LineTotal

    @property
    def total(self) -> Fraction | None:
        """The sum of both lines; None if one of them has none."""
        if self.normal.score is None or self.special.score is None:
            return None
        return self.normal.score + self.special.score

    @property
    def missing(self) -> tuple[str, ...]:
        """The items whose marks lack, the normal ones first."""
        return self.normal.missing + self.special.missing


def weights_fault(items: Sequence[MarkItem]) -> Fraction | None:
    """Return the sum of the normal weights if it is not 100; None if it is."""
    found = _sum_weights([item for item in items if not item.special])
    return None if found == WHOLE else found


def total_sheet(
    items: Sequence[MarkItem], marks: Mapping[str, Decimal | None], *, needs_special: bool = False
) -> SheetTotal:
    """Add up a sheet exactly, line by line: Σ weight × mark ÷ highest mark.

    A normal item without a mark makes the total unknown, never lower.

    Args:
        needs_special: a special item without a mark makes it unknown, too; otherwise it adds nothing.

    Raises:
        ValueError: a mark below 0 or above the highest one of its item, or of an unknown item.
    """
    known = {item.code: item for item in items}
    for code, mark in marks.items():
        if code not in known or (mark is not None and not known[code].allows(mark)):
            raise ValueError(code)
    normal, special = ([item for item in items if item.special == is_special] for is_special in (False, True))
    return SheetTotal(_total_line(normal, marks, needed=True), _total_line(special, marks, needed=needs_special))


def _total_line(items: Sequence[MarkItem], marks: Mapping[str, Decimal | None], *, needed: bool) -> LineTotal:
    of = _sum_weights(items)
    missing = tuple(item.code for item in items if needed and marks.get(item.code) is None)
    if missing:
        return LineTotal(of, None, missing)
    shares = (Fraction(item.weight) * Fraction(marks.get(item.code) or 0) / Fraction(item.most) for item in items)
    return LineTotal(of, sum(shares, Fraction(0)))


def _sum_weights(items: Sequence[MarkItem]) -> Fraction:
    return sum((Fraction(item.weight) for item in items), Fraction(0))
