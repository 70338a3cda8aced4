"""Who is away for a whole round, how far an assessor has come, and what sheets pay. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

Days = tuple[date, date]  # first and last day, both included
ONE_DAY = timedelta(days=1)


def is_away_throughout(absences: Iterable[Days], first: date, last: date) -> bool:
    """Whether no day from first to last is free of absences; absences may overlap and come in any order."""
    free = first
    for begins, ends in sorted(absences):
        if begins > free:
            break
        free = max(free, ends + ONE_DAY)
    return free > last


@dataclass(frozen=True, slots=True)
class RoundTally:
    """The sheets of one assessor in one round by state."""

    asked: int = 0
    accepted: int = 0
    scored: int = 0
    late: int = 0

    @property
    def total(self) -> int:
        """All sheets that were not declined or voided."""
        return self.asked + self.accepted + self.scored + self.late


def tally_states(states: Sequence[str]) -> RoundTally:
    """Count the states of an assessor's sheets in a round."""
    return RoundTally(states.count("asked"), states.count("accepted"), states.count("scored"), states.count("late"))


def fee_of_sheets(scored: int, fee: Decimal | None) -> Decimal:
    """Return what so many scored sheets pay, exactly; nothing where the round pays no fee."""
    return scored * fee if fee is not None else Decimal(0)
