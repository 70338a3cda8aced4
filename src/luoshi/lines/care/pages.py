"""“My children this month”: of each child that one is paired with, what is owed, and the way to note it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.lines.care.queries import MISSED, may_look, paired_with, pairs_of_missed, readable_files
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, paged, pager, query
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.words import words_now
from luoshi.records.duties.queries.grid import Grid, grid
from luoshi.records.duties.shown import duty_cell, grid_table, made_up
from luoshi.records.kinds.registry import kind

_ = words_now(__name__)

MONTHS = 3  # this month and two before it: what was missed still shows


@require_safe
@login_required
def month(request: HttpRequest) -> HttpResponse:
    """The children of who asks, each with its talk and contact of this month, and what was missed in those before."""
    today = timezone.localdate()
    children = paired_with(acting(request).person, today)
    pks = [one.pk for one in children]
    grids = {name: grid(pks, name, today, today, most=MONTHS) for name in ("talk", "contact")}
    title = _("My children this month")
    context = {"title": title, "table": _table(title, children, grids, today), "count": len(children)}
    return render(request, "care/month.html", context)


@require_safe
@login_required
def months(request: HttpRequest) -> HttpResponse:
    """Every child that one may read by the months of a year: talks and contacts, met, missed or not owed.

    Raises:
        Http404: nothing of it is theirs to read.
    """
    actor, today, declared = acting(request), timezone.localdate(), kind("children")
    if not may_look(actor):
        raise Http404
    asked = request.GET.get("year", "")
    until = min(date(int(asked), 12, 31), today) if asked.isdecimal() and len(asked) == 4 and int(asked) else today
    page = paged(request, readable_files(actor, today))
    called = {one.pk: (one.code, one.get_absolute_url()) for one in page}
    cards = []
    for name in ("talk", "contact"):
        label = str(declared.owed[name].label)
        shown = grid(called, name, until, today)
        table = _with_pairs(grid_table(shown, called, label, str(declared.one)), shown, actor, today)
        cards.append({"id": name, "title": label, "count": page.paginator.count, "table": table})
    before = {"label": _("Year before"), "url": query(request, year=until.year - 1, page=None)}
    later = {"label": _("Next year"), "url": query(request, year=until.year + 1, page=None)}
    context = {
        "title": _("Children by month"),
        "cards": cards,
        "pager": pager(request, page),
        "actions": [before, *([later] if until.year < today.year else [])],
        "wide": True,
    }
    return render(request, "care/months.html", context)


def _with_pairs(table: Table, shown: Grid, actor: Actor, today: date) -> Table:
    """The table with the pair beside each month that was missed. Few queries."""
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


def _table(title: str, children: list[Any], grids: dict[str, Grid], today: date) -> Table:
    declared = kind("children")
    duties = {name: str(declared.owed[name].label) for name in grids}
    steps = declared.cycle.by_name
    rows = []
    for one in children:
        called = f"{one.name} {one.code}".strip()
        cells = [Cell(called, str(declared.one), head=True, url=one.get_absolute_url())]
        for name, label in duties.items():
            cells.append(_cell(one, name, label, grids[name], str(steps[name].label), today))
        visit = {"label": str(steps["visit"].label), "url": f"{one.get_absolute_url()}visit/"}
        cells.append(Cell("", _("Visit"), "steps", steps=[visit]))
        rows.append(Row(str(one.pk), called, cells))
    heads = [Column(str(declared.one)), *(Column(label, "light") for label in duties.values())]
    heads.append(Column(_("Visit"), "steps"))
    empty = Empty(_("You are paired with no child."), _("Who is paired with you shows here from the first day on."))
    return Table(title, heads, rows, empty)


def _cell(one: Any, name: str, label: str, shown: Grid, step: str, today: date) -> Cell:
    """How this month stands, with what was missed before it, and the button that notes it while anything is open."""
    stands = dict(zip(shown.periods, shown.cells.get(one.pk, ()), strict=False))
    now = next((cell for period, cell in stands.items() if period.first <= today <= period.last), None)
    missed = [(period, cell) for period, cell in stands.items() if cell.state in MISSED]
    left = any(cell.state == "missed" for _period, cell in missed)
    met = now is not None and now.state in ("met", "met_late")
    made = duty_cell(now, label) if now is not None else Cell("—", label, "light")
    note = made.note
    if missed:
        months = [f"{one.first:%Y-%m}" + (f" ({made_up(cell.met_on)})" if cell.met_on else "") for one, cell in missed]
        note = _("missed: %(months)s") % {"months": "、".join(months)}
    way = [] if met and not left else [{"label": step, "url": f"{one.get_absolute_url()}{name}/"}]
    return Cell(made.text, label, "light", light=made.light, note=note, steps=way)
