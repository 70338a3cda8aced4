"""Rules on the definition of an indicator. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.facts.base.rules.checks import Comparison, comparison_gap, outlier_positions, percent_jump
from luoshi.figures.rounding import Exact

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
HEAD = ("table_number", "maker", "approval", "valid_until")  # marks that a statistical form must have


def head_lacks(head: dict[str, str | date | None], day: date) -> list[str]:
    """List the gaps in a statistical indicator's legal head on a day: names of ``HEAD``; ``expired`` past its term.

    An indicator without any of these fields is not statistical and has no gaps.

    Source: 统计法 (2024), the marks that a lawful statistical form bears; domain sheet 03."""
    if not any(head.get(name) for name in HEAD):
        return []
    lacks = [name for name in HEAD if not head.get(name)]
    until = head.get("valid_until")
    return [*lacks, "expired"] if isinstance(until, date) and until < day else lacks


def broken_between(breaks: Iterable[date], first: date, second: date) -> bool:
    """Whether a new meaning began between two periods, given by their first days."""
    earlier, later = sorted((first, second))
    return any(earlier < day <= later for day in breaks)


Values = Mapping[tuple[int, int], Decimal]  # of an indicator, by unit and period
Hits = tuple[int, list[tuple[int, int]]]  # number of values checked, and where the check would stop or ask


def jump_hits(own: Values, border: Decimal | None) -> Hits:
    """Find changes of more than ``border`` per cent against the period before."""
    pairs = []
    for (unit, code), value in own.items():
        span = decode_period(code).before()
        last = own.get((unit, encode_period(span))) if span is not None else None
        if last is not None and border is not None:
            pairs.append(((unit, code), percent_jump(value, last, border)))
    return len(pairs), [at for at, hit in pairs if hit is not None]


def balance_hits(own: Values, read: Comparison, others: Mapping[str, Values], units: Mapping[str, str]) -> Hits:
    """Find units and periods where a comparison fails; those with an unknown value are not counted.

    Args:
        others: the values of the named indicators, by code; units: their units of measure.
    """
    found = []
    for at in own:
        known: dict[str, Exact | None] = {name: others.get(name, {}).get(at) for name in read.names}
        if None not in known.values():
            found.append((at, comparison_gap(read, known, units=units)))
    return len(found), [at for at, hit in found if hit is not None]


def peer_hits(own: Values) -> Hits:
    """Find units that are outliers among all units of their period."""
    hits = []
    for code in dict.fromkeys(code for _unit, code in own):
        units = [unit for unit, each in own if each == code]
        hits += [(units[at], code) for at in outlier_positions([own[unit, code] for unit in units])]
    return len(own), hits
