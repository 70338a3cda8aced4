"""Year-to-date values of one unit by the end of each period, from reported totals and shorter periods. Pure.

Source: domain sheet 03 §3.2: a flow to date is the sum of its periods since January, a stock the value at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period, to_date
from luoshi.facts.base.rules import cells
from luoshi.facts.base.rules.natures import NATURES

DAY = timedelta(days=1)


class PeriodValue(NamedTuple):
    """A reported value of a period.

    Attributes:
        state: why there is no value (``cells.NIL`` …).
        source: the entry that reported it; of two for the same end the later one counts.
    """

    span: Period
    value: Decimal | None
    source: int
    state: int = cells.VALUE


class ToDate(NamedTuple):
    """A year-to-date value; ``period`` is the code of the year to date."""

    period: int
    value: Decimal
    source: int


def to_date_of(nature: str, pieces: Iterable[PeriodValue]) -> list[ToDate]:
    """List all known year-to-date values of one indicator, part and unit, ordered by end.

    Each is reported as such or composed: a flow from January on without a gap (earlier year-to-date totals included), a
    stock by its last value. Of a reported and a composed value for the same end, the one reported later counts. A whole
    year is its own year-to-date value.
    """
    way = NATURES[nature].time if nature else "none"
    ends: dict[date, ToDate] = {}
    # For the same end take reported totals first, then longer periods: each may build on those before it.
    for piece in sorted(pieces, key=lambda one: (one.span.last, one.span.kind != "ytd", one.span.first)):
        found = _by(piece, way, ends)
        if found is not None and (piece.span.last not in ends or found.source > ends[piece.span.last].source):
            ends[piece.span.last] = found
    return [ends[day] for day in sorted(ends)]


def _by(one: PeriodValue, way: str, ends: dict[date, ToDate]) -> ToDate | None:
    """Return the year-to-date value at a piece's end; None if there is none or the value before it is unknown."""
    span, code = one.span, encode_period(to_date(one.span.last))
    if span.kind in ("ytd", "year") or way == "last":
        return None if one.value is None else ToDate(code, one.value, one.source)
    if way not in ("sum", "max") or span.kind in ("years", "moment") or one.state == cells.BELOW:
        return None
    value = one.value if one.value is not None else Decimal(0)
    if (span.first.month, span.first.day) == (1, 1):
        return ToDate(code, value, one.source)
    before = ends.get(span.first - DAY)
    if before is None:
        return None
    whole = before.value + value if way == "sum" else max(before.value, value)
    return ToDate(code, whole, max(before.source, one.source))
