"""How a commitment stands towards its dates: one declared table, whatever colours its office uses.

Late is a matter whose own date has passed by a working day and that is with its unit, not done; a report or an answer
that is owed is told apart. Nothing is late before it was sent out. What was reported done is judged by the day on
which it was: late stays late. ``queries.matters`` asks the database the same, from the same rows.

Sources: domain sheet 02 §2.2 (days late = closing feedback − due), §2.4; sheet 10 §10.2; sheet 12 §12.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.dates.lateness import LATE, LATER, PASSED, SOON, TODAY, Far, is_late_on_day, lateness_on_day
from luoshi.ledger.base import states as at
from luoshi.ledger.lights.rules.measures import MeasureFacts

UNSENT, WAITS, PAUSED, MADE, MADE_LATE, BACK, OVER = "unsent", "waits", "paused", "made", "made_late", "back", "over"
REDO, TIME, KEPT = "redo", "moved", "kept"
UNREPORTED, UNSIGNED, UNDATED = "unreported", "unsigned", "undated"
HELD = (at.ISSUED, *at.WITH_UNIT)  # with a unit that owes it by its own date
NOT_OUT = (at.LISTED, at.REFUSED)  # nobody has it


@dataclass(frozen=True, slots=True)
class MatterRow:
    """Commitments that stand so, of those that no row above has taken.

    Attributes:
        states: in one of which it is; () for any.
        by: the column of the date that decides; "" where none does.
        on: how that date stands, codes of ``dates.lateness.DATES`` following one another.
        done: asks that it was reported done, and whether that was too late.
    """

    code: str
    states: tuple[str, ...] = ()
    by: str = ""
    on: tuple[str, ...] = ()
    done: bool | None = None


MATTERS = (
    MatterRow(UNSENT, NOT_OUT, "until", (LATE, PASSED)),  # the date of the plan has passed, and nobody was told of it
    MatterRow(WAITS, NOT_OUT),
    MatterRow(PAUSED, (at.SUSPENDED,)),
    MatterRow(MADE_LATE, (*at.BACK, *at.DONE), done=True),
    MatterRow(MADE, (*at.BACK, *at.DONE), done=False),
    MatterRow(BACK, at.BACK),
    MatterRow(OVER, at.ENDED),
    MatterRow(LATE, HELD, "binds", (LATE,)),
    MatterRow(UNREPORTED, at.OWED, "report_due", (LATE,)),
    MatterRow(UNSIGNED, (at.ISSUED,), "pressing", (LATE,)),
    *(MatterRow(code, at.OWED, "pressing", (code,)) for code in (LATE, PASSED, TODAY, SOON, LATER)),
    MatterRow(UNDATED),
)
IN_PERIOD = {"pressing": "pressing_in_period", "report_due": "report_due_in_period"}
"""Of a column of dates the one that says whether its date ends a period in which something is owed."""
LATE_CODES = (LATE, UNREPORTED, UNSIGNED)  # something owed of it is late


@dataclass(frozen=True, slots=True)
class Matter:
    """How a commitment stands; the date by which it does, and how far that is from the day asked about, or of doing it.

    Attributes:
        moved: why another date than the first is in force: ``REDO``, the limit of a return, ``TIME``, more time, or
            ``KEPT``, the first had passed when it was sent out; "" where there is no other.
        first: the date that was set first.
        until: the one in force now.
    """

    code: str
    on: date | None = None
    far: Far | None = None
    first: date | None = None
    until: date | None = None
    moved: str = ""


def classify_matter(facts: MeasureFacts, day: date) -> Matter:
    """How a commitment with these facts stands on a day: by the first row that holds."""
    row = next(row for row in MATTERS if matter_row_holds(row, facts, day))
    why, first, until = _moved(facts) if facts.state in (*HELD, *at.BACK) else ("", None, None)
    if row.done is not None:
        away = lateness_on_day(facts.binds, facts.done) if row.done and facts.binds and facts.done else None
        return Matter(row.code, facts.binds, away, first, until, why)
    away = _far(row, facts, day)
    return Matter(row.code, getattr(facts, row.by) if row.by else None, away, first, until, why)


def matter_row_holds(row: MatterRow, facts: MeasureFacts, day: date) -> bool:
    """Whether a commitment stands as a row says, apart from the rows above it."""
    if row.states and facts.state not in row.states:
        return False
    if row.done is not None:
        return facts.done is not None and done_late(facts) is row.done
    if not row.by:
        return True
    away = _far(row, facts, day)
    return away is not None and away.code in row.on


def _far(row: MatterRow, facts: MeasureFacts, day: date) -> Far | None:
    """How the date by which a row decides stands on a day; None: it decides by none, or there is none."""
    on: date | None = getattr(facts, row.by) if row.by else None
    return lateness_on_day(on, day, row.by in IN_PERIOD and getattr(facts, IN_PERIOD[row.by])) if on else None


def done_late(facts: MeasureFacts) -> bool:
    """Whether it was reported done too late: a working day lies between its date and that day."""
    return facts.done is not None and facts.binds is not None and is_late_on_day(facts.binds, facts.done)


def _moved(facts: MeasureFacts) -> tuple[str, date | None, date | None]:
    """Why another date is in force than the first, the first, and that other."""
    if facts.until is None:
        return "", None, None
    if facts.binds is not None and facts.binds > facts.until:
        return KEPT, facts.until, facts.binds
    if facts.first_due is None or facts.until == facts.first_due:
        return "", None, None
    return REDO if facts.returned else TIME, facts.first_due, facts.until
