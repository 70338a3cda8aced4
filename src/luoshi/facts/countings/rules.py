"""Which figures of lines can be kept as an indicator's values, and for whom each value is: pure. Source: PARTS P2."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from luoshi.dates.periods import Period, PeriodKind, period_containing, to_date
from luoshi.facts.base.rules.cells import BELOW, VALUE
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.figures.units import canonical_unit
from luoshi.records.figures.rules import FigureValue

COUNTED = ("count", "sum", "distinct")  # a mean or a share follows from two of them by a formula
OFTEN = ("day", "decade", "month", "quarter", "half", "year", "ytd")
BACK = 2  # years before its own for which a stock is looked through for what was told of it
MOST = 400  # periods for which one asks back: a year of days


@dataclass(frozen=True)
class FigureSource:
    """A line's figure as this room needs to know it.

    Attributes:
        unit: its unit of measure in the office's own language.
        stock: it is so as of a day.
        protected: it is of records of which something is protected.
    """

    measure: str
    unit: str
    stock: bool
    protected: bool

    @property
    def beneath(self) -> bool:
        """Whether each unit's value is of all beneath it: people do not add up, and small parts are not told."""
        return self.protected or self.measure == "distinct"

    def natures(self, often: str) -> tuple[str, ...]:
        """How an indicator that it is the value of may add up."""
        if self.measure == "distinct":
            return ("distinct",)
        if self.stock:
            return ("stock",)
        return ("total",) if often == "ytd" else ("flow",)


def source_fault_codes(
    source: FigureSource, measure: str, nature: str, often: str, *, includes: bool, made: bool
) -> Iterator[str]:
    """Why a figure is not the value of an indicator: codes of what differs."""
    if source.measure not in COUNTED:
        yield "measure"
        return
    if made:
        yield "made"
    if canonical_unit(source.unit) != canonical_unit(measure):
        yield "unit"
    if often not in OFTEN:
        yield "often"
    elif nature not in source.natures(often):
        yield "nature"
    if includes is not source.beneath:
        yield "includes" if source.beneath else "alone"


def closed_uncounted_periods(often: str, since: date, done: date | None, days: int, today: date) -> list[Period]:
    """The periods that are over for more than so many days and not kept yet, the oldest first.

    Args:
        since: of the first one the first day lies not before it; done: the last day of the last one that was kept.
    """
    found: list[Period] = []
    begins = since if done is None else done + timedelta(days=1)
    while len(found) < MOST:
        one = _from(often, begins)
        if one.last + timedelta(days=days) >= today:
            break
        begins = one.last + timedelta(days=1)
        found.append(to_date(one.last) if often == "ytd" else one)
    return found


def ends_to_date(often: str, span: Period, *, stock: bool) -> list[date]:
    """The days at whose end a figure was told up to this period's, of which one can be compared with the next.

    Of flows each period is of other rows; a stock, and what is told to date, is told of the same ones again and again.
    """
    if not stock and often != "ytd":
        return [span.last]
    each: PeriodKind = "month" if often == "ytd" else often  # type: ignore[assignment]
    found, one = [span.last], period_containing(each, span.last)
    first = span.first if often == "ytd" else date(span.last.year - BACK, 1, 1)
    while (before := one.before()) is not None and before.last >= first:
        found.insert(0, before.last)
        one = before
    return found


def _from(often: str, day: date) -> Period:
    kind: PeriodKind = "month" if often == "ytd" else often  # type: ignore[assignment]
    one = period_containing(kind, day)
    return one if one.first == day else one.next()


def counted_unit_values(
    key: Callable[[int, int], FactKey],
    values: Mapping[tuple[int, int], FigureValue],
    owing: Collection[int],
    hides: Collection[tuple[int, int]] = (),
) -> list[FactValue]:
    """What is told of each unit and part; of who owes it and has nothing, that it is none.

    Args:
        values: what was counted by unit and part (0: the whole).
        owing: the units that owe the whole by a form.
        hides: of protected records the units and parts of which nothing is told but that it is below the threshold.
    """
    every = {**{(unit, 0): FigureValue(Fraction(0)) for unit in owing}, **values}
    return [
        FactValue(key(*at), None, BELOW)
        if at in hides
        else FactValue(key(*at), fraction_to_decimal(value.exact), VALUE)
        for at, value in sorted(every.items())
        if value.exact is not None
    ]


def fraction_to_decimal(value: Fraction) -> Decimal:
    """A count, or a sum of what is kept to four decimals, as a decimal number."""
    scaled = value * 10_000
    assert scaled.denominator == 1, value
    return Decimal(scaled.numerator).scaleb(-4)


def split_figure_code(code: str) -> tuple[str, str]:
    """Kind and figure of a code like ``activities.events``."""
    kind, _dot, figure = code.partition(".")
    return kind, figure


def by_part(codes: Mapping[Any, str], parts: Mapping[tuple[str, str], int], axis: str) -> dict[str, int]:
    """Which part of an indicator each code of a field is, by their words: the field's name is the part's axis."""
    return {str(code): parts[axis, word] for code, word in codes.items() if code and (axis, word) in parts}
