"""Of which told periods a period's value is made, by the nature of an indicator. Pure. Source: domain sheet 03 §3.2."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from luoshi.dates.period_codes import kinds_dividing_period
from luoshi.dates.periods import Period, PeriodKind, period_containing, to_date
from luoshi.facts.base.rules.natures import NATURES

DAY = timedelta(days=1)


class Pieces(NamedTuple):
    """The periods whose values, added up over time, are that of a period.

    Attributes:
        spans: in their order.
        less: a total to date that is taken off: a month is the difference of two totals.
    """

    spans: tuple[Period, ...]
    less: Period | None = None

    @property
    def every(self) -> tuple[Period, ...]:
        """All periods of which something must be known."""
        return (*self.spans, *((self.less,) if self.less else ()))


def split_value_periods(nature: str, told: str, span: Period) -> Pieces:
    """Of what the value of ``span`` is made, of an indicator of this nature that is told each ``told``.

    A flow is the sum of the periods in it, a stock the last one, a total to date that of its last day. What cannot be
    put together from shorter periods (a rate, persons who count once) is only what was told for the period itself.
    """
    if nature == "total" or told == "ytd":
        return _totals(span)
    time = NATURES[nature].time
    if span.kind == told or span.kind == "years":
        return Pieces((span,))
    if time == "last":
        return Pieces((_last(told, span),))
    if time in ("sum", "max") and told in kinds_dividing_period(span):
        return Pieces(tuple(subperiods_within(told, span)))
    return Pieces((span,))


def to_its_end(nature: str, span: Period) -> Pieces | None:
    """Of what its value is made where it was told to date, as reports on commitments tell it; None: it cannot be.

    Of a flow the total to the period's end less that before it; of all else what was so at its end.
    """
    if span.kind in ("years", "moment"):
        return None
    return _totals(span) if nature in ("flow", "total") else Pieces((to_date(span.last),))


def _totals(span: Period) -> Pieces:
    if span.kind == "moment":
        return Pieces((span,))
    before = None if (span.first.month, span.first.day) == (1, 1) else to_date(span.first - DAY)
    return Pieces((to_date(span.last),), before)


def _last(told: str, span: Period) -> Period:
    """The period in which it was counted last: the one that ends with the span, else the span itself."""
    if told == "moment":
        return Period("moment", span.last, span.last)
    found = period_containing(told, span.last) if told not in ("years", "ytd") else span  # type: ignore[arg-type]
    return found if found.last == span.last and found.first >= span.first else span


def subperiods_within(told: PeriodKind, span: Period) -> list[Period]:
    """The periods of a kind that lie whole in a period that begins with one of them, in their order."""
    found, one = [], period_containing(told, span.first)
    while one.last <= span.last:
        found.append(one)
        one = one.next()
    return found


def periods_between(first: Period, last: Period, most: int) -> list[Period]:
    """The periods of a kind from one to another, the newest so many of them; of two kinds both alone."""
    if first.kind != last.kind or last.kind in ("day", "years", "moment"):
        return [first, last]
    found = [last]
    while len(found) < most and found[0].last > first.last:
        earlier = found[0].before() or to_date(
            found[0].first - DAY
        )  # a total to date of January: that of the year before
        found.insert(0, earlier)
    return found


def last_of(span: Period, most: int) -> list[Period]:
    """A period with those before it, so many at most, the oldest first."""
    found = [span]
    while len(found) < most and (earlier := found[0].before()) is not None:
        found.insert(0, earlier)
    return found
