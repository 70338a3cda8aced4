"""Charts of an indicator: by unit, over time, and against targets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from luoshi.dates.periods import Period
from luoshi.facts.base.models.target import Target
from luoshi.facts.figure_views import figure_formats
from luoshi.facts.figure_views.queries import IndicatorLine
from luoshi.facts.indicators.models import Definition
from luoshi.facts.rollup.rules.tree_aggregation import Rolled
from luoshi.figures.rounding import round_to_places
from luoshi.figures.units import in_unit
from luoshi.kernel.duties.words import format_duty_period
from luoshi.org.tree.models import Unit
from luoshi.writing.charts.model import ROWS, Amounts, ChartAmount, LineChart, Series, clean_chart_names

COLOUR = "#2a4d7c"


def chart_units(one: Definition, rows: Sequence[tuple[Unit, IndicatorLine]]) -> Amounts:
    """Draw a bar for each child unit."""
    shown = rows[:ROWS]
    names = clean_chart_names([unit.name for unit, _line in shown])
    bars = [
        ChartAmount(
            name,
            figure_formats.round_indicator_value(one, line.now.value),
            figure_formats.format_rolled_value(one, line.now, line.names),
        )
        for name, (_unit, line) in zip(names, shown, strict=True)
    ]
    return Amounts(_("Unit"), value_axis_label(one), tuple(bars))


def over_time(one: Definition, found: Sequence[tuple[Period, Rolled]]) -> LineChart | None:
    """Draw a line over the periods, each at its last day, with gaps; None if there are fewer than two points."""
    points = tuple((span.last, figure_formats.round_indicator_value(one, each.value)) for span, each in found)
    known = [value for _day, value in points if value is not None]
    if len(known) < 2:
        return None
    first, last = points[0][0], points[-1][0]
    ticks = tuple((span.last, _short(span)) for span, _each in found if first <= span.last <= last)
    top = max([0, *map(ceil, known)])
    series = Series(value_axis_label(one), COLOUR, points)
    return LineChart(_("To the day"), first, last, top, (series,), ticks, counts=False)


def chart_targets(one: Definition, rows: Sequence[tuple[Target, Fraction | None]]) -> Amounts:
    """Draw a bar for each target: the newest reported value, with the target value as a mark."""
    shown = rows[:ROWS]
    names = clean_chart_names([f"{target.record.unit} · {target.record.title}" for target, _value in shown])
    bars = [
        ChartAmount(
            name,
            None if value is None else figure_formats.round_indicator_value(one, value),
            _("nothing reported") if value is None else figure_formats.format_amount_with_unit(one, value),
            round_to_places(in_unit(target.value, target.unit, one.measure), 4),
            target.quote,
        )
        for name, (target, value) in zip(names, shown, strict=True)
    ]
    return Amounts(_("Matter"), value_axis_label(one), tuple(bars), _("Target"))


def value_axis_label(one: Definition) -> str:
    """Return the indicator's name with its unit of measure."""
    measure = figure_formats.unit_of(one)
    return f"{one.title}（{measure}）" if measure else one.title


def _short(span: Period) -> str:
    if span.kind in ("month", "ytd"):
        return date_format(span.last, pgettext("month of a year", "M y"))
    return format_duty_period(span)
