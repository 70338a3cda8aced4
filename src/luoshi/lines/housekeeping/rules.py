"""Rules of duty rosters: upcoming breaks, and their empty shifts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from luoshi.dates.workdays import ONE_DAY, is_workday
from luoshi.org.people.rules import RoleTenure, role_coverage_gaps

LEAST = 3  # consecutive days off that make a break; our own choice: a weekend alone is none
Slot = tuple[date, str]


def upcoming_breaks(today: date, ahead: int) -> list[tuple[date, date]]:
    """List first and last day of the breaks that include today or begin within ``ahead`` days.

    A break is at least three consecutive days off, by the shipped calendar of public holidays.
    """
    found: list[tuple[date, date]] = []
    day = today
    while not is_workday(day - ONE_DAY) and not is_workday(day):
        day -= ONE_DAY
    while day <= today + timedelta(days=ahead):
        last = day
        while not is_workday(last):
            last += ONE_DAY
        if (last - day).days >= LEAST:
            found.append((day, last - ONE_DAY))
        day = last + ONE_DAY
    return found


def list_empty_shifts(
    planned: Iterable[tuple[date, str, int]], parts: Sequence[str], first: date, last: date
) -> list[Slot]:
    """List the shifts from ``first`` to ``last`` with nobody on duty, by day and then by the order of parts.

    Args:
        planned: day, part and post of each shift.

    Source: requirements N4: every holiday and night covered, so a break of 7 days needs 7 days and 7 nights.
    """
    shifts = list(planned)
    found: list[Slot] = []
    for part in parts:
        held = [RoleTenure(post, day, day) for day, of, post in shifts if of == part]
        for gap in role_coverage_gaps(held, first, last, at_least=1):
            found += [(gap.first + timedelta(days=n), part) for n in range((gap.last - gap.first).days + 1)]
    return sorted(found, key=lambda slot: (slot[0], parts.index(slot[1])))
