"""The page of a filled table for a unit and a period, and its workbook."""

from __future__ import annotations

import io

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, list_query_string
from luoshi.base.record_errors import RecordError
from luoshi.dates.period_names import format_period
from luoshi.desk.figures.page_helpers import figure_filter_context
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.facts.figure_views.pages.figure_request import FigureRequest, parse_figure_request
from luoshi.facts.foreign_tables import books, cell_messages, queries
from luoshi.facts.foreign_tables.models import ForeignTable
from luoshi.facts.foreign_tables.queries import FilledCell
from luoshi.figures.heads import find_unit_heads
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import error_status


def _asked(request: HttpRequest, pk: int) -> tuple[ForeignTable, FigureRequest, list[FilledCell]]:
    actor, day = request_actor(request), timezone.localdate()
    one = queries.table_of(pk, actor, day)
    if one is None:
        raise Http404
    read = queries.read_foreign_table(one)
    asked = parse_figure_request(request, read.indicators)
    return one, asked, queries.fill_foreign_table(one, read, asked.unit, asked.span, actor, day) if asked.unit else []


@require_safe
@login_required
def foreign_table_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the value of each cell."""
    one, asked, found = _asked(request, pk)
    return _page(request, one, asked, found)


def _page(
    request: HttpRequest,
    one: ForeignTable,
    asked: FigureRequest,
    found: list[FilledCell],
    error: RecordError | None = None,
) -> HttpResponse:
    title = f"{one.title} · {asked.unit} · {format_duty_period(asked.span)}" if asked.unit else one.title
    written = sum(each.value is not None for each in found)
    context = {
        "title": title,
        "crumbs": [
            (str(get_kind("foreign_tables").label), reverse("records:list", args=["foreign_tables"])),
            (one.title, one.get_absolute_url()),
            (_("Filled"), ""),
        ],
        "filters": figure_filter_context(request, asked.form),
        "count": _("%(n)d of %(of)d cells are filled.") % {"n": written, "of": len(found)} if found else "",
        "table": _table(found, asked),
        "fill_url": reverse("facts:foreign_book", args=[one.pk]) + list_query_string(request),
        "error": error,
        "wide": True,
    }
    return render(request, "facts/foreign_tables.html", context, status=error_status(error) if error else 200)


def _table(found: list[FilledCell], asked: FigureRequest) -> DataTable:
    heads = [
        DataColumn(_("Cell")),
        DataColumn(_("What stands there")),
        DataColumn(_("Unit")),
        DataColumn(_("Amount"), "number"),
    ]
    heads.append(DataColumn(_("Why it is empty")))
    rows = []
    for each in found:
        url = reverse("facts:indicator_figures", args=[each.of.pk])
        url += f"?unit={each.unit.pk}&period={format_period(asked.span)}"
        measure = "%" if each.what == "change" else each.entry or each.of.measure
        value = "" if each.value is None else f"{each.value:f} {measure}".strip()
        cells = [
            DataCell(each.address, head=True),
            DataCell(cell_messages.describe_cell_meaning(each), str(heads[1].label), url=url),
            DataCell(each.unit.name, str(heads[2].label)),
            DataCell(value, str(heads[3].label), "number"),
            DataCell(cell_messages.explain_empty_cell(each), str(heads[4].label)),
        ]
        rows.append(DataRow(each.address, each.address, cells))
    empty = Empty(_("Its rows and columns are not mapped yet."), _("Enter it under “Rows and columns”."))
    return DataTable(_("Cells of the table"), heads, rows, empty, wide=True)


@require_POST
@login_required
def foreign_table_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export the table's own workbook with the values; journaled."""
    one, asked, found = _asked(request, pk)
    try:
        file = queries.workbook_of(one)
        if file is None or asked.unit is None:
            raise RecordError("missing", _("The workbook no longer exists."), remedy=_("Upload it again."))
        values = {each.at: each.value for each in found if each.value is not None}
        shares = {each.at for each in found if each.in_per_cent}
        data, back = books.fill_workbook_cells(file[1], one.sheet, values, shares)
        if wrong := queries.list_readback_differences(found, back, find_unit_heads(books.whole_texts(data, one.sheet))):
            raise RecordError(
                "guarded",
                _("The filled workbook was read back and differs in %(cells)s, so it is not offered.")
                % {"cells": "、".join(wrong)},
                remedy=_("Choose the unit of measure of these cells, and fill the table again."),
            )
    except RecordError as error:
        return _page(request, one, asked, found, error)
    actor, at = request_actor(request), timezone.now()
    said_of = {"count": len(back), "filter": [one.number, str(asked.unit), format_duty_period(asked.span)]}
    with transaction.atomic():
        journal_act(one.kind, "export", actor, said_of, at=at)
    name = f"{one.title} {asked.unit} {format_period(asked.span).replace('/', '_')}.xlsx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)
