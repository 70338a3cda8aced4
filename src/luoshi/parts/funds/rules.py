"""Rules of fund accounting: lowest balances, and the movements that a record's new state requires. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOTHING = Decimal(0)
Line = tuple[int, int]  # a fund and the year of the line; 0 for an account


@dataclass(frozen=True)
class FundStanding:
    """A record's amounts in a line, reserved and paid; ``since``: the last day on which something was reserved."""

    bound: Decimal = NOTHING
    spent: Decimal = NOTHING
    since: date = date.min


@dataclass(frozen=True)
class PlannedMovement:
    """A movement to be written: line, sort, effect on the balance, and earliest day."""

    line: Line
    sort: str
    effect: Decimal
    since: date = date.min


def lowest_balance(before: Decimal, days: Iterable[tuple[date, Decimal]]) -> tuple[Decimal, date | None]:
    """Return the lowest balance from a day on, and its first day; None if it never falls below the balance before.

    Args:
        before: the balance of the evening before.
        days: the change of each day from then on, in order.

    Source: PARTS P8: a payment that is entered late is checked on its own day and on every day since.
    """
    least, when, balance = before, None, before
    for day, effect in days:
        balance += effect
        if balance < least:
            least, when = balance, day
    return least, when


def due_moves(
    stands: Mapping[Line, FundStanding], line: Line, bound: Decimal, spent: Decimal
) -> tuple[list[PlannedMovement], bool]:
    """List the movements after which a record has exactly these amounts in one line and nothing in others.

    A reserved amount that changes is released in full and the new amount reserved, so that the book shows what
    happened. The release is never dated before the reservation, even if the payment was earlier.

    Returns:
        The movements, and whether payments must be reversed and booked again.
    """
    moves = []
    for fund_line, has in stands.items():
        if has.bound and (fund_line != line or has.bound != bound):
            moves.append(PlannedMovement(fund_line, "freed", has.bound, has.since))
    here = stands.get(line, FundStanding())
    if bound and here.bound != bound:
        moves.append(PlannedMovement(line, "bound", -bound))
    paid = {fund_line: has.spent for fund_line, has in stands.items() if has.spent}
    return moves, paid != ({line: spent} if spent else {})


def is_outside_fund_days(day: date, first: date, last: date | None) -> bool:
    """Whether a day is outside a fund's days, both inclusive; without a last day it is open-ended."""
    return day < first or (last is not None and day > last)
