"""An instruction on a record begins; what was written on a record, and on what an instruction is, as cards."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.lines.instructions import queries
from luoshi.lines.instructions.models import Instruction
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.words import words_now
from luoshi.records.kinds import fields
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import may_open_somewhere, readable

_ = words_now(__name__)


@require_safe
@login_required
def about(request: HttpRequest) -> HttpResponse:
    """The form that enters an instruction, on the record of ``?row=``: its number, unit and who writes are there."""
    declared, actor, at = kind("instructions"), acting(request), timezone.now()
    row = request.GET.get("row", "")
    found = queries.by_key(row, actor, timezone.localdate(at))
    if not may_open_somewhere([declared], actor):
        raise Http404
    step: Any = declared.cycle.first
    form = step.given(record=Instruction(), actor=actor, at=at)
    if found:
        form.initial |= {"about": found.number, "unit": found.unit}
    context = {
        "title": str(step.label),
        "crumbs": [(str(declared.label), reverse("records:list", args=["instructions"])), (str(step.label), "")],
        "of": f"{found.number} {found.title}" if found else "",
        "form": form,
        "to": {
            "url": reverse("records:new", args=["instructions"]),
            "label": str(step.label),
            "back_url": found.get_absolute_url() if found else reverse("records:list", args=["instructions"]),
            "files": True,
            "once": str(uuid4()),
            "draft": "instructions:give",
        },
        "no_print": True,
    }
    return render(request, "luoshi/step.html", context)


def of_instruction(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """On what an instruction is: named to who may read it, else by its number alone. Two queries."""
    instruction: Any = record
    on = instruction.about
    if on is None:
        return []
    may = bool(readable(on.declared, [on], actor, day))
    cells = [
        Cell(on.number, _("Number"), "code"),
        Cell(on.title if may else "—", _("What it is on"), head=True, url=on.get_absolute_url() if may else ""),
        Cell(str(on.declared.one), _("Kind")),
    ]
    title = _("What it is on")
    columns = [Column(_("Number"), "code"), Column(title), Column(_("Kind"))]
    return [
        {"id": "on", "title": title, "table": Table(title, columns, [Row(str(on.pk), on.number, cells)], Empty(""))}
    ]


def cards(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """The instructions on a record, on its page. One query."""
    if record.kind == "instructions":
        return []
    found = queries.on(record, actor, day)
    if not found:
        return []
    columns = [Column(_("Number"), "code"), Column(_("Whose")), Column(_("Words")), Column(_("Unit that answers"))]
    columns += [Column(_("Answer by"), "date"), Column(_("State"))]
    rows = [
        Row(
            str(one.pk),
            one.title,
            [
                Cell(one.number, _("Number"), "code", url=one.get_absolute_url()),
                Cell(f"{one.whose} {one.given}", _("Whose")),
                Cell(one.words, _("Words"), head=True),
                Cell(str(one.unit), _("Unit that answers")),
                Cell(fields.text(one.by), _("Answer by"), "date"),
                Cell(fields.value(one, "state"), _("State")),
            ],
        )
        for one in found
    ]
    title = _("Leaders' instructions")
    return [{"id": "instructions", "title": title, "count": len(rows), "table": Table(title, columns, rows, Empty(""))}]
