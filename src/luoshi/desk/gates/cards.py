"""The card on a record's page that shows its gates in order: passed, next, still to come."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.record_errors import RecordError
from luoshi.desk.gates.part import Gates
from luoshi.desk.gates.queries import gates_of_record, passed_gates
from luoshi.desk.gates.rules import open_gates
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


def gate_cards(record: Record) -> list[dict[str, object]]:
    """Return a card for each ``Gates`` of its kind by which the record has a gate. At most two queries each."""
    kind = kind_of(record)
    found = ((part, part.rows(kind)) for part in kind.every(Gates))
    cards = [_card(record, part, rows) for part, rows in found if rows is not None and not record.erased]
    return [card for card in cards if card is not None]


def _card(record: Record, part: Gates, rows: Rows) -> dict[str, object] | None:
    title = str(part.label)
    try:
        gates = gates_of_record(part, rows, record)
    except RecordError as error:  # the list is wrong: the page says so, as a step would
        wrong = DataTable(title, [], [], Empty(error.what, error.remedy))
        return {"id": f"gates-{part.name}", "title": title, "table": wrong}
    if not gates:
        return None
    passed = passed_gates(part, rows, record)
    left = open_gates([*gates], passed)
    heads = [DataColumn(_("Gate")), DataColumn(_("State"), "light"), DataColumn(_("Passed on"), "date")]
    lights = {
        "passed": Light("done", _("passed")),
        "next": Light("soon", _("next")),
        "open": Light("none", _("not reached yet")),
    }
    lines = []
    for place, (gate, word) in enumerate(gates.items(), 1):
        state = "passed" if gate in passed else "next" if gate == left[0] else "open"
        cells = [
            DataCell(f"{place}. {word}", str(heads[0].label), head=True),
            DataCell("", str(heads[1].label), "light", light=lights[state]),
            DataCell(plain_text(passed.get(gate)), str(heads[2].label), "date"),
        ]
        lines.append(DataRow(gate, word, cells))
    count = f"{len(gates) - len(left)}/{len(gates)}"
    return {
        "id": f"gates-{part.name}",
        "title": title,
        "count": count,
        "table": DataTable(title, heads, lines, Empty("")),
    }
