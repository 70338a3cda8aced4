"""A ladder by example: the days of its rungs for a due date in this month. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.commitments.letters.rules.ladder import SHARE, ReminderLadder, Rung
from luoshi.dates.workdays import next_work

MIDDLE = 15  # of the month: most rungs then fall within it


@dataclass(frozen=True)
class RungDay:
    """A rung with its day; None: the due date itself."""

    rung: Rung | None
    day: date


def example_days(today: date) -> tuple[date, date]:
    """Return a sample start and due date in the month of a day: its first working day, and the one in its middle."""
    return next_work(today.replace(day=1)), next_work(today.replace(day=MIDDLE))


def example_rungs(ladder: ReminderLadder, start: date, due: date) -> list[RungDay]:
    """Return the rungs and the due date in ladder order: the due date follows all rungs up to it."""
    rows = [RungDay(rung, rung.day(start, due)) for rung in ladder.rungs]
    place = sum(rung.by == SHARE or rung.place <= 0 for rung in ladder.rungs)
    return [*rows[:place], RungDay(None, due), *rows[place:]]
