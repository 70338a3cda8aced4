"""Outcomes of commitments, and the scores that follow from them. Exact decimals.

Source: REQUIREMENTS K (S000-113): normal items: full marks or deduct; special items: add. Domain sheet 02 §2.6: capped
at 0 and at the full marks. How scores add up is said in ``luoshi.scoring.sheets``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.dates.lateness import is_late_on_day
from luoshi.plans.base import states as at

NORMAL, SPECIAL = "normal", "special"
DONE, LATE, MISSED, WAITING, RECURS, GONE = "done", "late", "missed", "waiting", "recurs", "gone"
STILL = (at.SUSPENDED, at.LISTED, at.REFUSED)  # nobody owes it now: not late before it is sent out
LEFT = (at.CARRIED, at.WITHDRAWN, at.CANCELLED, at.MERGED)
NOTHING = Decimal(0)


def outcome_on(state: str, binds: date | None, done: date | None, recurs: bool, day: date) -> str:
    """Return a commitment's outcome on a day: ``binds`` is its binding date, ``done`` the day of its end.

    A commitment that only recurs, is suspended or is being checked in time has no final outcome.
    """
    if state in LEFT:
        return GONE
    if binds is None and recurs:
        return RECURS
    missed = binds is not None and is_late_on_day(binds, done or day)
    if state in (*at.DONE, at.VERIFIED):
        return LATE if missed else DONE
    if state == at.LAPSED:
        return MISSED
    return MISSED if missed and state not in STILL else WAITING


def compute_proposed_score(line: str, marks: Decimal, how: str, late: Decimal | None) -> Decimal | None:
    """Return the score that follows from the scheme; None if none does or ``late`` is not set: only a person decides.

    Args:
        late: the marks that a late normal item loses, by the scheme; at most the item's own marks.
    """
    if line == SPECIAL:
        return marks if how in (DONE, LATE) else NOTHING if how == MISSED else None
    if how == DONE:
        return marks
    if how not in (LATE, MISSED) or late is None:
        return None
    return max(marks - late, NOTHING)
