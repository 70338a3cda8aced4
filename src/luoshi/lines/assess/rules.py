"""Outcomes of commitments, proposed scores, and sums of two separate lines. Exact decimals.

Source: REQUIREMENTS K (S000-113): normal items: full marks or deduct; special items: add. Domain sheet 02 §2.6: every
addition with its item, capped at 0 and at the full marks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


def is_score_in_range(marks: Decimal, score: Decimal) -> bool:
    """Whether a score is between 0 and the item's marks."""
    return NOTHING <= score <= marks


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """An item for summing: line, marks, score (None: not decided) and number."""

    line: str
    marks: Decimal
    score: Decimal | None
    name: str


@dataclass(frozen=True, slots=True)
class ScoreSum:
    """A line's score and full marks; ``missing``: the undecided items, without which there is no score."""

    of: Decimal
    score: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreTotals:
    """A unit's scores: the two lines, and their sum if both are complete."""

    normal: ScoreSum
    special: ScoreSum

    @property
    def total(self) -> Decimal | None:
        """The sum of both lines; None, never a partial sum, if an item is undecided."""
        if self.normal.score is None or self.special.score is None:
            return None
        return self.normal.score + self.special.score

    @property
    def undecided_items(self) -> tuple[str, ...]:
        """The undecided items."""
        return self.normal.missing + self.special.missing


def total_unit_scores(items: Iterable[ScoredItem]) -> ScoreTotals:
    """Sum the two lines of a unit."""
    every = list(items)
    return ScoreTotals(
        *(_sum([scored_item for scored_item in every if scored_item.line == line]) for line in (NORMAL, SPECIAL))
    )


def _sum(items: list[ScoredItem]) -> ScoreSum:
    missing = tuple(scored_item.name for scored_item in items if scored_item.score is None)
    given = sum((scored_item.score for scored_item in items if scored_item.score is not None), NOTHING)
    return ScoreSum(sum((scored_item.marks for scored_item in items), NOTHING), None if missing else given, missing)
