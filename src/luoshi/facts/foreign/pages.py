"""A table of the upper level as it is filled for a unit and a period: cell by cell, and as its own workbook."""

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

from luoshi.dates.period_names import named
from luoshi.facts.foreign import books, queries, said
from luoshi.facts.foreign.models import ForeignTable
from luoshi.facts.foreign.queries import Filled
from luoshi.facts.looking.pages.looking import Look, look
from luoshi.figures.heads import heads
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, query
from luoshi.records.base.errors import RecordError
from luoshi.records.counting.asking import filters
from luoshi.records.duties.words import called
from luoshi.records.journal.actions.journal import journal
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.pages import status


def _asked(request: HttpRequest, pk: int) -> tuple[ForeignTable, Look, list[Filled]]:
    actor, day = acting(request), timezone.localdate()
    one = queries.table_of(pk, actor, day)
    if one is None:
        raise Http404
    asked = look(request, queries.used(one))
    return one, asked, queries.filled(one, asked.unit, asked.span, actor, day) if asked.unit else []


@require_safe
@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What would stand in each cell."""
    one, asked, found = _asked(request, pk)
    return _page(request, one, asked, found)


def _page(
    request: HttpRequest, one: ForeignTable, asked: Look, found: list[Filled], error: RecordError | None = None
) -> HttpResponse:
    title = f"{one.title} · {asked.unit} · {called(asked.span)}" if asked.unit else one.title
    written = sum(each.value is not None for each in found)
    context = {
        "title": title,
        "crumbs": [
            (str(kind("foreign_tables").label), reverse("records:list", args=["foreign_tables"])),
            (one.title, one.get_absolute_url()),
            (_("Filled"), ""),
        ],
        "filters": filters(request, asked.form),
        "count": _("%(n)d of %(of)d cells are filled.") % {"n": written, "of": len(found)} if found else "",
        "table": _table(found, asked),
        "fill_url": reverse("facts:foreign_book", args=[one.pk]) + query(request),
        "error": error,
        "wide": True,
    }
    return render(request, "facts/foreign.html", context, status=status(error) if error else 200)


def _table(found: list[Filled], asked: Look) -> Table:
    heads = [Column(_("Cell")), Column(_("What stands there")), Column(_("Unit")), Column(_("Amount"), "number")]
    heads.append(Column(_("Why it stays empty")))
    rows = []
    for each in found:
        url = reverse("facts:indicator_figures", args=[each.of.pk])
        url += f"?unit={each.unit.pk}&period={named(asked.span)}"
        measure = "%" if each.what == "change" else each.entry or each.of.measure
        value = "" if each.value is None else f"{each.value:f} {measure}".strip()
        cells = [
            Cell(each.address, head=True),
            Cell(said.called(each), str(heads[1].label), url=url),
            Cell(each.unit.name, str(heads[2].label)),
            Cell(value, str(heads[3].label), "number"),
            Cell(said.why(each), str(heads[4].label)),
        ]
        rows.append(Row(each.address, each.address, cells))
    empty = Empty(_("Nothing is said yet of its rows and columns."), _("Say it under “What its rows and columns are”."))
    return Table(_("Cells of the table"), heads, rows, empty, wide=True)


@require_POST
@login_required
def book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its own workbook with the values in it; journaled."""
    one, asked, found = _asked(request, pk)
    try:
        file = queries.workbook_of(one)
        if file is None or asked.unit is None:
            raise RecordError("missing", _("The workbook is not there any more."), remedy=_("Give it again."))
        values = {each.at: each.value for each in found if each.value is not None}
        shares = {each.at for each in found if each.in_per_cent}
        data, back = books.filled(file[1], one.sheet, values, shares)
        if wrong := queries.differing(found, back, heads(books.whole_texts(data, one.sheet))):
            raise RecordError(
                "guarded",
                _("Read back, the filled workbook says something else in %(cells)s.") % {"cells": "、".join(wrong)},
                remedy=_("Say in which unit these cells stand, and fill it again."),
            )
    except RecordError as error:
        return _page(request, one, asked, found, error)
    actor, at = acting(request), timezone.now()
    said_of = {"count": len(back), "filter": [one.number, str(asked.unit), called(asked.span)]}
    with transaction.atomic():
        journal(one.kind, "export", actor, said_of, at=at)
    name = f"{one.title} {asked.unit} {named(asked.span).replace('/', '_')}.xlsx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)
