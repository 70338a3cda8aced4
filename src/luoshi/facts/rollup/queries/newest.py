"""The newest year-to-date values of targets, from progress reports, forms or other sources."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.dates.periods import MONTHS, Period, PeriodKind, period_of_months
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.target import Target
from luoshi.facts.indicators.models import Definition
from luoshi.facts.rollup.rules.pieces import subperiods_within
from luoshi.facts.rollup.rules.year_to_date import PeriodValue, ToDate, to_date_of
from luoshi.figures.rounding import round_to_places
from luoshi.figures.units import in_unit

COLUMNS = ("indicator_id", "breakdown", "unit_id", "period", "value", "state", "entry_id", "told_id")
DIGITS = 4
SHORTER: tuple[PeriodKind, ...] = ("decade", "day")  # than a month
Found = dict[tuple[int, int, int], list[PeriodValue]]  # by indicator, part and unit


def newest_values_to_date(targets: Sequence[Target], units: Mapping[int, int]) -> dict[int, ToDate]:
    """Return the newest year-to-date value of each target, by its id and in its unit, reported by its record's unit.

    Two queries; a third where an indicator is reported by month, quarter or any period other than year-to-date.

    Args:
        units: the unit of each target's record, by the record's id.
    """
    if not targets:
        return {}
    defined = list(_defined({target.indicator_id for target in targets}))
    natures = {pk: (nature, told) for pk, nature, told, _unit in defined}
    kept_in = {pk: unit for pk, _nature, _told, unit in defined}
    there: Found = {}
    told_to_date = _told_to_date(targets, set(units.values()))
    shorter = [target for target in targets if natures.get(target.indicator_id, ("", "ytd"))[1] not in ("", "ytd")]
    for indicator, part, unit, code, value, state, entry, told in (*told_to_date, *_shorter(shorter, units, natures)):
        piece = PeriodValue(decode_period(code), value, told or entry, state)
        there.setdefault((indicator, part, unit), []).append(piece)
    found = {}
    for target in targets:
        pieces = there.get((target.indicator_id, target.breakdown, units[target.record_id]), ())
        ends = to_date_of(natures.get(target.indicator_id, ("", ""))[0], pieces)
        if mine := [each for each in ends if target.first <= each.period <= target.last]:
            last = mine[-1]
            value = shown_in(last.value, kept_in.get(target.indicator_id, target.unit), target.unit)
            found[target.pk] = last._replace(value=value)
    return found


def shown_in(value: Decimal, kept_in: str, unit: str) -> Decimal:
    """Convert a value to the unit of its target, rounded to four decimals."""
    return value if unit == kept_in else round_to_places(in_unit(value, kept_in, unit), DIGITS).normalize()


def _defined(indicators: Collection[int]) -> Iterable[tuple[int, str, str, str]]:
    if len(indicators) == 1:  # the usual case in reporting steps
        (indicator,) = indicators
        return _DEFINED.rows(indicator=indicator)
    return _definitions().filter(indicator__in=indicators)


def _definitions() -> QuerySet[Any, Any]:
    return Definition._base_manager.values_list("indicator", "nature", "period", "measure")


_DEFINED = SqlStatement(lambda: _definitions().filter(indicator=ValueSlot.number("indicator")))


def _told_to_date(targets: Sequence[Target], units: Collection[int]) -> Iterable[Any]:
    if len(targets) == 1 and len(units) == 1:
        (target,), (unit,) = targets, units
        given = {"indicator": target.indicator_id, "unit": unit, "first": target.first, "last": target.last}
        rows: list[tuple[Any, ...]] = _OF_ONE.rows(**given)
        return rows
    found = Fact.objects.filter(
        indicator__in={target.indicator_id for target in targets},
        unit__in=units,
        period__gte=min(target.first for target in targets),
        period__lte=max(target.last for target in targets),
    )
    return _columns(found)


def _columns(rows: QuerySet[Fact]) -> QuerySet[Fact, tuple[Any, ...]]:
    return rows.filter(ended=None).order_by("period").values_list(*COLUMNS)


_OF_ONE = SqlStatement(
    lambda: _columns(
        Fact.objects.filter(
            indicator=ValueSlot.number("indicator"),
            unit=ValueSlot.number("unit"),
            period__gte=ValueSlot.number("first"),
            period__lte=ValueSlot.number("last"),
        )
    )
)


def _shorter(
    targets: Sequence[Target], units: Mapping[int, int], natures: Mapping[int, tuple[str, str]]
) -> Iterable[Any]:
    """Query facts of months and other periods in the years of these targets."""
    if not targets:
        return ()
    first, last = min(target.first for target in targets), max(target.last for target in targets)
    kinds = {natures[target.indicator_id][1] for target in targets}
    return _columns(
        Fact.objects.filter(
            indicator__in={target.indicator_id for target in targets},
            unit__in={units[target.record_id] for target in targets},
            period__in=[
                encode_period(period)
                for period in _periods(kinds, decode_period(first).last.year, decode_period(last).last.year)
            ],
        )
    )


def _periods(kinds: Collection[str], first: int, last: int) -> Iterable[Period]:
    """Yield all periods in these years for which forms may store values of these kinds."""
    for year in range(first, last + 1):
        whole = period_of_months("year", year, 1)
        for kind in (
            *MONTHS,
            *(short_kind for short_kind in SHORTER if short_kind in kinds),
        ):  # a form may be owed less often
            yield from subperiods_within(kind, whole)
        if "moment" in kinds:
            yield from (Period("moment", month.last, month.last) for month in subperiods_within("month", whole))
