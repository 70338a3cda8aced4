"""Names, days and figures as people type them into one field."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.reading.read import read

BETWEEN = re.compile(r"[、，,；;\n]+")


def names_typed(words: str) -> list[str]:
    """The names in a field, divided by 、 or a comma, each once, in order."""
    return list(dict.fromkeys(name.strip() for name in BETWEEN.split(words) if name.strip()))


_WHOLE = re.compile(r"(?P<year>20\d\d)[-./年]?(?P<month>\d{1,2})[-./月]?(?P<day>\d{1,2})日?")
_SHORT = re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?|(?P<mm>\d\d)(?P<dd>\d\d)")
_END = re.compile(r"(?:(?P<year>20\d\d)年?)?(?:(?P<month>\d{1,2})月|年)[底末]前?")


def day_typed(words: str, year: int) -> date | None:
    """The day that was typed: 2026-05-31, 20260531, 2026年5月31日; of ``year`` 5-31, 5.31, 0531, 5月底, 年底.

    Returns:
        None for nothing.

    Raises:
        ValueError: what was typed is no day.
    """
    typed = words.strip().replace(" ", "")
    if not typed:
        return None
    if found := _WHOLE.fullmatch(typed):
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _SHORT.fullmatch(typed):
        return date(year, int(found["month"] or found["mm"]), int(found["day"] or found["dd"]))
    if found := _END.fullmatch(typed):
        year, month = int(found["year"] or year), int(found["month"] or 12)
        return date(year, month, monthrange(year, month)[1] if 1 <= month <= 12 else 0)
    raise ValueError(words)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a figure's words say, with the fields of gold/GUIDE.md; None where the reader sees no figure in them."""

    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    bound: str = "eq"
    aspect: str = "level"


def figure_typed(quote: str) -> Typed:
    """Read the words of a figure that stand alone (不少于3个) as if they ended a task."""
    found = read(f"全年完成{quote}。").quantities
    if len(found) != 1:
        return Typed()
    one = found[0]
    return Typed(one.value, one.upper, one.unit or "", one.bound, one.aspect)


def place_of(quote: str, words: str, taken: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Where in ``words`` a figure stands that is none of those taken: start and end; None where it is not there."""
    taken = list(taken)
    start = words.find(quote)
    while start >= 0:
        end = start + len(quote)
        if all(end <= first or start >= last for first, last in taken):
            return start, end
        start = words.find(quote, start + 1)
    return None
