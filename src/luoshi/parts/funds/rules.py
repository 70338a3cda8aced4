"""What is decided on plain values: how far a balance falls, and what must move for a record to stand as it should."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOTHING = Decimal(0)
Line = tuple[int, int]  # a fund, and the year whose line it is; 0 where it knows no years


@dataclass(frozen=True)
class FundStanding:
    """What a record has of one line: bound, and paid; ``since``: the last day on which something was bound."""

    bound: Decimal = NOTHING
    spent: Decimal = NOTHING
    since: date = date.min


@dataclass(frozen=True)
class PlannedMovement:
    """A movement that is to be written: what it is, what it does to the balance, and when at the earliest."""

    line: Line
    sort: str
    effect: Decimal
    since: date = date.min


def lowest_balance(before: Decimal, days: Iterable[tuple[date, Decimal]]) -> tuple[Decimal, date | None]:
    """How far a balance falls from a day on, and when it first does; None: it is never lower than before that day.

    Args:
        before: the balance of the evening before.
        days: what each day from then on does to it, in their order.

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
    """What must move so that a record has exactly this bound in one line and nothing anywhere else.

    What is bound and shall be no more is freed whole, and bound anew where another amount shall be: the book says what
    happened. It is not freed before it was bound, be it paid earlier than that.

    Returns:
        The movements, and whether what it has paid must be countered and paid anew.
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
    """Whether a day lies outside of a fund's days; both count, and without a last one it goes on."""
    return day < first or (last is not None and day > last)
