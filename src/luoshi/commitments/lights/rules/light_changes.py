"""By what a light was found, and until when it holds if nobody changes the commitment.

A light depends on the day only by comparing dates with bounds that never move back as days pass, and by months. So the
first day on which one of these comparisons may turn is the first on which the light may be another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import lru_cache
from hashlib import sha256

from luoshi.commitments.lights.rules.json import to_json
from luoshi.commitments.lights.rules.lights import DATED, LightRuleTable, latest_due
from luoshi.commitments.lights.rules.measures import month_number
from luoshi.dates.lateness import DATES, LatenessRow
from luoshi.dates.periods import month_end
from luoshi.dates.workdays import load_workday_calendar, shift_calendar_days
from luoshi.plans.base import states as at

# Grows whenever the rules of this folder or of ``dates.lateness`` decide otherwise; a test notices.
REVISION = 1
DAYS = 92  # looked ahead; a light that holds longer is found again after them
NEVER = date.max
MONTHLY = frozenset(("behind", "share", "idle", "unlisted"))  # measures that count months
UNDATED = frozenset((*at.ENDED, at.SUSPENDED))  # states in which no date counts any more, or for now

Bound = Callable[[date], date]


def can_hold(table: LightRuleTable) -> bool:
    """Check whether lights by this table depend on columns of the commitment alone; missed dates are rows elsewhere."""
    return "misses" not in table.measures


def light_basis(table: LightRuleTable) -> int:
    """Return a number of 63 bits for the table, the holidays and the revision of the rules by which lights are found.

    Other rules or holidays give another number, so that lights found by the former ones are recognised.
    """
    said = repr((REVISION, to_json(table), load_workday_calendar().digest))
    return int.from_bytes(sha256(said.encode()).digest()[:8]) >> 1


def tables_basis(tables: Iterable[tuple[LightRuleTable, Collection[int] | None]]) -> int:
    """Return the same for all tables in use, each with the supervising units that use it; None: all."""
    said = repr(sorted((light_basis(table), sorted(desks or ())) for table, desks in tables))
    return int.from_bytes(sha256(said.encode()).digest()[:8]) >> 1


def next_change(table: LightRuleTable, state: str, dates: Iterable[date | None], begins: int | None, day: date) -> date:
    """Return the first day after ``day`` on which the light may be another; ``NEVER`` if no day changes it.

    Args:
        dates: all dates of the commitment that its light depends on.
        begins: the first month of its progress, as ``month_number``.
    """
    if state in UNDATED:
        return NEVER
    bounds = _bounds(table, day, load_workday_calendar().digest)
    places = (bisect_right(some, due) for due in dates if due is not None for some in bounds)
    found = shift_calendar_days(day, min((place for place in places if place), default=DAYS + 1))
    if begins is not None and begins > month_number(day):
        found = min(found, date((begins - 1) // 12, (begins - 1) % 12 + 1, 1))
    if not MONTHLY.isdisjoint(table.measures):
        tomorrow = shift_calendar_days(day, 1)
        found = min(found, month_end(tomorrow.year, tomorrow.month))
    return found


@lru_cache(maxsize=8)
def _bounds(table: LightRuleTable, day: date, holidays: str) -> tuple[tuple[date, ...], ...]:
    """Return for each comparison the bound before which dates lie, on the day and on each of the ``DAYS`` after it.

    Args:
        holidays: the digest of the calendar, by which the result is cached.
    """
    days = [shift_calendar_days(day, ahead) for ahead in range(DAYS + 1)]
    bounds: list[Bound] = [lambda on: on]
    bounds += [_row(row, in_period) for row in DATES if row.before for in_period in (False, True)]
    for condition in (condition for rule in table.rules for condition in rule.when if condition.measure in DATED):
        low, high = condition.low, condition.high
        assert (low is None or isinstance(low, int)) and (high is None or isinstance(high, int))
        for least in {*([low] if low is not None else []), *([high + 1] if high is not None else [])}:
            bounds += [_measured(condition.measure, least, in_period) for in_period in (False, True)]
    return tuple({tuple(map(bound, days)): None for bound in bounds})


def _row(row: LatenessRow, in_period: bool) -> Bound:
    return lambda on: row.last_day_bound(on, in_period) or on


def _measured(measure: str, least: int, in_period: bool) -> Bound:
    return lambda on: shift_calendar_days(latest_due(measure, on, least, in_period), 1)
