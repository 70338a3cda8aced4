"""A ladder by an example: which rung falls on which day of a due date in this month. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.dates.workdays import next_work
from luoshi.ledger.letters.rules.ladder import SHARE, Ladder, Rung

MIDDLE = 15  # of the month: most rungs then fall into it


@dataclass(frozen=True)
class RungDay:
    """A rung with its day; None: the due date itself."""

    rung: Rung | None
    day: date


def example_days(today: date) -> tuple[date, date]:
    """A beginning and a due date in the month of a day: its first working day, and the one in its middle."""
    return next_work(today.replace(day=1)), next_work(today.replace(day=MIDDLE))


def example_rungs(ladder: Ladder, start: date, due: date) -> list[RungDay]:
    """The rungs and the due date, in the order of the ladder: the due date after all that is said up to it."""
    rows = [RungDay(rung, rung.day(start, due)) for rung in ladder.rungs]
    place = sum(rung.by == SHARE or rung.place <= 0 for rung in ladder.rungs)
    return [*rows[:place], RungDay(None, due), *rows[place:]]
