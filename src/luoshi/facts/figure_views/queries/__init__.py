"""Queries for figure pages: roll-ups with a year before, parts, trends, and targets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period, encode_period
from luoshi.dates.periods import Period, period_containing
from luoshi.evidence.journal.models import Seal
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.target import Target
from luoshi.facts.base.rules.aggregation import average_stock
from luoshi.facts.base.rules.natures import NATURES
from luoshi.facts.figure_views.queries import sources
from luoshi.facts.indicators.models import Band, Breakdown, Definition, Version
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.indicators.rules import broken_between
from luoshi.facts.rollup.queries.newest import newest_values_to_date as newest_of
from luoshi.facts.rollup.queries.rollups import (
    Found,
    RollupInputs,
    ends_told,
    indicator_formula_code,
    is_tree_unchanged,
    resolve_rollup_inputs,
    roll_up_units,
    rolled_over,
    told_apart,
    twins_of,
)
from luoshi.facts.rollup.queries.sums import SumKey, sum_facts_by_unit
from luoshi.facts.rollup.rules.pieces import last_of, periods_between, split_value_periods
from luoshi.facts.rollup.rules.published import Border, PublishedComparison, band_of, compare_published_rate
from luoshi.facts.rollup.rules.tree_aggregation import FactSum, Rolled
from luoshi.facts.rollup.rules.tree_aggregation import aggregate_over_time as over_time
from luoshi.figures.bases import value_before_growth
from luoshi.figures.ranks import rank_values
from luoshi.figures.shares import growth_percent
from luoshi.figures.units import in_unit
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds
from luoshi.kernel.rights.queries.access import readable_kinds
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.models import Unit, own_order
from luoshi.org.tree.queries import placements_on

TREND = 12  # periods
LARGER: tuple[str, ...] = ("month", "quarter", "half", "year")
MOST = 60  # periods offered; targets shown


def child_units_on(unit: Unit, day: date) -> QuerySet[Unit]:
    """Select the child units of a unit on a day, in their own order."""
    return Unit.objects.filter(pk__in=placements_on(day).filter(ancestor=unit, depth=1).values("unit")).order_by(
        *own_order()
    )


def periods_with_facts(definitions: Iterable[Definition]) -> list[Period]:
    """List the newest periods between the first and the last fact of each of these indicators.

    For computed indicators those of their inputs count. About two queries, whatever the number of facts.
    """
    indicators = [
        definition.indicator_id
        for definition in resolve_rollup_inputs(definitions).every.values()
        if definition.indicator_id
    ]
    ends = {(decode_period(low), decode_period(high)) for low, high in ends_told(indicators)}
    return [span for low, high in ends for span in periods_between(low, high, MOST)]


def selectable_periods(spans: Iterable[Period]) -> list[Period]:
    """List the periods that can be shown, newest first: those with facts, and the longer ones that contain them."""
    found: set[Period] = set()
    for span in spans:
        if span.kind == "years":
            found.add(span)
            continue
        if span.kind not in ("ytd", "moment", "day"):
            found.add(span)
        longer = LARGER[LARGER.index(span.kind) :] if span.kind in LARGER else LARGER
        found |= {period_containing(kind, span.last) for kind in longer}  # type: ignore[arg-type]
    return sorted(found, key=lambda one: (one.last, one.first), reverse=True)[:MOST]


def default_period(spans: Sequence[Period], offered: Sequence[Period], day: date) -> Period:
    """Return the default period: the newest completed one of the most common kind."""
    kinds = [span.kind if span.kind in LARGER else "month" for span in spans]
    often = max(LARGER, key=lambda one: (kinds.count(one), -LARGER.index(one)))  # type: ignore[arg-type]
    there = [span for span in offered if span.kind == often]
    over = [span for span in there if span.last < day]
    return next(iter(over or there or offered), period_containing("month", day))


def indicators_by_code() -> list[Definition]:
    """List all indicators by code. One query."""
    rows = Definition.objects.filter(state__in=THERE, erased=None, indicator__isnull=False)
    return list(rows.select_related("outcome").order_by("code", "title", "pk"))


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator for a unit with its subtree: now and a year before.

    Attributes:
        grown: the change in per cent, of rates in points, over units that reported both; None: no base, or the meaning
            changed.
        alike: the present and the former value over units that reported both; None: all did.
        broken: the day from which on it is not comparable with a year before.
        names: the names of its inputs, by code.
        band: the name of the value's band; "": it lies in none; None: the indicator has no bands.
    """

    of: Definition
    now: Rolled
    before: Rolled
    grown: Fraction | None = None
    broken: date | None = None
    band: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[Rolled, Rolled] | None = None

    @property
    def counterpart_count(self) -> int | None:
        """The number of figures that have a counterpart a year before; None if all have."""
        if self.alike is None or not (self.now.told and self.before.told):
            return None
        now, before = self.alike
        return None if (now.told, before.told) == (self.now.told, self.before.told) else now.told

    @property
    def points(self) -> bool:
        """Whether the change is in points (百分点)."""
        return NATURES[self.of.nature].units in ("ratio", "share") and self.of.measure in ("%", "‰", "百分点", "")


def of_units(definitions: Sequence[Definition], units: Sequence[Unit], span: Period) -> dict[int, list[IndicatorLine]]:
    """Compute indicators by unit. Eleven queries, 17 if different units reported a year before, for any number.

    Once in a request that only reads: the tiles of a board, or a page and its ranks, may ask for the same.
    """
    asked = (of_units, tuple(each.pk for each in definitions), tuple(unit.pk for unit in units), span)
    return dict(keep_answer(asked, lambda: _ask_for_lines(definitions, units, span)))


def _ask_for_lines(
    definitions: Sequence[Definition], units: Sequence[Unit], span: Period
) -> dict[int, list[IndicatorLine]]:
    of, keys = resolve_rollup_inputs(definitions), [unit.pk for unit in units]
    now = roll_up_units(of, keys, span)
    a_year_before = _a_year_before(of, keys, span)
    told_then = any(found.told for some in a_year_before.values() for found in some.values())
    alike = _alike(of, keys, span) if told_then else None
    pks, none = frozenset(definition.pk for definition in definitions), dict[str, Rolled]()
    breaks, bands = keep_answer((_ask_for_lines, pks), lambda: (_breaks(pks), _bands(pks)))
    names = {code: definition.title for code, definition in of.every.items()}

    def line(one: Definition, unit: int) -> IndicatorLine:
        base = a_year_before.get(unit, none)
        found = _line(one, span, now[unit], base, breaks=breaks, bands=bands.get(one.pk), names=names)
        return _grown(
            found, alike and (alike[0][unit][indicator_formula_code(one)], alike[1][unit][indicator_formula_code(one)])
        )

    return {unit: [line(definition, unit) for definition in definitions] for unit in keys}


def _a_year_before(of: RollupInputs, units: Sequence[int], span: Period) -> Found:
    return {} if span.kind == "years" else roll_up_units(of, units, span.a_year_before())


def _alike(
    of: RollupInputs, units: Sequence[int], span: Period, then: date | None = None
) -> tuple[Found, Found] | None:
    """Roll up now and a year before over units that reported both; None if the same units reported both.

    Args:
        then: the day of the tree of a year before; None: the last day of that period.
    """
    base = span.a_year_before()
    day = then or base.last
    if not told_apart(of, units, span, base, (span.last, day)):
        return None
    return roll_up_units(of, units, span, twin=base), roll_up_units(of, units, base, day, twin=span)


def _breaks(definitions: Collection[int]) -> dict[int, list[date]]:
    rows = Version.objects.filter(record__in=definitions, breaks=True)
    found: dict[int, list[date]] = {}
    for record, day in rows.values_list("record", "from_day"):
        found.setdefault(record, []).append(day)
    return found


def _bands(definitions: Collection[int]) -> dict[int, list[Border]]:
    found: dict[int, list[Border]] = {}
    for band in Band.objects.filter(record__in=definitions).order_by("place", "pk"):
        found.setdefault(band.record_id, []).append(Border(band.name, band.least, band.below))
    return found


def _line(
    one: Definition,
    span: Period,
    now: Mapping[str, Rolled],
    before: Mapping[str, Rolled],
    *,
    breaks: Mapping[int, Collection[date]],
    bands: Sequence[Border] | None,
    names: Mapping[str, str],
) -> IndicatorLine:
    there, base = now[indicator_formula_code(one)], before.get(indicator_formula_code(one), Rolled())
    days = [] if span.kind == "years" else [
        day for day in breaks.get(one.pk, ()) if broken_between([day], span.a_year_before().first, span.last)
    ]  # fmt: skip
    band = None if bands is None or there.value is None else band_of(there.value, bands)
    return IndicatorLine(one, there, base, None, max(days, default=None), band, names)


def _grown(line: IndicatorLine, alike: tuple[Rolled, Rolled] | None) -> IndicatorLine:
    """Add the change, if it can be computed over the same units."""
    there, base = (rollup.value for rollup in alike or (line.now, line.before))
    if line.broken or there is None or base is None:
        return replace(line, grown=None, alike=alike)
    return replace(line, grown=there - base if line.points else growth_percent(there, base), alike=alike)


def like_for_like_line(line: IndicatorLine, unit: Unit, span: Period) -> IndicatorLine | None:
    """Compare with a year before over the units that are in the subtree now (可比口径); None if the value is the same.

    Source: domain sheet 03: where the scope changed, the base is recomputed and both are shown. At most five queries,
    seven more if different units reported, one if no unit moved.
    """
    if span.kind == "years" or is_tree_unchanged(unit.pk, span.a_year_before().last, span.last):
        return None
    of, code = resolve_rollup_inputs([line.of]), indicator_formula_code(line.of)
    base = roll_up_units(of, [unit.pk], span.a_year_before(), span.last)
    found = replace(line, before=base[unit.pk][code])
    alike = _alike(of, [unit.pk], span, span.last)
    pair = alike and (alike[0][unit.pk][code], alike[1][unit.pk][code])
    return _grown(found, pair) if found.before.value != line.before.value else None


def unit_ranks(one: Definition, lines: Sequence[IndicatorLine]) -> list[int | None]:
    """Return the rank of each unit; equal values share a rank."""
    return rank_values([line.now.value for line in lines], largest_first=one.way != "down")


def indicator_trend(one: Definition, unit: Unit, span: Period) -> list[tuple[Period, Rolled]]:
    """Roll up a period and those before it since the first fact, each by the tree of its last day.

    Seven queries; if the tree changed in between, three for each period.
    """
    of, first = (
        resolve_rollup_inputs([one]),
        min((each.first for each in periods_with_facts([one])), default=span.first),
    )
    spans = [each for each in last_of(span, TREND) if each.last >= first or each == span]
    if is_tree_unchanged(unit.pk, spans[0].last, span.last):
        found = rolled_over(of, [unit.pk], spans, span.last)
    else:
        found = {each: roll_up_units(of, [unit.pk], each) for each in spans}
    return [(each, found[each][unit.pk][indicator_formula_code(one)]) for each in spans]


def chronological_average(history: Sequence[tuple[Period, Rolled]]) -> Fraction | None:
    """Return the average of a stock over these periods (首末折半); None if a value is missing. No query."""
    known = [found.value for _span, found in history if found.value is not None]
    return average_stock(known) if len(known) == len(history) else None


def published_comparisons(one: Definition, unit: Unit, span: Period) -> list[tuple[Fact, PublishedComparison]]:
    """Compare the reported values of a computed indicator with the result of its formula. At most five queries."""
    found = [each for each in sources.told_itself(one, unit, span) if each.value is not None and not each.breakdown]
    if not found or not one.formula:
        return []
    of = resolve_rollup_inputs([one])
    known = {code: each.value for code, each in roll_up_units(of, [unit.pk], span)[unit.pk].items()}
    return [
        (
            each,
            compare_published_rate(
                Decimal(each.value or 0), of.made[indicator_formula_code(one)], one.measure, known, of.units
            ),
        )
        for each in found
    ]


def grown_from(one: Definition, unit: Unit, span: Period) -> tuple[Fact, Fraction | None] | None:
    """Return the growth reported by a growth indicator, and the value a year before that follows from it.

    At most two queries.
    """
    growth_told = Definition.objects.filter(growth_of=one.pk, state__in=THERE).order_by("pk").first()
    if growth_told is None:
        return None
    there = [
        each for each in sources.told_itself(growth_told, unit, span) if each.value is not None and not each.breakdown
    ]
    if not there:
        return None
    now = roll_up_units(resolve_rollup_inputs([one]), [unit.pk], span)[unit.pk][indicator_formula_code(one)].value
    return there[0], None if now is None else value_before_growth(now, Decimal(there[0].value or 0))


Parts = list[tuple[Breakdown, Fraction | None, int]]


def parts_of(one: Definition, unit: Unit, span: Period) -> Parts:
    """List the value of each part of an indicator, and the number of facts. At most two queries."""
    return parts_over([one], [unit], span).get((one.pk, unit.pk), [])


def parts_over(
    definitions: Collection[Definition], units: Collection[Unit], span: Period, twin: Period | None = None
) -> dict[tuple[int, int], Parts]:
    """List the parts of many indicators and units, keyed by both. Two queries; two more if figures include the subtree.

    Args:
        twin: a period to compare with: only units that reported both count.
    """
    by_record: dict[int, list[Breakdown]] = {}
    for part in Breakdown.objects.filter(record__in=[definition.pk for definition in definitions]).order_by(
        "place", "pk"
    ):
        by_record.setdefault(part.record_id, []).append(part)
    made_of = {
        definition.pk: split_value_periods(definition.nature, definition.period, span) for definition in definitions
    }
    some = [
        definition for definition in definitions if definition.pk in by_record and made_of[definition.pk].less is None
    ]
    keys = {definition.pk: definition.indicator_id for definition in some if definition.indicator_id is not None}
    codes = {encode_period(each) for pk in keys for each in made_of[pk].spans}
    including = [keys[definition.pk] for definition in some if definition.includes and definition.pk in keys]
    pks = [unit.pk for unit in units]
    twins = twins_of(resolve_rollup_inputs(some), span, twin) if twin else ()
    found = (
        sum_facts_by_unit(list(keys.values()), codes, pks, span.last, including=including, parts=True, twins=twins)
        if keys
        else {}
    )
    result: dict[tuple[int, int], Parts] = {}
    for definition in some:
        for unit in pks if definition.pk in keys else ():
            result[definition.pk, unit] = []
            for part in by_record[definition.pk]:
                there = [
                    found.get(SumKey(unit, keys[definition.pk], encode_period(each), part.pk), FactSum())
                    for each in made_of[definition.pk].spans
                ]
                made = over_time(definition.nature, there, None, None)
                result[definition.pk, unit].append((part, made.value, made.told))
    return result


def axis_remainders(parts: Parts, whole: IndicatorLine) -> list[tuple[str, Fraction]]:
    """List by axis what the parts leave of the whole; negative if they exceed it. No query.

    Axes with an unreported part and overlapping parts are left out.
    """
    total = whole.now.value
    axes = dict.fromkeys(part.axis for part, _value, _told in parts if not part.within)
    found = []
    for axis in axes if total is not None else ():
        values = [value for part, value, _told in parts if part.axis == axis and not part.within]
        known = [value for value in values if value is not None]
        rest = (total or Fraction(0)) - sum(known, Fraction(0))
        if len(known) == len(values) and rest:
            found.append((axis, rest))
    return found


def targets_with_progress(one: Definition, unit: Unit, actor: Actor, day: date) -> list[tuple[Target, Fraction | None]]:
    """List the targets of an indicator in a unit's subtree, with the newest value in the indicator's unit of measure.

    Four queries; one more if it is reported by periods other than year-to-date.
    """
    may = Record.objects.filter(
        readable_kinds(list_kinds(), actor, day), erased=None, unit__in=descendant_unit_ids([unit.pk], day)
    )
    rows = Target.objects.filter(indicator=one.indicator_id, ended=None, record__in=may.values("pk"))
    targets = list(rows.select_related("record__unit").order_by("-record", "place")[:MOST])
    found = newest_of(targets, {target.record_id: target.record.unit_id for target in targets})
    values = {pk: each.value for pk, each in found.items()}
    return [
        (target, in_unit(values[target.pk], target.unit, one.measure) if target.pk in values else None)
        for target in targets
    ]


def last_seal() -> int | None:
    """Return the number of the newest seal. One query."""
    return Seal.objects.order_by("-number").values_list("number", flat=True).first()
