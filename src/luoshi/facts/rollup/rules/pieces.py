"""Which reported periods make up a period's value, by the indicator's nature. Pure. Source: domain sheet 03 §3.2."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from luoshi.dates.period_codes import kinds_dividing_period
from luoshi.dates.periods import Period, PeriodKind, period_containing, to_date
from luoshi.facts.base.rules.natures import NATURES

DAY = timedelta(days=1)


class Pieces(NamedTuple):
    """The periods whose values, added up over time, give the value of a period.

    Attributes:
        spans: in their order.
        less: a year-to-date total to subtract: a month is the difference of two totals.
    """

    spans: tuple[Period, ...]
    less: Period | None = None

    @property
    def every(self) -> tuple[Period, ...]:
        """All periods whose values are needed."""
        return (*self.spans, *((self.less,) if self.less else ()))


def split_value_periods(nature: str, told: str, span: Period) -> Pieces:
    """Return the pieces of the value of ``span``, for an indicator of this nature reported every ``told``.

    A flow is the sum of the periods in it, a stock the last one, a year-to-date total that of its last day. What cannot
    be composed from shorter periods (a rate, distinct persons) must be reported for the period itself.
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
    """Return the pieces of the value if reported year-to-date, as in progress reports; None if impossible.

    A flow is the total to the period's end minus the total before it; all else is the value at its end.
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
    """Return the last subperiod if it ends with the span, else the span itself."""
    if told == "moment":
        return Period("moment", span.last, span.last)
    found = period_containing(told, span.last) if told not in ("years", "ytd") else span  # type: ignore[arg-type]
    return found if found.last == span.last and found.first >= span.first else span


def subperiods_within(told: PeriodKind, span: Period) -> list[Period]:
    """List the periods of a kind that lie entirely within a period, which must begin with one of them."""
    found, one = [], period_containing(told, span.first)
    while one.last <= span.last:
        found.append(one)
        one = one.next()
    return found


def periods_between(first: Period, last: Period, most: int) -> list[Period]:
    """List the periods from one to another of the same kind, at most the newest ``most``; of two kinds, just both."""
    if first.kind != last.kind or last.kind in ("day", "years", "moment"):
        return [first, last]
    found = [last]
    while len(found) < most and found[0].last > first.last:
        earlier = found[0].before() or to_date(
            found[0].first - DAY
        )  # for year-to-date January, the total of the year before
        found.insert(0, earlier)
    return found


def last_of(span: Period, most: int) -> list[Period]:
    """List a period and those before it, at most ``most``, oldest first."""
    found = [span]
    while len(found) < most and (earlier := found[0].before()) is not None:
        found.insert(0, earlier)
    return found
