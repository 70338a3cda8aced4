"""Roll-ups of indicators that some units report by period in forms and others year-to-date in progress reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from luoshi.dates.period_codes import encode_period
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.rollup.queries.expected_facts import approved_fact_filter
from luoshi.facts.rollup.queries.sums import Twins, counting_fact_filter, descendants_by_unit, with_twins
from luoshi.facts.rollup.rules.pieces import Pieces
from luoshi.facts.rollup.rules.tree_aggregation import FactSum, Rolled, aggregate_over_time, combine_rollups


class Mix(NamedTuple):
    """An indicator in a subtree that is reported in both ways."""

    unit: int
    indicator: int
    nature: str
    by_form: Pieces
    to_date: Pieces
    owed: int | None


@dataclass
class _UnitPeriodValues:
    """The values of one unit for an indicator, by period."""

    values: dict[int, Fraction | None] = field(default_factory=dict)
    approved: set[int] = field(default_factory=set)

    def all_of(self, made_of: Pieces) -> bool:
        return all(encode_period(span) in self.values for span in made_of.every)


def roll_up_mixed_periods(asked: Sequence[Mix], day: date, seal: int | None, twins: Twins = ()) -> list[Rolled]:
    """Roll up each of them, in order, counting every unit once. Three queries, or none.

    A unit counts by its periods if it reported all of them, or nothing to date; else by its year-to-date value.
    """
    if not asked:
        return []
    told = _told(asked, descendants_by_unit({mix.unit for mix in asked}, day), seal, twins)
    found = []
    for mix in asked:
        by_form: list[_UnitPeriodValues] = []
        to_date: list[_UnitPeriodValues] = []
        for unit in told.get((mix.unit, mix.indicator), {}).values():
            whole = unit.all_of(mix.by_form) or not unit.all_of(mix.to_date)
            (by_form if whole else to_date).append(unit)
        first = _sum(mix.nature, mix.by_form, by_form)
        found.append(combine_rollups(mix.nature, first, _sum(mix.nature, mix.to_date, to_date), mix.owed))
    return found


def _sum(nature: str, made_of: Pieces, units: Collection[_UnitPeriodValues]) -> Rolled:
    sums = [_over(units, encode_period(span)) for span in made_of.spans]
    less = _over(units, encode_period(made_of.less)) if made_of.less else None
    return aggregate_over_time(nature, sums, less, None)


def _over(units: Iterable[_UnitPeriodValues], period: int) -> FactSum:
    some = [(unit.values[period], period in unit.approved) for unit in units if period in unit.values]
    values = [value for value, _accepted in some if value is not None]
    return FactSum(
        sum(values, Fraction(0)),
        max(values, default=None),
        told=len(some),
        valued=len(values),
        yes=sum(bool(value) for value in values),
        approved=sum(accepted for _value, accepted in some),
    )


def _told(
    asked: Sequence[Mix], tops: Mapping[int, Collection[int]], seal: int | None, twins: Twins
) -> dict[tuple[int, int], dict[int, _UnitPeriodValues]]:
    codes = {encode_period(span) for mix in asked for made_of in (mix.by_form, mix.to_date) for span in made_of.every}
    rows = Fact.objects.filter(
        counting_fact_filter(seal),
        indicator__in={mix.indicator for mix in asked},
        period__in=codes,
        breakdown=TOTAL,
        unit__in=tops,
    )
    rows = with_twins(rows, twins, seal)
    wanted = {(mix.unit, mix.indicator) for mix in asked}
    found: dict[tuple[int, int], dict[int, _UnitPeriodValues]] = defaultdict(lambda: defaultdict(_UnitPeriodValues))
    accepted = set(rows.filter(approved_fact_filter()).values_list("pk", flat=True))
    for pk, indicator, unit, period, value in rows.values_list("pk", "indicator", "unit", "period", "value"):
        for top in tops[unit]:
            if (top, indicator) in wanted:
                told = found[top, indicator][unit]
                told.values[period] = None if value is None else Fraction(value)
                if pk in accepted:
                    told.approved.add(period)
    return found
