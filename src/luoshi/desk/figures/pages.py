"""The pages of figures and coverages of a kind: counted by the reader's rights, each number linked to its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    Light,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures import tables
from luoshi.desk.figures.forms import LACKS, CoverageForm, FiguresForm
from luoshi.desk.figures.list_coverage_pages import list_coverage_detail, list_coverage_sheet
from luoshi.desk.figures.page_helpers import (
    answers_table,
    cell_opening_form,
    counted_scope_text,
    export_figures_workbook,
    figure_filter_context,
    figures_scope_text,
    is_wrong,
)
from luoshi.desk.figures.queries import coverage as lacking
from luoshi.desk.figures.queries.axes import axis_label
from luoshi.desk.figures.queries.figures import figures_of
from luoshi.desk.figures.queries.grids import FigureGrid, figure_grid, units_shown
from luoshi.desk.figures.queries.words import code_words
from luoshi.desk.figures.rules import ANSWERS
from luoshi.desk.figures.unit_coverage_pages import unit_coverage_detail, unit_coverage_sheet
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import kind_or_404


def _figures(request: HttpRequest, name: str) -> tuple[CompiledKind, FiguresForm, FigureGrid, str]:
    kind, today = kind_or_404(name), timezone.localdate()
    if not figures_of(kind):
        raise Http404
    form = FiguresForm(request.GET, kind, today)
    asked = form.query
    # Nothing if the request is invalid, so that never more is shown than was meant.
    laid = FigureGrid([""], [], None, {}) if is_wrong(form) else figure_grid(kind, asked, request_actor(request), today)
    return kind, form, laid, axis_label(kind, asked.by) if asked.by else ""


@require_safe
@login_required
def figures_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show a kind's figures for a year or a range of days, whole, by unit or by code, each linked to its rows."""
    kind, form, laid, head = _figures(request, name)
    span, title = form.span, _("Figures")
    context = {
        "title": title,
        "of": str(kind.label),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name])), (title, "")],
        "actions": [],
        "filters": figure_filter_context(request, form),
        "span": span,
        "whose": figures_scope_text(kind, request_actor(request), timezone.localdate(), guarded=laid.is_guarded),
        "sheet_url": reverse("records:figures_sheet", args=[kind.name]) + list_query_string(request),
        "table": tables.render_figure_table(kind, laid, head, title),
        "empty_cells": tables.format_empty_cells(laid),
        "wide": True,
    }
    return render(request, "records/figures.html", context)


@require_POST
@login_required
def figures_sheet(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the same as a workbook. It takes POST because the export is journaled."""
    kind, form, laid, head = _figures(request, name)
    columns, lines = tables.figure_sheet_rows(laid, head)
    span = form.span
    said = [f"{span.first.isoformat()} – {span.last.isoformat()}"]
    said += [str(unit)] if (unit := form.requested_value("unit")) else []
    return export_figures_workbook(
        request, kind, _("Figures"), columns, lines, said, partial(figures_scope_text, guarded=laid.is_guarded)
    )


def _coverage(request: HttpRequest, name: str, which: str) -> tuple[CompiledKind, Coverage, CoverageForm]:
    kind = kind_or_404(name)
    found = lacking.coverages_of(kind).get(which)
    if found is None:
        raise Http404
    return kind, found, CoverageForm(request.GET, found, timezone.localdate())


def _entries(kind: CompiledKind, asked: Coverage, form: CoverageForm, actor: Actor, today: date) -> Any:
    """Return the entries to list."""
    unit = form.requested_value("unit")
    which, cell = form.requested_value("which") or LACKS, form.requested_value("cell") or lacking.ALL
    if is_wrong(form):
        return lacking.entries_of(kind, asked).record._default_manager.none()
    if which == "unsure":
        return lacking.uncertain_entries(kind, asked, actor, today, form.on, unit.pk if unit else None)
    answers = [answer for answer in ANSWERS if answer == which or (which == LACKS and answer != "yes")]
    of_unit = unit.pk if unit else None
    return lacking.coverage_entries(kind, asked, actor, today, form.on, unit=of_unit, cell=cell, answers=answers)


@require_safe
@login_required
def coverage_detail(request: HttpRequest, name: str, which: str) -> HttpResponse:
    """Show which entries have what they should have on a day: how many of how many, and which lack something."""
    kind, asked, form = _coverage(request, name, which)
    if asked.of_list:
        return list_coverage_detail(request, kind, asked)
    if asked.of_units:
        return unit_coverage_detail(request, kind, asked, form)
    actor, today, unit = request_actor(request), timezone.localdate(), form.requested_value("unit")
    entries, day, of_unit = lacking.entries_of(kind, asked), form.on, unit.pk if unit else None
    divided = {} if is_wrong(form) else {by: _told(kind, asked, by, form, actor, today) for by in asked.by}
    if is_wrong(form):
        base = None
    elif divided:  # each entry is in one line: the lines add up to the whole, without another scan
        base = lacking.merge_coverage(asked, next(iter(divided.values()))[1].values())
    else:
        base = lacking.count_coverage(kind, asked, actor, today, day, unit=of_unit)[None]
    unset = lacking.unset_parameters(asked, of_unit, day)
    page = paginate_rows(request, _entries(kind, asked, form, actor, today), count=_count(form, base))
    context = {
        "title": str(asked.label),
        "of": str(kind.label),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name])), (str(asked.label), "")],
        "actions": [],
        "filters": figure_filter_context(request, form),
        "facts": _facts(request, base, day, unset) if base else [],
        "whose": counted_scope_text(entries, actor, today),
        "cells": answers_table(request, _names(asked), base.cells) if base else None,
        "divided": [_divided(kind, asked, by, *told, day) for by, told in divided.items()],
        "sheet_url": reverse("records:coverage_sheet", args=[kind.name, asked.name])
        + list_query_string(request, page=None),
        "count": page.paginator.count,
        "table": _listed(kind, asked, list(page), day, actor),
        "pager": build_pager(request, page),
        "wide": True,
    }
    return render(request, "records/coverage.html", context)


@require_POST
@login_required
def coverage_sheet(request: HttpRequest, name: str, which: str) -> HttpResponseBase:
    """Send the listed entries as a workbook, with what each lacks; the export is journaled."""
    kind, asked, form = _coverage(request, name, which)
    if asked.of_list:
        return list_coverage_sheet(request, kind, asked)
    if asked.of_units:
        return unit_coverage_sheet(request, kind, asked, form)
    actor, today, day = request_actor(request), timezone.localdate(), form.on
    words = {True: _("yes"), False: _("no"), None: _("unknown")}
    every = list(_entries(kind, asked, form, actor, today))
    lines: list[list[object]] = []
    for first in range(0, len(every), 500):
        some = every[first : first + 500]
        told = lacking.answer_cells(kind, asked, [entry.pk for entry in some], day)
        for entry in some:
            cells = [words[told[entry.pk][cell.name]] for cell in asked.cells]
            lines.append([entry.number, entry.title, str(entry.unit), *cells])
    columns = [(_("Number"), 14), (fields.field_label(kind, "title"), 40), (_("Unit"), 24)]
    columns += [(str(cell.label), 14) for cell in asked.cells]
    return export_figures_workbook(request, kind, str(asked.label), columns, lines, [day.isoformat()])


def _facts(request: HttpRequest, base: lacking.Base, day: date, unset: Sequence[object]) -> list[LabelledFact]:
    whole = base.cells[lacking.ALL]
    said = _("%(yes)d of %(all)d") % {"yes": whole.yes, "all": whole.total_count}
    found = [LabelledFact(_("Entries on %(day)s") % {"day": day.isoformat()}, str(base.entries))]
    found.append(
        LabelledFact(
            _("Complete"),
            said if base.entries else _("not computable"),
            note=tables.share_of(whole.yes, whole.total_count),
        )
    )
    if base.unsure:
        url = list_query_string(request, which="unsure", page=None, cell=None)
        found.append(LabelledFact(_("Not known whether they count"), str(base.unsure), url=url))
    if unset:
        names = "、".join(str(label) for label in unset)
        found.append(LabelledFact(_("Not computable"), _("not set: %(names)s") % {"names": names}))
    return found


def _names(asked: Coverage) -> dict[str, str]:
    return {cell.name: str(cell.label) for cell in asked.cells}


def _count(form: CoverageForm, base: lacking.Base | None) -> int | None:
    """Return how many entries are listed, from the counts already made."""
    if base is None:
        return None
    which, counts = form.requested_value("which") or LACKS, base.cells[form.requested_value("cell") or lacking.ALL]
    if which == "unsure":
        return base.unsure
    return counts.total_count - counts.yes if which == LACKS else int(getattr(counts, which))


Lines = tuple[Mapping[int, str], Mapping[Any, lacking.Base]]


def _told(kind: CompiledKind, asked: Coverage, by: str, form: CoverageForm, actor: Actor, today: date) -> Lines:
    """Return the units shown, and the coverage of each line, by unit or code."""
    unit, day = form.requested_value("unit"), form.on
    of_unit = unit.pk if unit else None
    among = units_shown(of_unit, day)[1] if by == "unit" else {}
    return among, lacking.count_coverage(kind, asked, actor, today, day, unit=of_unit, by=by, among=[*among])


def _divided(
    kind: CompiledKind,
    asked: Coverage,
    by: str,
    among: Mapping[int, str],
    told: Mapping[object, lacking.Base],
    day: date,
) -> DataTable:
    """Return the same by unit or code as a table: how many of how many have each cell."""
    entries = lacking.entries_of(kind, asked)
    names: dict[Any, str] = {**among} if by == "unit" else {**code_words(entries, by, day)}
    names |= {key: _("elsewhere") for key in told if key not in names}
    label = fields.field_label(entries, by)
    heads = [
        DataColumn(label),
        *(DataColumn(str(cell.label), "number") for cell in asked.cells),
        DataColumn(_("all of it"), "number"),
    ]
    rows = []
    for key, name in names.items():
        if key not in told:
            continue
        cells = [DataCell(name, head=True)]
        for which, head in zip((*(cell.name for cell in asked.cells), lacking.ALL), heads[1:], strict=True):
            counts = told[key].cells[which]
            said = (
                _("%(yes)d of %(all)d") % {"yes": counts.yes, "all": counts.total_count}
                if counts.total_count
                else _("none")
            )
            cells.append(DataCell(said, head.label, "number", note=tables.share_of(counts.yes, counts.total_count)))
        rows.append(DataRow(str(key), name, cells))
    return DataTable(label, heads, rows, Empty(_("There is nothing to count here.")), wide=True, shown=True)


def _listed(kind: CompiledKind, asked: Coverage, some: Sequence[Record], day: date, actor: Actor) -> DataTable:
    """Return the table of entries with what each has, and links to the forms that enter what is missing."""
    told = lacking.answer_cells(kind, asked, [entry.pk for entry in some], day)
    lights = {
        True: Light("done", _("there")),
        False: Light("late", _("lacking")),
        None: Light("steady", _("unknown")),
    }
    found_one = {
        name: cell_opening_form(lacking.entries_of(kind, asked), condition, actor)
        for name, condition in asked.conditions.items()
    }
    heads = [DataColumn(_("Number"), "code"), DataColumn(fields.field_label(kind, "title")), DataColumn(_("Unit"))]
    heads += [DataColumn(str(cell.label), "light") for cell in asked.cells]
    rows = []
    for entry in some:
        cells = [
            DataCell(entry.number, str(heads[0].label), "code"),
            DataCell(entry.title or entry.number, head=True, url=entry.get_absolute_url()),
            DataCell(str(entry.unit), str(heads[2].label)),
        ]
        for cell in asked.cells:
            answer, way = told[entry.pk][cell.name], found_one[cell.name]
            steps = []
            if way and answer is False and entry.number:
                url = way[0] + "?" + urlencode({way[1]: entry.number})
                steps = [{"label": _("Enter one"), "url": url}]
            cells.append(DataCell("", str(cell.label), "light", light=lights[answer], steps=steps))
        rows.append(DataRow(str(entry.pk), entry.title, cells))
    return DataTable(_("Entries"), heads, rows, Empty(_("Nothing is missing."), _("Change the selection above.")))
