"""“My children this month”: for each child the user is paired with, what is owed, with buttons to enter it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.queries.grid import DutyGrid, duty_grid
from luoshi.kernel.duties.tables import duty_cell, grid_table, made_up
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.care.queries import MISSED, may_view_children, paired_with, pairs_of_missed, readable_files

_ = words_now(__name__)

MONTHS = 3  # this month and the two before, so that missed ones still show


@require_safe
@login_required
def child_month_list(request: HttpRequest) -> HttpResponse:
    """List the user's children, with this month's talk and contact, and those missed before."""
    today = timezone.localdate()
    children = paired_with(request_actor(request).person, today)
    pks = [child.pk for child in children]
    grids = {name: duty_grid(pks, name, today, today, most=MONTHS) for name in ("talk", "contact")}
    title = _("My children this month")
    context = {"title": title, "table": _table(title, children, grids, today), "count": len(children)}
    return render(request, "care/month.html", context)


@require_safe
@login_required
def child_year_list(request: HttpRequest) -> HttpResponse:
    """List all children the user may read by the months of a year: talks and contacts met, missed or not owed.

    Raises:
        Http404: the user may read none of it.
    """
    actor, today, declared = request_actor(request), timezone.localdate(), get_kind("children")
    if not may_view_children(actor):
        raise Http404
    asked = request.GET.get("year", "")
    until = min(date(int(asked), 12, 31), today) if asked.isdecimal() and len(asked) == 4 and int(asked) else today
    page = paginate_rows(request, readable_files(actor, today))
    called = {child.pk: (child.code, child.get_absolute_url()) for child in page}
    cards = []
    for name in ("talk", "contact"):
        label = str(declared.duties_by_name[name].label)
        shown = duty_grid(called, name, until, today)
        table = _with_pairs(grid_table(shown, called, label, str(declared.one)), shown, actor, today)
        cards.append({"id": name, "title": label, "count": page.paginator.count, "table": table})
    before = {"label": _("Year before"), "url": list_query_string(request, year=until.year - 1, page=None)}
    later = {"label": _("Next year"), "url": list_query_string(request, year=until.year + 1, page=None)}
    context = {
        "title": _("Children by month"),
        "cards": cards,
        "pager": build_pager(request, page),
        "actions": [before, *([later] if until.year < today.year else [])],
        "wide": True,
    }
    return render(request, "care/months.html", context)


def _with_pairs(table: DataTable, shown: DutyGrid, actor: Actor, today: date) -> DataTable:
    """Add the paired person to each missed month of a table. Few queries."""
    whose = pairs_of_missed(shown, actor, today)
    rows = []
    for row in table.rows:
        cells = list(row.cells)
        for at, (period, cell) in enumerate(zip(shown.periods, shown.cells[int(row.key)], strict=True), 1):
            if cell.state in MISSED:
                named = whose[int(row.key), period.first] or _("nobody was paired")
                note = cells[at].note if cell.state == "met_late" else ""
                cells[at] = replace(cells[at], note="、".join(filter(None, (named, note))))
        rows.append(replace(row, cells=cells))
    return replace(table, rows=rows)


def _table(title: str, children: list[Any], grids: dict[str, DutyGrid], today: date) -> DataTable:
    declared = get_kind("children")
    duties = {name: str(declared.duties_by_name[name].label) for name in grids}
    steps = declared.cycle.by_name
    rows = []
    for child in children:
        called = f"{child.name} {child.code}".strip()
        cells = [DataCell(called, str(declared.one), head=True, url=child.get_absolute_url())]
        for name, label in duties.items():
            cells.append(_cell(child, name, label, grids[name], str(steps[name].label), today))
        visit = {"label": str(steps["visit"].label), "url": f"{child.get_absolute_url()}visit/"}
        cells.append(DataCell("", _("Visit"), "steps", steps=[visit]))
        rows.append(DataRow(str(child.pk), called, cells))
    heads = [DataColumn(str(declared.one)), *(DataColumn(label, "light") for label in duties.values())]
    heads.append(DataColumn(_("Visit"), "steps"))
    empty = Empty(
        _("You are not paired with a child."), _("The children paired with you appear here from the first day on.")
    )
    return DataTable(title, heads, rows, empty)


def _cell(one: Record, name: str, label: str, shown: DutyGrid, step: str, today: date) -> DataCell:
    """Show this month's status and earlier missed months, with a button while anything is open."""
    stands = dict(zip(shown.periods, shown.cells.get(one.pk, ()), strict=False))
    now = next((cell for period, cell in stands.items() if period.first <= today <= period.last), None)
    missed = [(period, cell) for period, cell in stands.items() if cell.state in MISSED]
    left = any(cell.state == "missed" for _period, cell in missed)
    met = now is not None and now.state in ("met", "met_late")
    made = duty_cell(now, label) if now is not None else DataCell("—", label, "light")
    note = made.note
    if missed:
        months = [
            f"{period.first:%Y-%m}" + (f" ({made_up(cell.met_on)})" if cell.met_on else "") for period, cell in missed
        ]
        note = _("missed: %(months)s") % {"months": "、".join(months)}
    way = [] if met and not left else [{"label": step, "url": f"{one.get_absolute_url()}{name}/"}]
    return DataCell(made.text, label, "light", light=made.light, note=note, steps=way)
