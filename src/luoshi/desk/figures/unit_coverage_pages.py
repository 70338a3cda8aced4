"""The page and the workbook of a coverage of units: each unit with what it has, each gap with what stands beside it."""

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
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures import tables
from luoshi.desk.figures.forms import LACKS, CoverageForm
from luoshi.desk.figures.page_helpers import (
    answers_table,
    export_figures_workbook,
    figure_filter_context,
    figures_scope_text,
    is_wrong,
)
from luoshi.desk.figures.queries.unit_coverage import (
    ChosenUnits,
    UnitCell,
    UnitEntry,
    cells_in_use,
    chosen_units,
    count_units,
    unit_entries,
    unit_parameter,
)
from luoshi.desk.figures.rules import Answer, Answered
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.rights.queries.access import readable_condition

LIGHTS: dict[Answer, str] = {"yes": "done", "no": "late", "unknown": "steady"}


def unit_coverage_detail(request: HttpRequest, kind: CompiledKind, asked: Coverage, form: CoverageForm) -> HttpResponse:
    """Show which of the units have what they should have on a day, and what stands beside each gap."""
    actor, today = request_actor(request), timezone.localdate()
    chosen, entries = _entries(asked, form, actor, today)
    counts = count_units(asked, entries)
    names = {cell.name: str(cell.label) for cell in asked.cells if cell.name in cells_in_use(asked)}
    page = paginate_rows(request, _listed_entries(form, entries))
    context = {
        "title": str(asked.label),
        "of": str(kind.label),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name])), (str(asked.label), "")],
        "actions": [],
        "filters": figure_filter_context(request, form),
        "facts": [] if is_wrong(form) else _facts(asked, chosen, counts[""], form.on),
        "whose": _scope_text(asked, kind, actor, today),
        "cells": None if is_wrong(form) else answers_table(request, names, counts),
        "divided": [],
        "sheet_url": reverse("records:coverage_sheet", args=[kind.name, asked.name])
        + list_query_string(request, page=None),
        "count": page.paginator.count,
        "table": _table(asked, list(page), actor),
        "pager": build_pager(request, page),
        "wide": True,
    }
    return render(request, "records/coverage.html", context)


def unit_coverage_sheet(
    request: HttpRequest, kind: CompiledKind, asked: Coverage, form: CoverageForm
) -> HttpResponseBase:
    """Send the listed units as a workbook, with what each lacks and what stands beside it; the export is journaled."""
    actor, today = request_actor(request), timezone.localdate()
    _chosen, entries = _entries(asked, form, actor, today)
    words = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}
    lines: list[list[object]] = [
        [
            entry.code,
            entry.name,
            *(" ".join(filter(None, (words[cell.answer], _beside(cell)))) for cell in entry.cells),
            "、".join(entry.lacking),
        ]
        for entry in _listed_entries(form, entries)
    ]
    heads = [str(cell.label) for cell in asked.cells if cell.name in cells_in_use(asked)]
    columns = [(_("Unit code"), 14), (_("Unit"), 30), *((label, 24) for label in heads), (_("Lacking"), 30)]
    scope = partial(_scope_text, asked)
    return export_figures_workbook(request, kind, str(asked.label), columns, lines, [form.on.isoformat()], scope)


def _entries(asked: Coverage, form: CoverageForm, actor: Actor, today: date) -> tuple[ChosenUnits, list[UnitEntry]]:
    """Return all entries; nothing if the request is invalid, so that never more is shown than was meant."""
    if is_wrong(form):
        return ChosenUnits({}), []
    unit = form.requested_value("unit")
    chosen = chosen_units(asked, unit.pk if unit else None, form.on)
    return chosen, unit_entries(asked, chosen, actor, today, form.on)


def _listed_entries(form: CoverageForm, entries: Sequence[UnitEntry]) -> list[UnitEntry]:
    """Return the entries that are asked for; by default those that lack something."""
    which, cell = form.requested_value("which") or LACKS, form.requested_value("cell") or ""
    answers = [(entry, entry.answer_for(cell)) for entry in entries]
    return [entry for entry, answer in answers if (answer != "yes" if which == LACKS else answer == which)]


def _scope_text(asked: Coverage, kind: CompiledKind, actor: Actor, today: date) -> str:
    """Return whose records are counted: of the kind of which the actor may not read all, if there is one."""
    kinds = [of for of, _within in cells_in_use(asked).values()]
    narrow = (of for of in kinds if readable_condition(of, actor, today))
    return figures_scope_text(next(narrow, next(iter(kinds), kind)), actor, today)


def _facts(asked: Coverage, chosen: ChosenUnits, whole: Answered, day: date) -> list[LabelledFact]:
    if chosen.unset:
        names = _("not set: %(names)s") % {"names": unit_parameter(asked).label}
        return [LabelledFact(_("Not computable"), names)]
    said = _("%(yes)d of %(all)d") % {"yes": whole.yes, "all": whole.total_count}
    found = [
        LabelledFact(_("Entries on %(day)s") % {"day": day.isoformat()}, str(whole.total_count)),
        LabelledFact(
            _("Complete"),
            said if whole.total_count else _("not computable"),
            note=tables.share_of(whole.yes, whole.total_count),
        ),
    ]
    if chosen.absent:
        found.append(LabelledFact(_("No unit of this code on the day"), "、".join(chosen.absent)))
    return found


def _beside(cell: UnitCell) -> str:
    """Return what stands beside a gap: a record with its state, or that there is none of any state."""
    if cell.answer == "yes":
        return ""
    return " ".join(filter(None, (cell.found.number, cell.found.state))) if cell.found else _("none")


def _table(asked: Coverage, entries: Sequence[UnitEntry], actor: Actor) -> DataTable:
    """Return a line for each unit; beside a gap the record on its way, or the form that begins the first."""
    used = cells_in_use(asked)
    heads = [DataColumn(_("Unit")), DataColumn(_("Unit code"), "code")]
    heads += [DataColumn(str(cell.label), "light") for cell in asked.cells if cell.name in used]
    words = {"yes": _("there"), "no": _("lacking"), "unknown": _("unknown")}
    begins = {name: _opening_url(kind, Face("", "", within.where).sets, actor) for name, (kind, within) in used.items()}
    rows = []
    for entry in entries:
        cells = [DataCell(entry.name, head=True), DataCell(entry.code, str(heads[1].label), "code")]
        for cell in entry.cells:
            url = begins[cell.name]
            steps = []
            if cell.answer == "no" and cell.found is None and url:
                steps = [{"label": _("Enter one"), "url": url + urlencode({"unit": entry.pk})}]
            elif cell.found is not None and cell.found.url:
                steps = [{"label": cell.found.number, "url": cell.found.url}]
            word = words[cell.answer] if cell.answer == "yes" else f"{words[cell.answer]} · {_state(cell)}"
            cells.append(DataCell("", cell.label, "light", light=Light(LIGHTS[cell.answer], word), steps=steps))
        rows.append(DataRow(str(entry.pk), entry.name, cells))
    return DataTable(_("Entries"), heads, rows, Empty(_("Nothing is missing."), _("Change the selection above.")))


def _state(cell: UnitCell) -> str:
    return cell.found.state if cell.found else _("none")


def _opening_url(kind: CompiledKind, sets: dict[str, object], actor: Actor) -> str:
    """Return the address of the form that begins such a record, up to its last parameter; "" if not permitted."""
    steps = [step for step in rights.steps_to_begin(kind, actor) if "unit" in form_fields(kind, step)]
    if not steps:
        return ""
    usual = steps[0] is kind.cycle.first
    args = [kind.name] if usual else [kind.name, steps[0].name]
    known = "".join(f"{name}={value}&" for name, value in sets.items())
    return reverse("records:new" if usual else "records:begin", args=args) + "?" + known
