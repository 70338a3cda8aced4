"""The figures of a unit and its subtree: every indicator that was reported or is owed."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, list_query_string
from luoshi.dates.period_codes import decode_period
from luoshi.dates.period_names import format_period
from luoshi.desk.figures.page_helpers import export_figures_workbook, figure_filter_context
from luoshi.facts.base.models.fact import Question
from luoshi.facts.figure_views import figure_formats, queries
from luoshi.facts.figure_views.pages.figure_request import (
    FigureRequest,
    book_cells,
    book_columns,
    indicator_value_cells,
    indicator_value_columns,
    parse_figure_request,
)
from luoshi.facts.figure_views.queries import IndicatorLine, sources
from luoshi.facts.indicators.models import Definition
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.registry import get_kind


def _lines(asked: FigureRequest, definitions: Sequence[Definition]) -> list[IndicatorLine]:
    """List the indicators that were reported or are owed."""
    if asked.unit is None:
        return []
    found = queries.of_units(definitions, [asked.unit], asked.span)[asked.unit.pk]
    return [line for line in found if line.now.told or line.now.expected or line.before.told]


@require_safe
@login_required
def unit_figure_list(request: HttpRequest) -> HttpResponse:
    """Show each indicator's value with coverage, beside a year before."""
    definitions = queries.indicators_by_code()
    asked = parse_figure_request(request, definitions)
    title = _("Figures by unit")
    context = {
        "title": f"{asked.unit} · {format_duty_period(asked.span)}" if asked.unit else title,
        "crumbs": [(title, "")],
        "filters": figure_filter_context(request, asked.form),
        "table": _table(_lines(asked, definitions), asked),
        "as_of": as_of(asked),
        "questions": _questions(asked),
        "sheet_url": reverse("facts:unit_book") + list_query_string(request),
        "wide": True,
    }
    return render(request, "facts/figures.html", context)


@require_POST
@login_required
def unit_figure_export(request: HttpRequest) -> HttpResponseBase:
    """Export the list as a workbook; journaled."""
    definitions = queries.indicators_by_code()
    asked = parse_figure_request(request, definitions)
    heads = [(_("Indicator code"), 16), (_("Indicator"), 30), *book_columns()]
    lines = [[line.of.code, line.of.title, *book_cells(line)] for line in _lines(asked, definitions)]
    of = [str(asked.unit), format_duty_period(asked.span), as_of(asked)]
    return export_figures_workbook(request, get_kind("indicators"), _("Figures by unit"), heads, lines, of)


def as_of(asked: FigureRequest) -> str:
    """Say which unit tree and which seal the figures are based on."""
    seal = queries.last_seal()
    words = _("Units as of %(day)s, read up to seal %(seal)s; always counted anew.")
    return words % {"day": asked.span.last.isoformat(), "seal": seal if seal is not None else "—"}


def indicator_figure_url(pk: int, asked: FigureRequest, unit: int | None = None) -> str:
    """Return the URL of an indicator's figures for the same period, and the same or another unit."""
    of = unit if unit is not None or asked.unit is None else asked.unit.pk
    return reverse("facts:indicator_figures", args=[pk]) + f"?unit={of}&period={format_period(asked.span)}"


def _table(lines: Sequence[IndicatorLine], asked: FigureRequest) -> DataTable:
    heads = [DataColumn(_("Indicator")), *indicator_value_columns()]
    by_record = {line.of.pk: line for line in lines}
    rows = []
    for line in lines:
        outcome = by_record.get(line.of.outcome_id or 0)
        beside = ""
        if outcome is not None:
            beside = _("Outcome: %(name)s %(value)s") % {
                "name": outcome.of.title,
                "value": figure_formats.format_rolled_value(outcome.of, outcome.now, outcome.names),
            }
        elif line.of.outcome_id:
            beside = _("Outcome: %(name)s, nothing reported") % {"name": line.of.outcome}
        title = DataCell(line.of.title, head=True, url=indicator_figure_url(line.of.pk, asked), note=beside)
        rows.append(DataRow(str(line.of.pk), line.of.title, [title, *indicator_value_cells(line)]))
    nothing = Empty(_("Nothing was reported here for this period."), _("Choose another period, or another unit."))
    return DataTable(_("Figures by unit"), heads, rows, nothing)


def _questions(asked: FigureRequest) -> DataTable | None:
    """Build the table of open questions between differing values."""
    found: list[Question] = sources.open_questions(asked.unit, asked.day) if asked.unit else []
    if not found:
        return None
    names = sources.indicators_of([question.stays for question in found])
    heads = [
        DataColumn(_("Indicator")),
        DataColumn(_("Unit")),
        DataColumn(_("Period")),
        DataColumn(_("Amount"), "number"),
    ]
    heads.append(DataColumn(_("Was told too"), "number"))
    rows = []
    for question in found:
        of = names.get(question.stays.indicator_id)
        name, measure = (of.title, of.measure) if of else (str(question.stays.indicator), question.stays.indicator.unit)
        cells = [
            DataCell(name, head=True, url=reverse("facts:fact", args=[question.stays_id])),
            DataCell(str(question.stays.unit), str(heads[1].label)),
            DataCell(format_duty_period(decode_period(question.stays.period)), str(heads[2].label)),
            DataCell(figure_formats.of_fact(question.stays, measure), str(heads[3].label), "number"),
            DataCell(figure_formats.of_fact(question.other, measure), str(heads[4].label), "number"),
        ]
        rows.append(DataRow(str(question.pk), name, cells))
    return DataTable(_("Two values for the same figure: which one is right?"), heads, rows, Empty(""))
