"""Rates of a plan, each with its numerator and denominator; exact, rounded once for display.

Source: domain sheet 02 §2.9: 办结率 = closed ÷ due (not ÷ all); 按期办结率 = closed by the original due date ÷ due;
反馈率 = fed back ÷ owed. REQUIREMENTS K, examples 3 and 5: completion against both bases; every item has an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.commitments.progress.rules import quarter_number
from luoshi.dates.lateness import is_late_on_day
from luoshi.figures.rounding import round_to_places
from luoshi.figures.shares import share_percent

CLOSED, IN_TIME, FED_BACK, ANSWERED, OF_ALL, OF_REST = "closed", "in_time", "fed_back", "answered", "of_all", "of_rest"


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with its numerator and denominator."""

    name: str
    part: int
    whole: int

    @property
    def exact(self) -> Fraction | None:
        """In per cent; None if the denominator is 0: not computable, never 0."""
        return share_percent(self.part, self.whole)

    @property
    def percent(self) -> Decimal | None:
        """In per cent with one decimal, 四舍五入."""
        return None if self.exact is None else round_to_places(self.exact, 1)

    def is_met(self, target: int = 100) -> bool | None:
        """Check whether the target in per cent is met, by the exact value: 99.96 % is not 100 %."""
        return None if self.exact is None else self.exact >= target


@dataclass(frozen=True, slots=True)
class RateTotals:
    """The counts of a plan on a day.

    ``removed``: cancelled, merged or withdrawn, each with approval and reason; ``completed``: closed. ``due``: due date
    has come, not removed; of them ``due_closed``, ``in_time`` (closed, and done by the first due date), ``answered``
    (reported done or closed). ``owed``: reports due so far; of them ``fed_back``.
    """

    every: int = 0
    removed: int = 0
    completed: int = 0
    due: int = 0
    due_closed: int = 0
    in_time: int = 0
    answered: int = 0
    owed: int = 0
    fed_back: int = 0


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of a plan due so far in one quarter: owed, in time, late."""

    year: int
    number: int
    owed: int
    in_time: int
    late: int

    @property
    def missing_count(self) -> int:
        """Those that did not come."""
        return self.owed - self.in_time - self.late


def group_report_rates(counted: Iterable[tuple[date, date, date | None, int]]) -> list[Reports]:
    """Group reports by the quarter in which their period ends.

    Args:
        counted: the last day of the period, the binding date, the day on which it came or None, and their number.
    """
    found: dict[tuple[int, int], list[int]] = {}
    for end, binds, came, count in counted:
        some = found.setdefault((end.year, quarter_number(end)), [0, 0, 0])
        some[0] += count
        if came is not None:
            some[2 if is_late_on_day(binds, came) else 1] += count
    return [Reports(year, number, *found[year, number]) for year, number in sorted(found)]


def plan_rates(totals: RateTotals) -> list[Rate]:
    """Return the rates of a plan, including completion against both bases."""
    return [
        Rate(CLOSED, totals.due_closed, totals.due),
        Rate(IN_TIME, totals.in_time, totals.due),
        Rate(FED_BACK, totals.fed_back, totals.owed),
        Rate(ANSWERED, totals.answered, totals.due),
        Rate(OF_ALL, totals.completed, totals.every),
        Rate(OF_REST, totals.completed, totals.every - totals.removed),
    ]
