"""What was written on a record, and on what an instruction is, as cards."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.lines.instructions import queries
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.words import words_now
from luoshi.records.kinds import fields
from luoshi.records.kinds.models import Record
from luoshi.records.rights.queries.rights import readable

_ = words_now(__name__)


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
