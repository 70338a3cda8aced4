"""What follows from how a commitment went, and how marks add up: two lines that never mix. Exact decimals.

Source: REQUIREMENTS K (S000-113): normal items: full marks or deduct; special items: add. Domain sheet 02 §2.6: every
addition with its item, capped at 0 and at the full marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.dates.lateness import is_late_on_day
from luoshi.ledger.base import states as at

NORMAL, SPECIAL = "normal", "special"
DONE, LATE, MISSED, WAITING, RECURS, GONE = "done", "late", "missed", "waiting", "recurs", "gone"
STILL = (at.SUSPENDED, at.LISTED, at.REFUSED)  # nobody owes it now: not late before it was sent out
LEFT = (at.CARRIED, at.WITHDRAWN, at.CANCELLED, at.MERGED)
NOTHING = Decimal(0)


def outcome_on(state: str, binds: date | None, done: date | None, recurs: bool, day: date) -> str:
    """How a commitment went, seen on a day: ``binds`` is the date against which it is late, ``done`` that of its end.

    Of what only recurs nothing is concluded, nor of what is suspended or still being checked in time.
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
    """The score that follows from the scheme; None where nothing does, or ``late`` is not set: a person decides alone.

    Args:
        late: the marks that a late normal item loses, by the scheme; never more than the item has.
    """
    if line == SPECIAL:
        return marks if how in (DONE, LATE) else NOTHING if how == MISSED else None
    if how == DONE:
        return marks
    if how not in (LATE, MISSED) or late is None:
        return None
    return max(marks - late, NOTHING)


def is_score_in_range(marks: Decimal, score: Decimal) -> bool:
    """Whether an item may have this score: a normal one never above its marks, a special one never below 0."""
    return NOTHING <= score <= marks


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item as it counts: which line, what it is worth, what it was given (None: not decided), how it is called."""

    line: str
    marks: Decimal
    score: Decimal | None
    name: str


@dataclass(frozen=True, slots=True)
class ScoreSum:
    """A line's score of its full marks; ``missing``: the items without which there is none."""

    of: Decimal
    score: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreTotals:
    """What a unit was given: the two lines apart, and their sum where both are there."""

    normal: ScoreSum
    special: ScoreSum

    @property
    def total(self) -> Decimal | None:
        """Both lines together; None, never a part of it, where an item is not decided."""
        if self.normal.score is None or self.special.score is None:
            return None
        return self.normal.score + self.special.score

    @property
    def missing(self) -> tuple[str, ...]:
        """The items that are not decided."""
        return self.normal.missing + self.special.missing


def total_unit_scores(items: Iterable[ScoredItem]) -> ScoreTotals:
    """The lines of one unit."""
    every = list(items)
    return ScoreTotals(
        *(_sum([scored_item for scored_item in every if scored_item.line == line]) for line in (NORMAL, SPECIAL))
    )


def _sum(items: list[ScoredItem]) -> ScoreSum:
    missing = tuple(scored_item.name for scored_item in items if scored_item.score is None)
    given = sum((scored_item.score for scored_item in items if scored_item.score is not None), NOTHING)
    return ScoreSum(sum((scored_item.marks for scored_item in items), NOTHING), None if missing else given, missing)
