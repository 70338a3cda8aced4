"""Who stands how to programmes, and what their places allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from luoshi.base.rights.rules.rights import Relation, usual
from luoshi.figures.bounds import Bound
from luoshi.kernel.base.words import words

_ = words(__name__)

OURS, WHY = "unit desk", {"reason": True}
RIGHTS = usual(_("Supervising office"), _("The unit that runs it"), _("Leader in charge"))


def lacking_seats(seats: int | None, taken: int) -> int:
    """Return how many places are lacking for those who take one; without a number of places there are none."""
    return max(0, taken - (seats or 0))


LEARNER = Relation("learner", _("The learner"), names="person")
OF_LEARNERS = usual(_("Supervising office"), _("The unit that keeps the register"), _("Leader in charge"), LEARNER)


@dataclass(frozen=True)
class Attendance:
    """A day of a class, in periods."""

    held: int
    attended: int


@dataclass(frozen=True)
class TimeAttended:
    """When somebody attended something, ``[first, last)``."""

    first: datetime
    last: datetime


def share_attended(days: Sequence[Attendance]) -> Fraction | None:
    """Return the share of all periods that was attended, in per cent, exact; None: none was held."""
    held = sum(day.held for day in days)
    return Fraction(100 * sum(day.attended for day in days), held) if held else None


def count_hours(days: Sequence[Attendance], cap: int, needed: Bound, *, passed: bool) -> int:
    """Return the hours that count: those of each day up to the cap, if enough was attended and the test was passed.

    Source: 学分银行 practice, sheet 05 §5.5, example 2: 7, 7, 4 of 7 each with a cap of 6 are 16 hours; 15 of 21 none.
    """
    share = share_attended(days)
    if share is None or not passed or not needed.is_met(share):
        return 0
    return sum(min(day.attended, cap) for day in days)


def do_overlap(one: TimeAttended, other: TimeAttended) -> bool:
    """Whether two times have a moment in common: nobody attends two things at once."""
    return one.first < other.last and other.first < one.last
