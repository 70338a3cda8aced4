"""The page and the workbook of a coverage of a code list: each number leads to its rows, each empty cell is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    Light,
    list_query_string,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures import tables
from luoshi.desk.figures.forms import LACKS, ListCoverageForm
from luoshi.desk.figures.page_helpers import (
    answers_table,
    export_figures_workbook,
    figure_filter_context,
    figures_scope_text,
    is_wrong,
)
from luoshi.desk.figures.queries.axes import axis_label
from luoshi.desk.figures.queries.list_coverage import (
    CountedCell,
    ListEntry,
    cells_in_use,
    count_entries,
    list_entries,
)
from luoshi.desk.figures.rules import Answered
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.access import readable_condition


def list_coverage_detail(request: HttpRequest, kind: CompiledKind, asked: Coverage) -> HttpResponse:
    """Show what each item of the list has in each year, and which cells are empty."""
    actor, today = request_actor(request), timezone.localdate()
    form = ListCoverageForm(request.GET, asked, today)
    entries = _entries(asked, form, actor, today)
    counts = count_entries(asked, entries)
    shown = _chosen(form, entries)
    context = {
        "title": str(asked.label),
        "of": str(kind.label),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name])), (str(asked.label), "")],
        "actions": [],
        "filters": figure_filter_context(request, form),
        "facts": _facts(counts[""]) if entries else [],
        "whose": _scope_text(asked, entries, actor, today),
        "cells": _counts_table(request, asked, counts) if entries else None,
        "divided": [],
        "sheet_url": reverse("records:coverage_sheet", args=[kind.name, asked.name]) + list_query_string(request),
        "count": len(shown),
        "table": _listed(asked, shown, actor, today),
        "pager": None,
        "wide": True,
    }
    return render(request, "records/coverage.html", context)


def list_coverage_sheet(request: HttpRequest, kind: CompiledKind, asked: Coverage) -> HttpResponseBase:
    """Send the listed entries as a workbook, with what is empty in each; the export is journaled."""
    actor, today = request_actor(request), timezone.localdate()
    form = ListCoverageForm(request.GET, asked, today)
    entries = _entries(asked, form, actor, today)
    lines: list[list[object]] = [
        [
            entry.word,
            entry.year,
            *(tables.exact_figure_value(cell.told.figure, cell.told.value) for cell in entry.cells),
            "、".join(entry.empty_cells),
        ]
        for entry in _chosen(form, entries)
    ]
    columns = [(_list_label(asked), 30), (_("Year"), 8), *((label, 14) for label in _heads(asked)), (_("Lacking"), 30)]
    scope = partial(_scope_of_sheet, asked, entries)
    return export_figures_workbook(request, kind, str(asked.label), columns, lines, [str(form.last_year)], scope)


def _entries(asked: Coverage, form: ListCoverageForm, actor: Actor, today: date) -> list[ListEntry]:
    """Return all entries; nothing if the request is invalid, so that never more is shown than was meant."""
    unit = form.requested_value("unit")
    return [] if is_wrong(form) else list_entries(asked, actor, today, form.last_year, unit.pk if unit else None)


def _chosen(form: ListCoverageForm, entries: Sequence[ListEntry]) -> list[ListEntry]:
    """Return the entries that are asked for; all of them if nothing is."""
    which, cell = form.requested_value("which"), form.requested_value("cell") or ""
    if which is None:
        return [*entries]
    return [entry for entry in entries if _is_asked(entry, cell, which)]


def _is_asked(entry: ListEntry, cell: str, which: str) -> bool:
    answer = entry.answer_for(cell)
    return answer != "yes" if which == LACKS else answer == which


def _scope_text(asked: Coverage, entries: Sequence[ListEntry], actor: Actor, today: date) -> str:
    """Return whose records are counted: of the kind of which the actor may not read all, if there is one."""
    kinds = [kind for kind, _figure, _by in cells_in_use(asked).values()]
    if not kinds:
        return _("The office uses none of the lines of work that are counted here.")
    narrow = (kind for kind in kinds if readable_condition(kind, actor, today))
    guarded = any(cell.told.value is not None and cell.told.value.small for entry in entries for cell in entry.cells)
    return figures_scope_text(next(narrow, kinds[0]), actor, today, guarded=guarded)


def _scope_of_sheet(
    asked: Coverage, entries: Sequence[ListEntry], _kind: CompiledKind, actor: Actor, today: date
) -> str:
    return _scope_text(asked, entries, actor, today)


def _facts(whole: Answered) -> list[LabelledFact]:
    said = _("%(yes)d of %(all)d") % {"yes": whole.yes, "all": whole.total_count}
    return [
        LabelledFact(_("Entries"), str(whole.total_count)),
        LabelledFact(_("Complete"), said, note=tables.share_of(whole.yes, whole.total_count)),
    ]


def _heads(asked: Coverage) -> list[str]:
    used = cells_in_use(asked)
    return [str(cell.label) for cell in asked.cells if cell.name in used]


def _list_label(asked: Coverage) -> str:
    used = next(iter(cells_in_use(asked).values()), None)
    return "" if used is None else axis_label(used[0], used[2])


def _counts_table(request: HttpRequest, asked: Coverage, counts: dict[str, Answered]) -> DataTable:
    used = cells_in_use(asked)
    names = {cell.name: str(cell.label) for cell in asked.cells if cell.name in used}
    return answers_table(request, names, counts)


def _listed(asked: Coverage, entries: Sequence[ListEntry], actor: Actor, today: date) -> DataTable:
    """Return a line for each item and year; where there is nothing, the way to enter the first."""
    heads = [DataColumn(_list_label(asked)), DataColumn(_("Year"), "number")]
    heads += [DataColumn(label, "number") for label in _heads(asked)]
    rows = []
    for entry in entries:
        cells = [DataCell(entry.word, head=True), DataCell(str(entry.year), str(heads[1].label), "number")]
        kinds = set[str]()  # a record is begun once: what it reaches later is no form of its own
        for cell in entry.cells:
            begins = entry.year == today.year and cell.kind.name not in kinds
            cells.append(_number(entry, cell, actor, begins=begins))
            kinds.add(cell.kind.name)
        rows.append(DataRow(f"{entry.code}-{entry.year}", f"{entry.word} {entry.year}", cells))
    return DataTable(_("Entries"), heads, rows, Empty(_("Nothing is missing."), _("Change the selection above.")))


def _number(entry: ListEntry, cell: CountedCell, actor: Actor, *, begins: bool) -> DataCell:
    """Return a number with its rows behind it, or that there is none, with the form that begins the first.

    Red is for what is late: that a plan had nothing in a year need not be wrong.
    """
    if cell.answer == "no":
        way = _opening_form(cell, entry, actor) if begins else ""
        steps = [{"label": _("Enter one"), "url": way}] if way else []
        return DataCell("", cell.label, "number", light=Light("none", _("lacking")), steps=steps)
    text = tables.format_figure_value(cell.told.figure, cell.told.value)
    note = tables.format_known_share(cell.told.figure, cell.told.value)
    return DataCell(text, cell.label, "number", url=tables.figure_rows_url(cell.kind, cell.told), note=note)


def _opening_form(cell: CountedCell, entry: ListEntry, actor: Actor) -> str:
    """Return the form that begins such a record with the item filled in; "" if the actor may not begin one."""
    steps = [step for step in rights.steps_to_begin(cell.kind, actor) if cell.by in form_fields(cell.kind, step)]
    if not steps:
        return ""
    usual = steps[0] is cell.kind.cycle.first
    args = [cell.kind.name] if usual else [cell.kind.name, steps[0].name]
    return reverse("records:new" if usual else "records:begin", args=args) + "?" + urlencode({cell.by: entry.code})
