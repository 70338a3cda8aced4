"""Doubts about lines of a form: beside earlier values, other units' values, and each other. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period
from luoshi.facts.base.rules.cells import cell_amount
from luoshi.facts.base.rules.doubts import Doubt, doubt_of, fewer_than_persons, same_matter, share_of_all
from luoshi.facts.fact_store.rules import FactKey

if TYPE_CHECKING:
    from luoshi.facts.returns.rules import EarlierValues, FormLine

PERSONS, ATTENDANCES = "人", "人次"


def find_history_doubt(
    one: FormLine, unit: int, span: Period, value: Decimal | None, known: EarlierValues
) -> Doubt | None:
    """Return why a line's value is doubted beside the unit's earlier values; None if it is not.

    Args:
        span: the period under which the line is stored.
    """

    def told(each: Period) -> Decimal | None:
        return cell_amount(known.facts.get(FactKey(one.indicator, unit, encode_period(each), one.part)))

    return doubt_of(span, value, told, one.nature)


def find_share_doubt(
    one: FormLine, unit: int, spans: tuple[Period, Period], value: Decimal | None, known: EarlierValues
) -> Doubt | None:
    """Return why a line's value is doubted by its share of all units' total; None if it is not.

    Args:
        spans: the periods under which the line is stored: the one before and this one.
    """
    nothing = Fraction(0), 0
    (then, _count), (others, count) = (
        known.shares.get((one.indicator, one.part, encode_period(span)), nothing) for span in spans
    )
    was = cell_amount(known.facts.get(FactKey(one.indicator, unit, encode_period(spans[0]), one.part)))
    share = Fraction(was) / (Fraction(was) + then) if was and was > 0 and then > 0 else None
    return share_of_all(value, others, count, share)


def find_attendance_doubts(
    asked: Sequence[FormLine], value: Callable[[FormLine], Decimal | None]
) -> Iterator[tuple[FormLine, Doubt]]:
    """Yield lines with fewer attendances than persons in the same matter."""
    persons = [line for line in asked if line.own.base == PERSONS]
    for line in (each for each in asked if each.own.base == ATTENDANCES):
        for other in (each for each in persons if same_matter(line.name, each.name)):
            doubt = fewer_than_persons(value(line), value(other), other.name)
            if doubt is not None:
                yield line, doubt
