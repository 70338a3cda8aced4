"""The common request of figure pages: unit, period and user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_names import format_period
from luoshi.dates.periods import Period
from luoshi.facts.figure_views import figure_formats, queries
from luoshi.facts.figure_views.forms import LookForm
from luoshi.facts.figure_views.queries import IndicatorLine, visibility
from luoshi.facts.indicators.models import Definition
from luoshi.org.tree.models import Unit


@dataclass(frozen=True)
class FigureRequest:
    """A parsed request: the form, the actor, unit and period; ``unit`` None: there is no such unit."""

    form: LookForm
    actor: Actor
    day: date
    unit: Unit | None
    span: Period


def parse_figure_request(request: HttpRequest, definitions: Sequence[Definition]) -> FigureRequest:
    """Parse unit and period from the query parameters. At most four queries.

    Raises:
        Http404: the actor may not see any figures, or not those of this unit.
    """
    actor, day = request_actor(request), timezone.localdate()
    if not visibility.may_view_figures(actor):
        raise Http404
    form = LookForm(request.GET, visibility.open_units(actor, day))
    try:
        unit = form.of or visibility.highest_readable_unit(actor, day)
    except ValidationError:
        if (form.query_text("unit_key") or form.query_text("unit")).isdecimal():
            raise Http404 from None
        return _wrong(form, actor, day)
    if unit is None:
        raise Http404
    told = queries.periods_with_facts(definitions)
    spans = queries.selectable_periods(told)
    span = form.span or queries.default_period(told, spans, day)
    shown = LookForm({"unit": str(unit.pk), "period": format_period(span)}, visibility.open_units(actor, day))
    shown.offer(spans, span)
    return FigureRequest(shown, actor, day, unit, span)


def _wrong(form: LookForm, actor: Actor, day: date) -> FigureRequest:
    del form.fields["period"]
    form.is_valid()
    return FigureRequest(form, actor, day, None, queries.default_period((), (), day))


def indicator_value_columns() -> list[DataColumn]:
    """Return the column heads for ``indicator_value_cells``."""
    heads = (_("Amount"), _("Number reported"), _("Approved"), _("A year before"), _("Change"))
    return [DataColumn(head, "number") for head in heads]


def indicator_value_cells(line: IndicatorLine) -> list[DataCell]:
    """Return the cells of an indicator for a unit: value, coverage, and comparison with a year before."""
    texts = (
        figure_formats.format_rolled_value(line.of, line.now, line.names),
        figure_formats.format_coverage_count(line.now),
        str(line.now.approved),
        figure_formats.format_rolled_value(line.of, line.before) if line.before.told else "—",
        figure_formats.format_yearly_change(line),
    )
    notes = (
        " · ".join(filter(None, [figure_formats.figure_band_name(line), figure_formats.format_partial_note(line.now)])),
        "",
        "",
        "",
        "",
    )
    return [
        DataCell(text, str(column.label), "number", note=note)
        for text, column, note in zip(texts, indicator_value_columns(), notes, strict=True)
    ]


def book_columns() -> list[tuple[str, int]]:
    """Return the workbook columns: heads with their widths."""
    found = [(_("Amount"), 16), (_("Unit of measure"), 12), (_("Number reported"), 12), (_("Approved"), 10)]
    return [*found, (_("A year before"), 16), (_("Change"), 12), (_("Note"), 24)]


def book_cells(line: IndicatorLine) -> list[object]:
    """Return the cells for ``book_columns``."""
    before = figure_formats.round_indicator_value(line.of, line.before.value)
    found: list[object] = [
        figure_formats.export_figure_value(line),
        figure_formats.unit_of(line.of),
        figure_formats.format_coverage_count(line.now),
        line.now.approved,
    ]
    return [
        *found,
        "" if before is None else before,
        figure_formats.format_yearly_change(line),
        figure_formats.format_partial_note(line.now),
    ]
