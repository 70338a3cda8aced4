"""Roll-ups of indicators over units and a period: value, and how many values were reported, owed and approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from luoshi.base.database.kept_answers import keep_answer
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.base.rules.aggregation import SummedPart, sum_over_units
from luoshi.facts.base.rules.formulas import sort_formula_codes
from luoshi.facts.base.rules.natures import NATURES, shown_in
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.rollup.queries.expected_facts import owed_values
from luoshi.facts.rollup.queries.mixed_periods import Mix, roll_up_mixed_periods
from luoshi.facts.rollup.queries.sums import (
    SumKey,
    Twins,
    counting_fact_filter,
    descendants_by_unit,
    sum_facts_by_unit,
    with_twins,
    without_twins,
)
from luoshi.facts.rollup.rules import tree_aggregation
from luoshi.facts.rollup.rules.pieces import Pieces, split_value_periods, to_its_end
from luoshi.facts.rollup.rules.tree_aggregation import FactSum, Rolled
from luoshi.kernel.kinds.language.formulas import Formula, parse_formula
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.models import ALWAYS, Placement


@dataclass(frozen=True)
class RollupInputs:
    """The indicators of a roll-up with all their inputs.

    Attributes:
        every: all of them, by code or, without one, by the number of their record.
        made: the formulas by code, each after its inputs.
    """

    every: Mapping[str, Definition]
    made: Mapping[str, Formula]

    @property
    def units(self) -> dict[str, str]:
        """The unit of measure of each result, by code."""
        return {code: shown_in(definition.nature, definition.measure) for code, definition in self.every.items()}

    @property
    def plain(self) -> dict[str, Definition]:
        """The indicators without a formula, whose values are reported."""
        return {code: definition for code, definition in self.every.items() if code not in self.made}


def resolve_rollup_inputs(definitions: Iterable[Definition]) -> RollupInputs:
    """Resolve these indicators with all their inputs.

    One query for each level of nested formulas, once in a request that only reads.
    """
    every = {indicator_formula_code(definition): definition for definition in definitions}
    made: dict[str, Formula] = {}
    new = dict(every)
    while new:
        read = {code: parse_formula(definition.formula) for code, definition in new.items() if definition.formula}
        made |= read
        names = {name for formula in read.values() for name in formula.names} - every.keys()
        new = dict(keep_answer((resolve_rollup_inputs, frozenset(names)), partial(_ask_for_inputs, names)))
        every |= new
    return RollupInputs(every, {code: made[code] for code in sort_formula_codes(made)})


def _ask_for_inputs(codes: Collection[str]) -> dict[str, Definition]:
    rows = Definition.objects.filter(code__in=codes, state__in=THERE, erased=None) if codes else ()
    return {row.code: row for row in rows}


def indicator_formula_code(one: Definition) -> str:
    """Return the indicator's key in formulas: its code, or without one its record number, which no formula uses."""
    return one.code or one.number


TOLD = ("indicator", "unit", "period", "value")
Found = dict[int, dict[str, Rolled]]  # by unit including its subtree, and by code


def roll_up_units(
    of: RollupInputs,
    units: Collection[int],
    span: Period,
    day: date | None = None,
    *,
    seal: int | None = None,
    twin: Period | None = None,
) -> Found:
    """Roll up indicators for a period, by unit including its subtree and by code.

    Args:
        day: the day of the tree; None: the last of the period.
        seal: as known up to this seal; None: now. Approvals are always the present ones.
        twin: a period to compare with: only units that reported both count, and nothing is owed.

    Three queries; some more for weighted means, for figures that include the subtree, and where some units report by
    forms and others by progress reports.
    """
    twins = twins_of(of, span, twin) if twin else ()
    return rolled_over(of, units, [span], day or span.last, seal=seal, twins=twins)[span]


def twins_of(of: RollupInputs, span: Period, twin: Period) -> Twins:
    """Map the periods that a unit must also have reported for its values of two periods to be comparable.

    For each piece that is the other period's piece; for a difference of two totals, all four totals.
    """
    ways: list[dict[int, int]] = [{}, {}, {}]
    for definition in of.plain.values():
        now, then = (
            split_value_periods(definition.nature, definition.period, span),
            split_value_periods(definition.nature, definition.period, twin),
        )
        pairs = [(now, then), (to_its_end(definition.nature, span), to_its_end(definition.nature, twin))]
        for here, there in pairs:
            if here is None or there is None:
                continue
            for piece, other in zip(here.spans, there.spans, strict=False):
                ways[0][encode_period(piece)] = encode_period(other)
                if here.less and there.less:
                    ways[0][encode_period(here.less)] = encode_period(there.less)
                    ways[1] |= {
                        encode_period(piece): encode_period(here.less),
                        encode_period(here.less): encode_period(piece),
                    }
                    ways[2] |= {
                        encode_period(piece): encode_period(there.less),
                        encode_period(here.less): encode_period(other),
                    }
    return [way for way in ways if way]


def told_apart(of: RollupInputs, units: Collection[int], span: Period, twin: Period, days: tuple[date, date]) -> bool:
    """Whether a unit below these reported only one of two periods, so that the roll-ups cover different units.

    Args:
        days: the days of the tree for the two periods.
    Two queries.
    """
    keys = [_key(definition) for definition in of.plain.values()]
    for period, other, day in ((span, twin, days[0]), (twin, span, days[1])):
        twins = twins_of(of, period, other)
        codes = {code for way in twins for code in way}
        rows = Fact.objects.filter(counting_fact_filter(None), indicator__in=keys, period__in=codes, breakdown=TOTAL)
        rows = rows.filter(unit__in=descendant_unit_ids(units, day))
        if without_twins(rows, twins).exists():
            return True
    return False


def rolled_over(
    of: RollupInputs,
    units: Collection[int],
    spans: Sequence[Period],
    day: date,
    *,
    seal: int | None = None,
    twins: Twins = (),
) -> dict[Period, Found]:
    """Roll up several periods by the tree of one day, in as many queries as one period."""
    plain = of.plain
    made_of = {
        span: {
            code: split_value_periods(definition.nature, definition.period, span) for code, definition in plain.items()
        }
        for span in spans
    }
    # Progress reports are year-to-date: they are used for units that reported in no other way.
    told = {span: {code: to_its_end(definition.nature, span) for code, definition in plain.items()} for span in spans}
    every = [pieces for some in made_of.values() for pieces in some.values()]
    every += [pieces for by_code in told.values() for pieces in by_code.values() if pieces is not None]
    codes = {encode_period(each) for pieces in every for each in pieces.every}
    keys = [_key(definition) for definition in plain.values()]
    including = [_key(definition) for definition in plain.values() if definition.includes]
    found = sum_facts_by_unit(keys, codes, units, day, including=including, seal=seal, twins=twins)
    owing = {} if twins else _owing(plain, made_of, units, day)
    result: dict[Period, Found] = {}
    ways: list[tuple[Period, str, Mix]] = []
    for span, some in made_of.items():
        weighted = _weighted(plain, some, units, day, seal, twins)
        result[span] = {}
        for unit in units:
            known: dict[str, Rolled] = {}
            for code, definition in plain.items():
                owed = sum(owing.get((unit, code, encode_period(each)), 0) for each in some[code].spans)
                known[code] = _one(definition, some[code], unit, found, owed or None)
                if (to_date := told[span][code]) is not None and to_date != some[code]:
                    reported = _one(definition, to_date, unit, found, owed or None)
                    if not known[code].told:
                        known[code] = reported
                    elif reported.told and tree_aggregation.adds_up(definition.nature) and not definition.includes:
                        ways.append(
                            (
                                span,
                                code,
                                Mix(unit, _key(definition), definition.nature, some[code], to_date, owed or None),
                            )
                        )
                if (unit, code) in weighted:
                    known[code] = replace(known[code], value=weighted[unit, code], lacks=())
            result[span][unit] = known
    for (span, code, way), together in zip(
        ways, roll_up_mixed_periods([way for *_of, way in ways], day, seal, twins), strict=True
    ):
        result[span][way.unit][code] = together
    in_units = of.units
    for known in (known for by_unit in result.values() for known in by_unit.values()):
        for code, made in of.made.items():
            known[code] = tree_aggregation.roll_up_formula(made, in_units[code], known, in_units)
    return result


def _key(one: Definition) -> int:
    return one.indicator_id or 0


def _one(one: Definition, made_of: Pieces, unit: int, found: Mapping[SumKey, FactSum], owed: int | None) -> Rolled:
    there = [found.get(SumKey(unit, _key(one), encode_period(each)), FactSum()) for each in made_of.spans]
    less = found.get(SumKey(unit, _key(one), encode_period(made_of.less)), FactSum()) if made_of.less else None
    return tree_aggregation.aggregate_over_time(one.nature, there, less, owed)


def _owing(
    plain: Mapping[str, Definition],
    made_of: Mapping[Period, Mapping[str, Pieces]],
    units: Collection[int],
    day: date,
) -> dict[tuple[int, str, int], int]:
    """Count the values owed to forms, by unit, code and period."""
    by_key = {
        (_key(definition), encode_period(span)): code
        for some in made_of.values()
        for code, definition in plain.items()
        for span in some[code].spans
    }
    owes = owed_values({key for key, _period in by_key}, {period for _key_, period in by_key})
    if not owes:
        return {}
    tops = descendants_by_unit(units, day)
    found: dict[tuple[int, str, int], int] = defaultdict(int)
    for owed_value in owes:
        if (code := by_key.get((owed_value.indicator, owed_value.period))) is not None:
            for unit in tops.get(owed_value.unit, ()):
                found[unit, code, owed_value.period] += 1
    return found


def _weighted(
    plain: Mapping[str, Definition],
    made_of: Mapping[str, Pieces],
    units: Collection[int],
    day: date,
    seal: int | None,
    twins: Twins,
) -> dict[tuple[int, str], Fraction | None]:
    """Compute weighted means, from units that reported both value and weight for the period."""
    some = {
        code: definition
        for code, definition in plain.items()
        if NATURES[definition.nature].units == "weighted" and definition.weight_id
    }
    if not some:
        return {}
    pks = frozenset(definition.weight_id or 0 for definition in some.values())
    weights = keep_answer((_weighted, pks), lambda: _ask_for_weights(pks))
    tops = descendants_by_unit(units, day)
    told = _told(
        {_key(definition) for definition in some.values()} | {pk for pk in weights.values() if pk},
        made_of,
        some,
        tops,
        seal,
        twins,
    )
    found: dict[tuple[int, str], Fraction | None] = {}
    for code, definition in some.items():
        (span, *_more) = made_of[code].spans
        weight = weights.get(definition.weight_id or 0) or 0
        for unit in units:
            parts = [
                SummedPart(value, told.get((weight, teller, period)))
                for (indicator, teller, period), value in told.items()
                if (indicator, period) == (_key(definition), encode_period(span)) and unit in tops.get(teller, ())
            ]
            if parts:
                found[unit, code] = sum_over_units("weighted", parts).value
    return found


def _ask_for_weights(definitions: Collection[int]) -> dict[int, int | None]:
    return dict(Definition.objects.filter(pk__in=definitions).values_list("pk", "indicator"))


def _told(
    indicators: Collection[int],
    made_of: Mapping[str, Pieces],
    some: Mapping[str, Definition],
    tops: Mapping[int, Collection[int]],
    seal: int | None,
    twins: Twins,
) -> dict[tuple[int, int, int], Any]:
    codes = {encode_period(span) for code in some for span in made_of[code].spans}
    rows = Fact.objects.filter(
        counting_fact_filter(seal), indicator__in=indicators, period__in=codes, breakdown=TOTAL, value__isnull=False
    )
    return {
        (indicator, unit, period): value
        for indicator, unit, period, value in with_twins(rows, twins, seal).values_list(*TOLD)
        if unit in tops
    }


def ends_told(indicators: Sequence[int]) -> list[tuple[int, int]]:
    """List the codes of the first and last reported period of each indicator that has facts. One query."""
    return list(first_and_last_periods(indicators).values())


def first_and_last_periods(indicators: Collection[int]) -> dict[int, tuple[int, int]]:
    """Map each indicator that has facts to the codes of its first and last reported period.

    One query that reads both ends of the index, whatever the number of facts; once in a request that only reads.
    """
    asked = frozenset(indicators)
    return dict(keep_answer((first_and_last_periods, asked), lambda: _ask_for_ends(asked)))


def _ask_for_ends(indicators: Collection[int]) -> dict[int, tuple[int, int]]:
    there = Fact.objects.filter(indicator=OuterRef("pk"), ended=None)
    rows = Indicator.objects.filter(pk__in=indicators).annotate(
        low=Subquery(there.order_by("period").values("period")[:1]),
        high=Subquery(there.order_by("-period").values("period")[:1]),
    )
    return {pk: (low, high) for pk, low, high in rows.values_list("pk", "low", "high") if low is not None}


def is_tree_unchanged(unit: int, first: date, last: date) -> bool:
    """Whether the tree below a unit did not change between two days. One query, once in a request that only reads."""
    moves = Q(start__gt=first, start__lte=last) | Q(until__gt=first, until__lte=last)
    moved = Placement.objects.filter(moves, ancestor=unit, known_to=ALWAYS)
    return not keep_answer((is_tree_unchanged, unit, first, last), moved.exists)
