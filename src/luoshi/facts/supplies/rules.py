"""Parses the rows of a source. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.dates.errors import DateError
from luoshi.dates.period_names import period_named
from luoshi.dates.periods import Period, to_date
from luoshi.facts.base.rules.cells import CellValue, parse_cell
from luoshi.figures.written_units import Own


class RowError(ValueError):
    """The fault of a row: ``period``, ``future``, ``often``, ``empty``, or a code of ``parse_cell``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SuppliedValue:
    """A value for a period."""

    span: Period
    cell: CellValue


def parse_supply_row(period: str, value: str, *, told: str, measure: str, day: date) -> SuppliedValue:
    """Parse a row.

    Args:
        told: the indicator's kind of period, which the row's period must have. A day stands for its moment, a month for
            the year to its end.
        day: the day of reporting: values of a period that has not begun are refused.
        measure: the unit of a bare number; others state their own (1.2万).

    Raises:
        RowError: the fault.
    """
    try:
        span = period_named(period)
    except DateError:
        raise RowError("period") from None
    if told == "moment" and span.kind == "day":
        span = Period("moment", span.last, span.last)
    if told == "ytd" and span.kind in ("month", "year"):
        span = to_date(span.last)
    if span.kind != told:
        raise RowError("often")
    if span.first > day:
        raise RowError("future")
    try:
        cell = parse_cell(value, Own(measure))
    except ValueError as error:
        raise RowError(str(error)) from None
    if cell is None:
        raise RowError("empty")
    return SuppliedValue(span, cell)
