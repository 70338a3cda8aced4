"""Which figures can be stored as indicator values, and the values of each unit. Pure. Source: PARTS P2."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from luoshi.dates.periods import Period, PeriodKind, period_containing, to_date
from luoshi.desk.figures.rules import FigureValue
from luoshi.facts.base.rules.cells import BELOW, VALUE
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.figures.units import canonical_unit

COUNTED = ("count", "sum", "distinct")  # a mean or a share is computed from two of them by a formula
OFTEN = ("day", "decade", "month", "quarter", "half", "year", "ytd")
BACK = 2  # earlier years searched for what was reported of a stock
MOST = 400  # most periods caught up on: a year of days


@dataclass(frozen=True)
class FigureSource:
    """The properties of a line's figure that matter for counting.

    Attributes:
        unit: its unit of measure in the office's language.
        stock: it is as of a day.
        protected: its records have protected content.
    """

    measure: str
    unit: str
    stock: bool
    protected: bool

    @property
    def beneath(self) -> bool:
        """Whether each unit's value covers its subtree: persons do not add up, and small parts are suppressed."""
        return self.protected or self.measure == "distinct"

    def natures(self, often: str) -> tuple[str, ...]:
        """Return the natures that an indicator filled by this figure may have."""
        if self.measure == "distinct":
            return ("distinct",)
        if self.stock:
            return ("stock",)
        return ("total",) if often == "ytd" else ("flow",)


def source_fault_codes(
    source: FigureSource, measure: str, nature: str, often: str, *, includes: bool, made: bool
) -> Iterator[str]:
    """Yield codes of mismatches between a figure and an indicator."""
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
    """List the periods that ended more than ``days`` days ago and are not counted yet, oldest first.

    Args:
        since: the earliest first day; done: the last day of the last counted period.
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
    """List the days up to the period's end for which comparable values were reported.

    Each period of a flow covers other rows; a stock or a year-to-date value covers the same rows again and again.
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
    """Return the value of each unit and part; 0 for units that owe it and have nothing.

    Args:
        values: the counted values by unit and part (0: the whole).
        owing: the units that owe the whole to a form.
        hides: units and parts of protected records that are only reported as below the threshold.
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
    """Convert a count, or a sum of values with four decimals, to a decimal number."""
    scaled = value * 10_000
    assert scaled.denominator == 1, value
    return Decimal(scaled.numerator).scaleb(-4)


def split_figure_code(code: str) -> tuple[str, str]:
    """Split a code like ``activities.events`` into kind and figure."""
    kind, _dot, figure = code.partition(".")
    return kind, figure


def by_part(codes: Mapping[str | None, str], parts: Mapping[tuple[str, str], int], axis: str) -> dict[str, int]:
    """Map the codes of a field to parts of an indicator by their labels; the field's label is the axis."""
    return {str(code): parts[axis, word] for code, word in codes.items() if code and (axis, word) in parts}
