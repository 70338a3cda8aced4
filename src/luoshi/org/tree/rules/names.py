"""What a unit is called from a day to a day. Days are half-open, as in ``tree``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and its abbreviation from ``start`` up to but not including ``until``."""

    name: str
    short: str
    start: date
    until: date


def name_on_day(names: Iterable[DatedName], day: date) -> DatedName | None:
    """What holds on a day, None before the first name."""
    return next((one for one in names if one.start <= day < one.until), None)


def apply_rename(names: Iterable[DatedName], name: str, short: str, day: date) -> list[DatedName]:
    """The names once a unit is called otherwise from a day on, up to its next name that is already recorded.

    Neighbours that say the same become one. Nothing changes where no name holds on that day.
    """
    found: list[DatedName] = []
    for one in sorted(names, key=lambda one: one.start):
        if not one.start <= day < one.until:
            found.append(one)
            continue
        if one.start < day:
            found.append(replace(one, until=day))
        found.append(DatedName(name, short, day, one.until))
    joined: list[DatedName] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and (last.name, last.short, last.until) == (one.name, one.short, one.start):
            joined[-1] = replace(last, until=one.until)
        else:
            joined.append(one)
    return joined
