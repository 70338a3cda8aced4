"""Finds values that look doubtful beside the same units' earlier values."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.rules.cells import CellValue, cell_amount
from luoshi.facts.base.rules.doubts import Doubt, doubt_of, periods_before, rest_of_parts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.figures.units import SHARES

COLUMNS = ("indicator", "unit", "period", "breakdown", "value", "state")
ADDS_UP = ("", "amount")  # aspects of local indicators whose year-to-date values grow month by month


def doubts_of(told: Collection[FactValue]) -> dict[FactKey, Doubt]:
    """Return the doubts about these values, reported or about to be, by key. Two queries; none if there is no value.

    An indicator that no office defined is treated as an amount that adds up over the year, or as a share.
    """
    values = {value.key: value.value for value in told if value.value is not None}
    if not values:
        return {}
    natures = _natures({key.indicator for key in values})
    spans = {period: decode_period(period) for period in {key.period for key in values}}
    known = _known(values, spans)
    found = {}
    for key, value in values.items():

        def before(span: Period, key: FactKey = key) -> Decimal | None:
            return known.get(key._replace(period=encode_period(span)))

        doubt = doubt_of(spans[key.period], value, before, natures.get(key.indicator, ""))
        if doubt is not None:
            found[key] = doubt
    return found


def _natures(indicators: Collection[int]) -> dict[int, str]:
    rows = Indicator.objects.filter(pk__in=indicators)
    return {
        pk: nature or ("total" if aspect in ADDS_UP and unit not in SHARES else "rate")
        for pk, nature, aspect, unit in rows.values_list("pk", "definition__nature", "aspect", "unit")
    }


def _known(values: Collection[FactKey], spans: dict[int, Period]) -> dict[FactKey, Decimal | None]:
    codes = {encode_period(each) for span in spans.values() for each in periods_before(span)}
    rows = Fact.objects.filter(
        indicator__in={key.indicator for key in values},
        unit__in={key.unit for key in values},
        period__in=codes,
        ended=None,
    )
    return {
        FactKey(indicator, unit, period, part): cell_amount(CellValue(value, state))
        for indicator, unit, period, part, value, state in rows.values_list(*COLUMNS)
    }


def rests_of(keys: Collection[FactKey]) -> dict[FactKey, list[Doubt]]:
    """Return doubts for the wholes that differ from the sum of their parts along an axis, unreported parts included.

    Three queries, one if no indicator has parts.

    Parts that may overlap are not added up.
    """
    of = dict(Definition.objects.filter(indicator__in={key.indicator for key in keys}).values_list("pk", "indicator"))
    axes: dict[int, dict[str, list[tuple[int, str]]]] = {}
    for part in Breakdown.objects.filter(record__in=of, within=False).order_by("place", "pk") if of else ():
        axes.setdefault(of[part.record_id] or 0, {}).setdefault(part.axis, []).append((part.pk, part.name))
    wholes = {key._replace(breakdown=TOTAL) for key in keys if key.indicator in axes}
    if not wholes:
        return {}
    facts = Fact.objects.filter(
        indicator__in={key.indicator for key in wholes},
        unit__in={key.unit for key in wholes},
        period__in={key.period for key in wholes},
        ended=None,
    )
    known = {FactKey(*row[:4]): cell_amount(CellValue(*row[4:])) for row in facts.values_list(*COLUMNS)}
    found: dict[FactKey, list[Doubt]] = {}
    for key in wholes:
        for parts in axes[key.indicator].values():
            told = [(name, known.get(key._replace(breakdown=pk))) for pk, name in parts]
            if (doubt := rest_of_parts(known.get(key), told)) is not None:
                found.setdefault(key, []).append(doubt)
    return found
