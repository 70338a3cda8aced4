"""The card of instructions on a record's page."""

from __future__ import annotations

from datetime import date

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.lines.instructions import queries

_ = words_now(__name__)


def instruction_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the instructions on a record. One query."""
    if record.kind == "instructions":
        return []
    found = queries.instructions_about(record, actor, day)
    if not found:
        return []
    columns = [
        DataColumn(_("Number"), "code"),
        DataColumn(_("Leader")),
        DataColumn(_("Words")),
        DataColumn(_("Answering unit")),
    ]
    columns += [DataColumn(_("Answer by"), "date"), DataColumn(_("State"))]
    rows = [
        DataRow(
            str(instruction.pk),
            instruction.title,
            [
                DataCell(instruction.number, _("Number"), "code", url=instruction.get_absolute_url()),
                DataCell(f"{instruction.whose} {instruction.given}", _("Leader")),
                DataCell(instruction.words, _("Words"), head=True),
                DataCell(str(instruction.unit), _("Answering unit")),
                DataCell(plain_text(instruction.by), _("Answer by"), "date"),
                DataCell(fields.field_text(instruction, "state"), _("State")),
            ],
        )
        for instruction in found
    ]
    title = _("Leaders' instructions")
    return [
        {"id": "instructions", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}
    ]
