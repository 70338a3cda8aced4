"""Rules for the auditor's questions on dates: the due date at the time of a step, and the days left to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DueDateStep:
    """A step that set a due date.

    Attributes:
        entry: its journal entry.
        due: the date that it set; None: no due date from then on.
        later: it never moves the date to an earlier day, like the limit of a return.
    """

    entry: int
    due: date | None
    later: bool = False


def due_when_asked(first: date | None, moves: Iterable[DueDateStep], asked: int) -> date | None:
    """Return the due date before a step: set by the last step before it, else the first due date.

    Args:
        first: the first due date.
        moves: every step that set a date, in any order.
        asked: the journal entry of the step.
    """
    due = first
    for move in sorted(moves, key=lambda one: one.entry):
        if move.entry >= asked:
            break
        if not move.later:
            due = move.due
        elif due is not None and move.due is not None:
            due = max(due, move.due)
    return due


def days_left(due: date | None, asked: date) -> int | None:
    """Return the days from a step to the due date; negative if it had passed."""
    return None if due is None else (due - asked).days
