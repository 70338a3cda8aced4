"""Rates of a plan, each with its numerator and denominator; exact, rounded once when shown.

Source: domain sheet 02 §2.9: 办结率 = closed ÷ due (not ÷ all); 按期办结率 = closed by the original due date ÷ due;
反馈率 = fed back ÷ owed. REQUIREMENTS K, examples 3 and 5: completion against both bases; every item has an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.dates.lateness import is_late_on_day
from luoshi.figures.rounding import round_to_places
from luoshi.figures.shares import share_percent
from luoshi.ledger.progress.rules import quarter_number

CLOSED, IN_TIME, FED_BACK, ANSWERED, OF_ALL, OF_REST = "closed", "in_time", "fed_back", "answered", "of_all", "of_rest"


@dataclass(frozen=True, slots=True)
class Rate:
    """A part of a whole, both said."""

    name: str
    part: int
    whole: int

    @property
    def exact(self) -> Fraction | None:
        """In per cent; None where nothing is in the whole: not computable, never 0."""
        return share_percent(self.part, self.whole)

    @property
    def percent(self) -> Decimal | None:
        """In per cent with one decimal, 四舍五入."""
        return None if self.exact is None else round_to_places(self.exact, 1)

    def met(self, target: int = 100) -> bool | None:
        """Whether the target in per cent is met, by the exact value: 99.96 % is not 100 %."""
        return None if self.exact is None else self.exact >= target


@dataclass(frozen=True, slots=True)
class RateTotals:
    """What is counted of a plan on a day.

    ``removed``: stopped, joined or taken out, each with approval and reason; ``completed``: closed. ``due``: whose day
    has come, not removed; of them ``due_closed``, ``in_time`` (closed, and done by the first due date), ``answered``
    (reported done or closed). ``owed``: reports whose day has come; of them ``fed_back``.
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
    """The reports of a plan whose day has come in one quarter: how many were owed, came in time, came late."""

    year: int
    number: int
    owed: int
    in_time: int
    late: int

    @property
    def missing(self) -> int:
        """Those that did not come."""
        return self.owed - self.in_time - self.late


def group_report_rates(counted: Iterable[tuple[date, date, date | None, int]]) -> list[Reports]:
    """Reports by the quarter in which their period ends.

    Args:
        counted: the last day of the period, the date that binds, the day on which it came or None, and how many such.
    """
    found: dict[tuple[int, int], list[int]] = {}
    for end, binds, came, count in counted:
        some = found.setdefault((end.year, quarter_number(end)), [0, 0, 0])
        some[0] += count
        if came is not None:
            some[2 if is_late_on_day(binds, came) else 1] += count
    return [Reports(year, number, *found[year, number]) for year, number in sorted(found)]


def plan_rates(totals: RateTotals) -> list[Rate]:
    """The rates of a plan, completion against both bases among them."""
    return [
        Rate(CLOSED, totals.due_closed, totals.due),
        Rate(IN_TIME, totals.in_time, totals.due),
        Rate(FED_BACK, totals.fed_back, totals.owed),
        Rate(ANSWERED, totals.answered, totals.due),
        Rate(OF_ALL, totals.completed, totals.every),
        Rate(OF_REST, totals.completed, totals.every - totals.removed),
    ]
