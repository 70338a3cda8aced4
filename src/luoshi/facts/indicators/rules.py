"""What is right in an indicator's definition: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.facts.base.rules.checks import Comparison, comparison_gap, outlier_positions, percent_jump
from luoshi.figures.rounding import Exact

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
HEAD = ("table_number", "maker", "approval", "valid_until")  # what a statistical form must bear


def head_lacks(head: dict[str, str | date | None], day: date) -> list[str]:
    """What the legal head of a statistical indicator lacks on a day: names of ``HEAD``; ``expired`` past its term.

    An indicator that has nothing of a head is none of statistics, and lacks nothing.

    Source: 统计法 (2024), the marks that a lawful statistical form bears; domain sheet 03.
    """
    if not any(head.get(name) for name in HEAD):
        return []
    lacks = [name for name in HEAD if not head.get(name)]
    until = head.get("valid_until")
    return [*lacks, "expired"] if isinstance(until, date) and until < day else lacks


def broken_between(breaks: Iterable[date], first: date, second: date) -> bool:
    """Whether a series breaks between two periods, each by its first day: a new meaning began in between."""
    earlier, later = sorted((first, second))
    return any(earlier < day <= later for day in breaks)


Values = Mapping[tuple[int, int], Decimal]  # of an indicator, by unit and period
Hits = tuple[int, list[tuple[int, int]]]  # of how many values it was asked, and where it would have stopped or asked


def jump_hits(own: Values, border: Decimal | None) -> Hits:
    """Where values changed by more than so many per cent against the period before, of those that have one."""
    pairs = []
    for (unit, code), value in own.items():
        span = decode_period(code).before()
        last = own.get((unit, encode_period(span))) if span is not None else None
        if last is not None and border is not None:
            pairs.append(((unit, code), percent_jump(value, last, border)))
    return len(pairs), [at for at, hit in pairs if hit is not None]


def balance_hits(own: Values, read: Comparison, others: Mapping[str, Values], units: Mapping[str, str]) -> Hits:
    """Where a comparison fails, of the units and periods of which all that it names is known.

    Args:
        others: by code the values of what it names; units: in which they are given.
    """
    found = []
    for at in own:
        known: dict[str, Exact | None] = {name: others.get(name, {}).get(at) for name in read.names}
        if None not in known.values():
            found.append((at, comparison_gap(read, known, units=units)))
    return len(found), [at for at, hit in found if hit is not None]


def peer_hits(own: Values) -> Hits:
    """Where a unit stands far from all others of its period."""
    hits = []
    for code in dict.fromkeys(code for _unit, code in own):
        units = [unit for unit, each in own if each == code]
        hits += [(units[at], code) for at in outlier_positions([own[unit, code] for unit in units])]
    return len(own), hits
