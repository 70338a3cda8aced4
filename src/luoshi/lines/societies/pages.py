"""The page of dues: organisations by their duties in a year, each with a link to the form that enters it."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.page_helpers import figure_filter_context, is_wrong
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.queries.grid import DueInSpan, due_counts, falling_due, missed_count
from luoshi.kernel.duties.tables import duty_cell, in_heads
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import open_steps, steps_to_begin
from luoshi.lines.societies.forms import DueForm
from luoshi.lines.societies.queries import organisations_falling_due

_ = words_now(__name__)

INSPECTED = ("inspection", "check")  # entered as an inspection; others by a step of the same name


@require_safe
@login_required
def society_due_list(request: HttpRequest) -> HttpResponse:
    """Show the grid of organisations by duties for a year."""
    declared, actor, today = get_kind("societies"), request_actor(request), timezone.localdate()
    form = DueForm(request.GET, declared, today)
    year, unit, face = (
        form.requested_value("year") or today.year,
        form.requested_value("unit"),
        declared.face(form.requested_value("face") or ""),
    )
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = organisations_falling_due(declared, actor, today, first, last, unit.pk if unit else None, face)
    if is_wrong(form):
        rows = rows.none()
    page = paginate_rows(request, rows)
    some = list(page)
    stands = falling_due([record.pk for record in some], declared.duties_by_name, first, last, today)
    title = _("Who is due")
    context = {
        "title": title,
        "crumbs": [(str(declared.label), reverse("records:list", args=[declared.name])), (title, "")],
        "filters": figure_filter_context(request, form),
        "facts": _facts(request, declared, due_counts(rows, declared.duties_by_name, first, last, today)),
        "year": year,
        "table": _table(declared, some, stands, open_steps(some, actor, today), _inspects(actor)),
        "count": page.paginator.count,
        "pager": build_pager(request, page),
        "actions": [
            {"label": _("Year before"), "url": list_query_string(request, year=year - 1, page=None)},
            {"label": _("Next year"), "url": list_query_string(request, year=year + 1, page=None)},
        ],
        "wide": True,
    }
    return render(request, "societies/due.html", context)


def _facts(request: HttpRequest, declared: CompiledKind, counts: dict[str, Any]) -> list[LabelledFact]:
    """Summarise each duty: met in time, missed, and made up."""
    found = []
    for name, duty in declared.duties_by_name.items():
        stood = counts.get(name, {})
        counted = (stood.get("met", 0), missed_count(stood), stood.get("met_late", 0), sum(stood.values()))
        found.append(LabelledFact(str(duty.label), in_heads(*counted) if stood else _("none")))
    return found


def _inspects(actor: Actor) -> bool:
    return bool(steps_to_begin(get_kind("inspections"), actor))


def _table(
    declared: CompiledKind, some: list[Record], stands: DueInSpan, steps: dict[int, list[Step]], inspects: bool
) -> DataTable:
    head = str(declared.one)
    heads = [DataColumn(head), *(DataColumn(str(duty.label), "light") for duty in declared.duties_by_name.values())]
    rows = []
    for record in some:
        cells = [
            DataCell(
                record.title, head, head=True, url=record.get_absolute_url(), note=fields.field_text(record, "state")
            )
        ]
        may = {step.name for step in steps[record.pk]}
        for name, owed in declared.duties_by_name.items():
            label, stood = str(owed.label), stands.of(record.pk, name)
            shown = duty_cell(stood, label)
            if stood.state in ("missed", "open"):
                url = _form(record, name, may, inspects)
                way = [{"label": _("Enter it"), "url": url}] if url else []
                shown = DataCell(shown.text, label, "light", light=shown.light, note=shown.note, steps=way)
            elif (record.pk, name) in stands.unset:
                shown = DataCell(_("not computable"), label, "light", note=_("a value of the office is not set"))
            cells.append(shown)
        rows.append(DataRow(str(record.pk), record.title, cells))
    empty = Empty(_("Nothing falls due in this year."), _("Choose another year, unit or kind."))
    return DataTable(_("Who is due"), heads, rows, empty, wide=True)


def _form(one: Record, name: str, may: set[str], inspects: bool) -> str:
    """Return the URL of the form that enters what is owed, prefilled; "" if the user may not."""
    if name in INSPECTED:
        return f"{reverse('records:new', args=['inspections'])}?{urlencode({'body': one.number})}" if inspects else ""
    return f"{one.get_absolute_url()}{name}/" if name in may else ""
