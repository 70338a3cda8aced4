"""The charts of some commitments: their figures in words and colours, ready to be drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.queries.present_lights import readable_lights
from luoshi.commitments.lights.words import CODES as COLOURS
from luoshi.commitments.lights.words import LIGHTS
from luoshi.commitments.statistics.pictures import queries
from luoshi.figures.rounding import round_to_places
from luoshi.plans.base.models.plan import Plan
from luoshi.writing.charts.model import (
    Bar,
    Category,
    Chart,
    Heat,
    HeatCell,
    LineChart,
    Series,
    Stacked,
    clean_chart_names,
)

MOST = 60  # units in a chart; the rest share one row
DARK, LIGHT = "#1b2430", "#ffffff"
Paint = tuple[str, str, str, str]  # sign, as in static/luoshi/parts.css, colour, text colour, and outline
LIGHT_PAINT: dict[str, Paint] = {
    "late": ("◆", "#b3241a", LIGHT, LIGHT),
    "soon": ("▲", "#f2c14e", DARK, LIGHT),
    "steady": ("●", "#1a6a3a", LIGHT, LIGHT),
    "done": ("√", "#33568a", LIGHT, LIGHT),
    "off": ("○", "#c2cad5", DARK, LIGHT),
}
# By the colours of a table, and what is shown instead of one, from most to least urgent.
PAINT: dict[str, Paint] = {
    "red": ("◆", "#b3261e", LIGHT, LIGHT),
    "missing": ("◇", "#fdecea", "#a8201a", "#a8201a"),
    "orange": ("▼", "#ee9150", DARK, LIGHT),
    "yellow": ("▲", "#f2c14e", DARK, LIGHT),
    "blue": ("◎", "#8cb8ec", DARK, LIGHT),
    "green": ("●", "#1f7a43", LIGHT, LIGHT),
    "unknown": ("?", "#ffffff", "#4a5564", "#4a5564"),
    "open": ("※", "#eadcf4", "#4a1f66", "#4a1f66"),
    "none": ("—", "#f4f6f9", "#4a5564", "#8290a2"),
    "unsent": ("▽", "#fbe6b3", DARK, "#8a6100"),
    "back": ("→", "#cbb7e6", DARK, LIGHT),
    "clear": ("☆", "#bfe3cc", DARK, LIGHT),
    "grey": ("○", "#c5cdd8", DARK, LIGHT),
    "paused": ("■", "#97a4b4", DARK, LIGHT),
    "done_in_time": ("√", "#2a4d7c", LIGHT, LIGHT),
    "done_late": ("△", "#6e3b3b", LIGHT, LIGHT),
    "closed": ("＋", "#dbe4f0", "#2a4d7c", "#2a4d7c"),
    "ended": ("＝", "#e3e7ed", "#414b59", "#97a4b4"),
}


@dataclass(frozen=True)
class Scope:
    """The commitments that charts show.

    Attributes:
        rows: those that the reader may see; ``shown``: those among them whose lights are counted.
        day: today; ``units_day``: the day for names and order of units.
        year: whose months are shown.
    """

    rows: QuerySet[Any]
    shown: QuerySet[Any]
    day: date
    units_day: date
    year: int


def of_plan(plan: Plan, actor: Actor, day: date) -> Scope:
    """Return the readable commitments of a plan on a day; split-off parts count within their whole."""
    rows = readable_lights(actor, day).filter(plan=plan.pk, split_from=None)
    return Scope(rows, rows, day, day, plan.year)


def chart_unit_lights(scope: Scope) -> Stacked:
    """Chart the commitments of each unit by light."""
    return _stacked(scope, queries.lights_by_unit(scope.shown, scope.day), LIGHTS, LIGHT_PAINT)


def chart_unit_colours(scope: Scope) -> Stacked:
    """Chart the commitments of each unit by the colours of the office's table, for its circulars."""
    return _stacked(scope, queries.colours_by_unit(scope.shown, scope.day), COLOURS, PAINT)


def _stacked(
    scope: Scope, found: dict[int, dict[str, int]], words: Mapping[str, StrOrPromise], paint: Mapping[str, Paint]
) -> Stacked:
    used = [code for code in paint if any(code in counts for counts in found.values())]
    bars = _by_unit(scope, {unit: tuple(counts.get(code, 0) for code in used) for unit, counts in found.items()})
    categories = tuple(Category(str(words[code]), *paint[code]) for code in used)
    return Stacked(_("Lead unit"), _("All"), categories, tuple(Bar(name, counts) for name, counts in bars))


def against_time(scope: Scope) -> LineChart:
    """Chart how many were closed by when, beside how many fell due and the share of the year elapsed (序时)."""
    every, now, months = queries.against_time(scope.rows, scope.year, scope.day)
    first, last = date(scope.year, 1, 1), date(scope.year, 12, 31)
    closed = [(min(month.last, scope.day), month.closed) for month in months if month.closed is not None]
    days = (last - first).days + 1
    within = first <= scope.day <= last
    due = {month.last: month.due for month in months} | ({scope.day: now} if within else {})
    even = {day: round_to_places(Fraction(every * ((day - first).days + 1), days), 1) for day in sorted(due)}
    return LineChart(
        _("To the day"),
        first,
        last,
        every,
        (
            Series(_("Closed"), "#1f7a43", tuple(closed)),
            Series(_("Due to date"), "#2a4d7c", tuple(sorted(due.items())), (6, 3), "square"),
            Series(_("Schedule"), "#515c6b", ((first, Decimal(0)), *even.items()), (2, 2), "", exact=False),
        ),
        tuple((month.last.replace(day=1), _month(month.last.month)) for month in months),
        scope.day if within else None,
        _("today"),
    )


def late_by_month(scope: Scope) -> Heat:
    """Chart for each unit and month how many are late of those that fell due in it."""
    found = queries.late_by_month(scope.rows, scope.year, scope.day)
    flat = {unit: tuple(n for pair in pairs for n in pair) for unit, pairs in found.items()}
    rows = tuple(
        (name, tuple(HeatCell(*counts[place : place + 2]) for place in range(0, len(counts), 2)))
        for name, counts in _by_unit(scope, flat)
    )
    return Heat(_("Lead unit"), _("late/due"), tuple(_month(month) for month in range(1, 13)), rows)


def _by_unit(scope: Scope, found: dict[int, tuple[int, ...]]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the counts of each unit in the units' own order; if there are too many, the last ones are summed."""
    ordered = queries.sort_units(found.keys(), scope.units_day)
    alone, others = (ordered, []) if len(ordered) <= MOST else (ordered[: MOST - 1], ordered[MOST - 1 :])
    names = clean_chart_names(queries.name_units(alone, scope.units_day))
    rows = [(name, found[unit]) for name, unit in zip(names, alone, strict=True)]
    if others:
        together = ngettext("%(n)d further unit", "%(n)d further units", len(others)) % {"n": len(others)}
        rows.append((together, tuple(map(sum, zip(*(found[unit] for unit in others), strict=True)))))
    return rows


def _month(month: int) -> str:
    names = _("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()
    return names[month - 1]


@dataclass(frozen=True)
class CommitmentChart:
    """A chart requested by name: its title, what its figures mean, and how to compute it."""

    title: StrOrPromise
    note: object
    chart: Callable[[Scope], Chart]


PICTURES = {
    "lights": CommitmentChart(
        gettext_lazy("Lights by unit"),
        gettext_lazy("As of %(day)s, by lead unit in the units' own order, not ranked; what you may see."),
        chart_unit_lights,
    ),
    "closed": CommitmentChart(
        gettext_lazy("Closed compared with time elapsed"),
        gettext_lazy("%(year)d, cumulative to the end of each month: closed, due, and the share of the year elapsed."),
        against_time,
    ),
    "months": CommitmentChart(
        gettext_lazy("Late and due by unit and month"),
        gettext_lazy("%(year)d: late/due by month; late means overdue today, or done after the due date."),
        late_by_month,
    ),
}
