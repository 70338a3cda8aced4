"""What one unit has reached by the end of each month, of whatever it told: totals to date and shorter periods. Pure.

Source: domain sheet 03 §3.2: a flow to date is the sum of its periods since January, a stock what was so at the end.
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
    """What was told of a period.

    Attributes:
        state: why there is no value (``cells.NIL`` …).
        source: the entry that told it; of two that say the same thing the later one counts.
    """

    span: Period
    value: Decimal | None
    source: int
    state: int = cells.VALUE


class ToDate(NamedTuple):
    """What a year comes to by a day: ``period`` is the code of the total to date."""

    period: int
    value: Decimal
    source: int


def to_date_of(nature: str, pieces: Iterable[PeriodValue]) -> list[ToDate]:
    """Every total to date that is known of one indicator, part and unit, in the order of their ends.

    Told as such, or put together: a flow from January on without a gap, a total told for a month before included; of
    what is so at a time the last. What was put together counts for no less than what was told as such: of two of the
    same end the one told later. A year as a whole is its total to date.
    """
    way = NATURES[nature].time if nature else "none"
    ends: dict[date, ToDate] = {}
    # Of the same end what was told as such first, then the longer periods: each may start from those before it.
    for piece in sorted(pieces, key=lambda one: (one.span.last, one.span.kind != "ytd", one.span.first)):
        found = _by(piece, way, ends)
        if found is not None and (piece.span.last not in ends or found.source > ends[piece.span.last].source):
            ends[piece.span.last] = found
    return [ends[day] for day in sorted(ends)]


def _by(one: PeriodValue, way: str, ends: dict[date, ToDate]) -> ToDate | None:
    """What one piece says of the year to its end; None: nothing, or what lies before it is not known."""
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
