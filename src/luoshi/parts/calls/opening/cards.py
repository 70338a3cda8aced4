"""The card of a sealed call: how much was received and when, and nothing else."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localtime

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.parts.calls.models import Call
from luoshi.parts.calls.opening import queries

_ = words_now(__name__)

TOLD = frozenset({"desk", "leader", "audit"})


def is_shut(call: Call) -> bool:
    """Whether what is sent for the call is sealed and not opened yet."""
    return call.sealed == "yes" and call.unsealed_at is None


def show_received(call: Call, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show the office that calls the number and moment of what was received, in order. Two queries."""
    if TOLD.isdisjoint(relations_to_record(call, actor, day)):
        return []
    title, received = _("Received, still sealed"), _("Received")
    rows = [
        DataRow(number, number, [
            DataCell(number, head=True),
            DataCell(localtime(at).strftime("%Y-%m-%d %H:%M:%S"), received, "date"),
        ])
        for number, at in queries.received_for(call.pk)
    ]  # fmt: skip
    empty = Empty(_("Nothing was received yet."), _("What it says is opened after the end, by two people."))
    table = DataTable(title, [DataColumn(_("Application")), DataColumn(received, "date")], rows, empty)
    return [{"id": "received", "title": title, "count": len(rows), "table": table}]
