"""Check whether a role is held on every day: exactly one leader in charge, at least one person on duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from luoshi.dates.workdays import ONE_DAY


@dataclass(frozen=True, slots=True)
class RoleTenure:
    """A role held from ``first`` to ``last``, both included; without ``last`` it is still held."""

    who: Hashable
    first: date
    last: date | None = None


class Gap(NamedTuple):
    """Consecutive days, ``first`` and ``last`` included, on which too few or too many persons held the role."""

    first: date
    last: date
    persons: int


def role_coverage_gaps(
    held: Iterable[RoleTenure], first: date, last: date, *, exactly: int | None = None, at_least: int | None = None
) -> list[Gap]:
    """Return the periods from ``first`` to ``last`` in which not ``exactly`` or ``at_least`` so many held a role.

    Persons are counted, not entries: a person with overlapping entries counts once. An entry that ends before it begins
    has no days. A change of the count begins a new period.

    Raises:
        ValueError: unless exactly one of ``exactly`` and ``at_least`` is given.
    """
    if (exactly is None) == (at_least is None):
        raise ValueError("gaps: give either exactly or at_least")
    found: list[Gap] = []
    for begin, end, count in _stretches(held, first, last):
        if count == exactly or (at_least is not None and count >= at_least):
            continue
        if found and found[-1].persons == count and found[-1].last + ONE_DAY == begin:
            begin = found.pop().first
        found.append(Gap(begin, end, count))
    return found


def _stretches(held: Iterable[RoleTenure], first: date, last: date) -> Iterable[tuple[date, date, int]]:
    """Yield first day, last day and number of persons for each period between changes."""
    if first > last:
        return
    changes: list[tuple[date, Hashable, int]] = []
    for tenure in held:
        begin = max(tenure.first, first)
        end = last if tenure.last is None else min(tenure.last, last)
        if begin <= end:
            changes.append((begin, tenure.who, 1))
            if end < last:
                changes.append((end + ONE_DAY, tenure.who, -1))
    present: Counter[Hashable] = Counter()
    since = first
    for day, group in groupby(sorted(changes, key=lambda change: change[0]), key=lambda change: change[0]):
        if day > since:
            yield since, day - ONE_DAY, len(present)
            since = day
        for _, who, sign in group:
            present[who] += sign
        present = +present  # drops those who left
    yield since, last, len(present)


class Uncovered(NamedTuple):
    """Consecutive days, both included, on which a post had no holder: ``deputised``, or with nobody at all."""

    first: date
    last: date
    deputised: bool


def uncovered_periods(
    holders: Iterable[RoleTenure], deputies: Iterable[RoleTenure], first: date, last: date
) -> list[Uncovered]:
    """Return the periods from ``first`` to ``last`` in which nobody held a post, by day.

    Work continues under a deputy and stops without one, so the two are distinguished.
    """
    held = list(holders)
    nobody = role_coverage_gaps([*held, *deputies], first, last, at_least=1)
    filled = [RoleTenure(None, gap.first, gap.last) for gap in nobody]
    found = [Uncovered(gap.first, gap.last, False) for gap in nobody]
    found += [
        Uncovered(gap.first, gap.last, True) for gap in role_coverage_gaps([*held, *filled], first, last, at_least=1)
    ]
    return sorted(found)
