"""What an auditor asks of dates: how close to its due date more time was asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def due_when_asked(first: date | None, granted: Iterable[tuple[int, date]], asked: int) -> date | None:
    """The due date as it stood when more time was asked for: the last one granted before, else the first of all.

    Args:
        first: the first due date.
        granted: journal entry and new date of each time that more time was granted.
        asked: the journal entry with which it was asked for.
    """
    before = [(entry, until) for entry, until in granted if entry < asked]
    return max(before)[1] if before else first


def days_left(due: date | None, asked: date) -> int | None:
    """Days from the asking to the due date; below zero: it had passed."""
    return None if due is None else (due - asked).days
