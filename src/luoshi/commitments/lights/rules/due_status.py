"""The state of a commitment by its due dates: one declared table, whatever colours its office uses.

A commitment is late if its own date passed at least a working day ago and it is with its unit, not done. A missing
report or acceptance, and a passed date of what was never sent out, are separate states: late on pages, but no letter
reproaches a unit with the last. What was reported done is judged by that day: late stays late.
``queries.due_status`` evaluates the same rows in the database.

Sources: domain sheet 02 §2.2 (days late = closing feedback − due), §2.4; sheet 10 §10.2; sheet 12 §12.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from luoshi.commitments.lights.rules.measures import MeasureFacts
from luoshi.dates.lateness import LATE, LATER, PASSED, SOON, TODAY, Far, is_late_on_day, lateness_on_day
from luoshi.plans.base import states as at

UNSENT, UNSENT_NEAR = "unsent", "unsent_near"
WAITS, PAUSED, MADE, MADE_LATE, BACK, OVER = "waits", "paused", "made", "made_late", "back", "over"
REDO, TIME, KEPT = "redo", "moved", "kept"
UNREPORTED, UNSIGNED, UNDATED = "unreported", "unsigned", "undated"
HELD = (at.ISSUED, *at.WITH_UNIT)  # with a unit that owes it by its own date
NOT_OUT = (at.LISTED, at.REFUSED)  # with no unit


@dataclass(frozen=True, slots=True)
class MatterRow:
    """A class of commitments, among those that no row above has claimed.

    Attributes:
        states: it is in one of these; () for any.
        by: the column of the deciding date; "" if none.
        on: states of that date, consecutive codes of ``dates.lateness.DATES``.
        done: requires that it was reported done, and says whether that was late.
    """

    code: str
    states: tuple[str, ...] = ()
    by: str = ""
    on: tuple[str, ...] = ()
    done: bool | None = None


MATTERS = (
    MatterRow(UNSENT, NOT_OUT, "until", (LATE,)),  # the plan's date has passed, and no unit was told of it
    MatterRow(UNSENT_NEAR, NOT_OUT, "until", (PASSED, TODAY, SOON)),
    MatterRow(WAITS, NOT_OUT),
    MatterRow(PAUSED, (at.SUSPENDED,)),
    MatterRow(MADE_LATE, (*at.BACK, *at.DONE), done=True),
    MatterRow(MADE, (*at.BACK, *at.DONE), done=False),
    MatterRow(BACK, at.BACK),
    MatterRow(OVER, at.ENDED),
    MatterRow(LATE, HELD, "binds", (LATE,)),
    MatterRow(UNSIGNED, (at.ISSUED,), "pressing", (LATE,)),  # owed before any report, so late the longest
    MatterRow(UNREPORTED, at.OWED, "report_due", (LATE,)),
    *(MatterRow(code, at.OWED, "pressing", (code,)) for code in (LATE, PASSED, TODAY, SOON, LATER)),
    MatterRow(UNDATED),
)
IN_PERIOD = {"pressing": "pressing_in_period", "report_due": "report_due_in_period"}
"""For a date column, the column that says whether the date ends a period in which something is owed."""
LATE_CODES = (LATE, UNREPORTED, UNSIGNED)  # something owed is late


@dataclass(frozen=True, slots=True)
class Matter:
    """The state of a commitment, the deciding date, and its distance from the given day or from the day it was done.

    Attributes:
        moved: why the date in force is not the first: ``REDO``, the limit of a return, ``TIME``, an extension, or
            ``KEPT``, the first had passed when it was sent out; "" if it is the first.
        first: the first due date.
        until: the due date in force.
    """

    code: str
    on: date | None = None
    far: Far | None = None
    first: date | None = None
    until: date | None = None
    moved: str = ""


def classify_matter(facts: MeasureFacts, day: date) -> Matter:
    """Classify a commitment with these facts on a day by the first row that holds."""
    row = next(row for row in _rows_of_state(facts.state) if matter_row_holds(row, facts, day))
    why, first, until = _moved(facts) if facts.state in (*HELD, *at.BACK) else ("", None, None)
    if row.done is not None:
        away = lateness_on_day(facts.binds, facts.done) if row.done and facts.binds and facts.done else None
        return Matter(row.code, facts.binds, away, first, until, why)
    away = _far(row, facts, day)
    return Matter(row.code, getattr(facts, row.by) if row.by else None, away, first, until, why)


@cache
def _rows_of_state(state: str) -> tuple[MatterRow, ...]:
    """Return the rows that may hold in a state, in order."""
    return tuple(row for row in MATTERS if not row.states or state in row.states)


def matter_row_holds(row: MatterRow, facts: MeasureFacts, day: date) -> bool:
    """Check whether a row holds for a commitment, ignoring the rows above it."""
    if row.states and facts.state not in row.states:
        return False
    if row.done is not None:
        return facts.done is not None and done_late(facts) is row.done
    if not row.by:
        return True
    away = _far(row, facts, day)
    return away is not None and away.code in row.on


def _far(row: MatterRow, facts: MeasureFacts, day: date) -> Far | None:
    """Return the distance of a row's deciding date on a day; None if it has no such date."""
    on: date | None = getattr(facts, row.by) if row.by else None
    return lateness_on_day(on, day, row.by in IN_PERIOD and getattr(facts, IN_PERIOD[row.by])) if on else None


def done_late(facts: MeasureFacts) -> bool:
    """Check whether the commitment was reported done late: at least a working day after its date."""
    return facts.done is not None and facts.binds is not None and is_late_on_day(facts.binds, facts.done)


def _moved(facts: MeasureFacts) -> tuple[str, date | None, date | None]:
    """Return why the date in force differs from the first, the first date, and the one in force."""
    if facts.until is None:
        return "", None, None
    if facts.binds is not None and facts.binds > facts.until:
        return KEPT, facts.until, facts.binds
    if facts.first_due is None or facts.until == facts.first_due:
        return "", None, None
    return REDO if facts.returned else TIME, facts.first_due, facts.until
