"""What is left of lots on a day, which are used first, and how much they become elsewhere; exact.

Source: 学分银行 practice, sheet 05 §5.3 and §5.5, examples 4 to 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from luoshi.dates.time_limits import shift_months

NOTHING = Decimal(0)
MONTHS = 12


@dataclass(frozen=True)
class Lot:
    """A lot as it stands.

    Attributes:
        last: its last valid day; None: it never expires.
        left: the sum of its moves.
    """

    pk: int
    earned: date
    last: date | None
    left: Decimal

    def is_valid(self, day: date) -> bool:
        """Whether it is valid on a day: from the day on which it was earned to its last one."""
        return self.earned <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class HoursMade:
    """Credits that were made of hours; ``rest``: the hours that were not enough for one more step."""

    credits: Decimal
    rest: Decimal


def last_valid_day(earned: date, years: int) -> date | None:
    """Return the last valid day of what was earned on a day: the one before the same day ``years`` later.

    None: with 0 years it never expires. What was earned on 29 February expires on 28 February of a common year.
    """
    return shift_months(earned, MONTHS * years) - timedelta(days=1) if years else None


def held_on(lots: Iterable[Lot], day: date) -> Decimal:
    """Return how much is valid on a day."""
    return sum((lot.left for lot in lots if lot.is_valid(day)), NOTHING)


def order_of_use(lot: Lot) -> tuple[bool, date, date, int]:
    """Return the key by which lots are used: first what expires first, of equal days what was earned first."""
    return lot.last is None, lot.last or date.max, lot.earned, lot.pk


def draw_lots(lots: Sequence[Lot], amount: Decimal, day: date) -> list[tuple[int, Decimal]] | None:
    """Return how much to take of which lots for an amount, in the order of use; None: too little is valid.

    Raises:
        ValueError: the amount is not positive.
    """
    if amount <= 0:
        raise ValueError(f"{amount} is not positive")
    taken, open_amount = [], amount
    for lot in sorted((lot for lot in lots if lot.is_valid(day) and lot.left > 0), key=order_of_use):
        part = min(lot.left, open_amount)
        if part:
            taken.append((lot.pk, part))
        open_amount -= part
    return None if open_amount else taken


def expired_lots(lots: Iterable[Lot], day: date) -> list[tuple[int, Decimal, date]]:
    """Return of which lots something expired: how much, and the first day on which it was no longer valid."""
    return [
        (lot.pk, lot.left, lot.last + timedelta(days=1))
        for lot in lots
        if lot.last is not None and lot.last < day and lot.left > 0
    ]


def round_down(exact: Fraction, step: Decimal) -> Decimal:
    """Return the greatest multiple of a positive step that is not greater; an amount is rounded once, at the end."""
    return (exact // Fraction(step)) * step


def convert_amount(amount: Decimal, ratio: Decimal, step: Decimal) -> Decimal:
    """Return what an amount becomes elsewhere: 3.0 at a ratio of 0.8 is 2.4."""
    return round_down(Fraction(amount) * Fraction(ratio), step)


def credits_of_hours(hours: Decimal, per_credit: Decimal, step: Decimal) -> HoursMade:
    """Return the credits of hours: of 47 hours, 16 a credit, in steps of 0.5, 2.5 credits, and 7 hours stay."""
    made = round_down(Fraction(hours) / Fraction(per_credit), step)
    return HoursMade(made, hours - made * per_credit)
