"""The names of a unit over time. Days are half-open, as in ``tree``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and its abbreviation, valid from ``start`` up to but not including ``until``."""

    name: str
    short: str
    start: date
    until: date


def name_on_day(names: Iterable[DatedName], day: date) -> DatedName | None:
    """Return the name valid on a day; None before the first name."""
    return next((name for name in names if name.start <= day < name.until), None)


def apply_rename(names: Iterable[DatedName], name: str, short: str, day: date) -> list[DatedName]:
    """Return the names after a rename from a day on, which lasts until the next name that is already recorded.

    Adjacent equal names are merged. Nothing changes if no name is valid on that day.
    """
    found: list[DatedName] = []
    for dated_name in sorted(names, key=lambda one: one.start):
        if not dated_name.start <= day < dated_name.until:
            found.append(dated_name)
            continue
        if dated_name.start < day:
            found.append(replace(dated_name, until=day))
        found.append(DatedName(name, short, day, dated_name.until))
    joined: list[DatedName] = []
    for dated_name in found:
        last = joined[-1] if joined else None
        if last and (last.name, last.short, last.until) == (dated_name.name, dated_name.short, dated_name.start):
            joined[-1] = replace(last, until=dated_name.until)
        else:
            joined.append(dated_name)
    return joined
