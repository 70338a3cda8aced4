"""Queries for countings: values of a period by unit, and periods waiting to be counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period
from luoshi.desk.figures.queries.axes import axis_label, has_code_axis
from luoshi.desk.figures.queries.cube import At, told_as_of
from luoshi.desk.figures.queries.figures import ITSELF, FigureSpan, compute_figures
from luoshi.desk.figures.queries.suppression import least_shown, open_of
from luoshi.desk.figures.queries.words import code_words
from luoshi.desk.figures.rules import Cut, FigureValue
from luoshi.facts.base.models.fact import TOTAL, Fact
from luoshi.facts.countings import figure_choices, rules
from luoshi.facts.countings.models import Counting
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.facts.rollup.queries.expected_facts import owed_values
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from luoshi.org.tree.queries import placements_on

FEW = 12  # periods shown on a page


def counted_indicators() -> set[int]:
    """Return the definitions that the program fills by counting. One query."""
    rows = Counting.objects.filter(state="active", erased=None)
    return {pk for pk in rows.values_list("indicator", flat=True) if pk is not None}


def counted_values(one: Counting, span: Period, day: date) -> list[FactValue]:
    """Count the values of an indicator for a period, from all records.

    One scan; one more for each field that divides it into parts, times the levels of the tree if a unit's value covers
    its subtree.

    Raises:
        RecordError: ``unset``: an office parameter needed for counting or suppression is not set; ``missing``: no line
            counts it any more.
    """
    definition, found = one.indicator, figure_choices.countable_figures().get(one.figure)
    source = figure_choices.figure_source(one.figure)
    if definition is None or found is None or source is None:
        raise RecordError("missing", _("No line of work counts this any more."), where=str(one))
    kind, figure = found
    values: dict[tuple[int, int], FigureValue] = {}
    levels = _levels(span.last) if source.beneath else [()]
    divided = _divided(kind, figure, definition, span.last)
    for name, parts in divided:
        for level in levels:
            by = ["unit" if source.beneath else ITSELF, *([name] if name else [])]
            every = compute_figures(
                kind, [figure.name], FigureSpan(span.first, span.last), None, day, by=by, among=level
            )
            for (unit, *code), by_name in every.items():
                part = parts.get(str(code[0]) if code else "")
                if unit is not None and part is not None and figure.name in by_name:
                    values[unit, part] = by_name[figure.name]
    _refuse_unset(one, values.values())
    hides = _withheld(one, kind, figure, span, day, values, divided) if source.protected else set()
    indicator, period = definition.indicator_id or 0, encode_period(span)
    owing = {each.unit for each in owed_values([indicator], [period])}
    owing |= {unit for unit, part in _kept(one, period) if part == TOTAL}
    return rules.counted_unit_values(lambda unit, part: FactKey(indicator, unit, period, part), values, owing, hides)


def _withheld(
    one: Counting,
    kind: CompiledKind,
    figure: Figure,
    span: Period,
    day: date,
    values: Collection[tuple[int, int]],
    divided: Sequence[tuple[str, dict[str, int]]],
) -> set[tuple[int, int]]:
    """Return the units and parts to report as below the threshold: few records, or changed by few."""
    least, definition = least_shown(day), one.indicator
    if least is None:
        raise RecordError("unset", _("Not computable: the value “%(name)s” is not set.") % {"name": SMALL.label})
    if definition is None or not definition.includes:
        raise RecordError(
            "misfit", _("Each unit’s figure includes its subordinate units: set the indicator accordingly.")
        )
    ends = rules.ends_to_date(definition.period, span, stock=bool(figure.at))
    told = told_as_of(kind, figure.name, FigureSpan(span.first, span.last), None, day, least, ends=ends)
    codes = {part: ((name, code),) if name else () for name, parts in divided for code, part in parts.items()}
    return {
        (unit, part)
        for unit, part in values
        if told.get(At(figure.name, unit, codes=codes[part]), span.last) != span.last
    }


def _refuse_unset(one: Counting, values: Iterable[FigureValue]) -> None:
    if unset := dict.fromkeys(str(label) for value in values for label in value.unset):
        raise RecordError(
            "unset", _("Not computable: the value “%(name)s” is not set.") % {"name": "、".join(unset)}, where=str(one)
        )


def _divided(kind: CompiledKind, figure: Figure, one: Definition, day: date) -> list[tuple[str, dict[str, int]]]:
    """List the fields to count by: none for the whole, and those whose codes are parts of the indicator."""
    found = [("", {"": TOTAL})]
    parts = {
        (axis, name): pk for pk, axis, name in Breakdown.objects.filter(record=one.pk).values_list("pk", "axis", "name")
    }
    with override(settings.LANGUAGE_CODE):
        for name in figure.by:
            if has_code_axis(kind, name) and (
                of := rules.by_part(code_words(kind, name, day), parts, axis_label(kind, name))
            ):
                found.append((name, of))
    return found


def _levels(day: date) -> list[list[int]]:
    """List the units of a day by depth in the tree, topmost first. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for unit, depth in placements_on(day).values("unit").annotate(level=Max("depth")).values_list("unit", "level"):
        found[depth].append(unit)
    return [found[depth] for depth in sorted(found)]


def _kept(one: Counting, period: int) -> set[tuple[int, int]]:
    rows = Fact.objects.filter(indicator=one.indicator.indicator_id, period=period, ended=None, entry__record=one.pk)
    return set(rows.values_list("unit", "breakdown"))


def facts_told_elsewhere(one: Counting, keys: Collection[FactKey]) -> dict[FactKey, int]:
    """Return those of the keys that have a current fact from another source, with its id. One query."""
    rows = Fact.objects.filter(
        indicator__in={key.indicator for key in keys}, period__in={key.period for key in keys}, ended=None
    )
    rows = rows.annotate(source=Coalesce("told__record", "entry__record")).filter(Q(source=None) | ~Q(source=one.pk))
    found = {}
    for pk, indicator, unit, period, part in rows.values_list("pk", "indicator", "unit", "period", "breakdown"):
        if (key := FactKey(indicator, unit, period, part)) in keys:
            found[key] = pk
    return found


def pending_counting_periods(one: Counting, day: date) -> list[Period]:
    """List the periods that are over and not counted yet, oldest first. No query but for the indicator."""
    if one.indicator is None or one.since is None:
        return []
    return rules.closed_uncounted_periods(one.indicator.period, one.since, one.done, one.days or 0, day)


class CountedPeriod(NamedTuple):
    """A counted period: number of units, and how many of them are below the threshold."""

    period: int
    units: int
    below: int


def kept_counting_periods(one: Counting) -> list[CountedPeriod]:
    """List the newest counted periods, newest first. One query."""
    of = one.indicator.indicator_id if one.indicator else None
    rows = Fact.objects.filter(indicator=of, ended=None, breakdown=TOTAL, entry__record=one.pk)
    counts = rows.values("period").annotate(units=Count("pk"), told=Count("value")).order_by("-period")
    return [CountedPeriod(row["period"], row["units"], row["units"] - row["told"]) for row in counts[:FEW]]


class Behind(NamedTuple):
    """The records behind a value: list parameters, number that the user may read, total number."""

    kind: str
    figure: str
    may: int
    every: int | None


def records_behind_fact(one: Counting, fact: Fact, span: Period, actor: Actor, day: date) -> Behind | None:
    """Return the records from which a value was counted, as they are now; None if no line counts it any more."""
    found, source = figure_choices.countable_figures().get(one.figure), figure_choices.figure_source(one.figure)
    if found is None or source is None or one.indicator is None:
        return None
    kind, figure = found
    codes: dict[str, str] = {}
    if fact.breakdown:
        for name, parts in _divided(kind, figure, one.indicator, span.last):
            code = next((code for code, part in parts.items() if part == fact.breakdown), None)
            codes |= {} if code is None else {name: code}
    cut = Cut(figure.name, span.first, span.last, fact.unit_id, not source.beneath, codes)
    return Behind(kind.name, str(cut), *open_of(kind, cut, actor, day))


def countings_by_figure(figures: Collection[str]) -> dict[str, Counting]:
    """Return the active countings of these figures, by figure. One query."""
    rows = Counting.objects.filter(figure__in=figures, state="active", erased=None).select_related("indicator")
    return {row.figure: row for row in rows.order_by("-pk")}
