"""Which lines of a form are doubted, beside what the unit told before, what all told, and one another. Pure."""

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
    from luoshi.parts.returns.rules import EarlierValues, FormLine

PERSONS, ATTENDANCES = "人", "人次"


def find_history_doubt(
    one: FormLine, unit: int, span: Period, value: Decimal | None, known: EarlierValues
) -> Doubt | None:
    """Why a value of a line is doubted beside what the unit told before.

    Args:
        span: under which the line is kept.
    """

    def told(each: Period) -> Decimal | None:
        return cell_amount(known.facts.get(FactKey(one.indicator, unit, encode_period(each), one.part)))

    return doubt_of(span, value, told, one.nature)


def find_share_doubt(
    one: FormLine, unit: int, spans: tuple[Period, Period], value: Decimal | None, known: EarlierValues
) -> Doubt | None:
    """Why a value of a line is doubted by its share of what all who owe the form told.

    Args:
        spans: under which the line is kept, of the period before and of this one.
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
    """The lines that tell fewer attendances than another tells persons of the same matter."""
    persons = [line for line in asked if line.own.base == PERSONS]
    for line in (each for each in asked if each.own.base == ATTENDANCES):
        for other in (each for each in persons if same_matter(line.name, each.name)):
            doubt = fewer_than_persons(value(line), value(other), other.name)
            if doubt is not None:
                yield line, doubt
