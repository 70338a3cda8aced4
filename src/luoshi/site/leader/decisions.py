"""What waits for a leader's decision, each with the button of the step that decides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.desk.lists.queries.inbox import records_with_steps
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


def build_word_table(records: Sequence[Record], caption: str, nothing: str, actor: Actor, day: date) -> DataTable:
    """Return the table of what waits for the leader's word.

    The button opens the form of the step in the page, with what the step asks: an opinion, a reason. Who may not take
    it, such as a secretary, opens the record, where decisions are recorded under the mandate. Three queries.
    """
    steps = {waiting.record.pk: waiting.step for waiting in records_with_steps(records, actor, day)}
    lights = lights_of(records, day)
    rows = []
    for record in records:
        state = str(kind_of(record).cycle.states[record.state])
        url = (
            reverse("records:step", args=[record.kind, record.pk, steps[record.pk].name]) if record.pk in steps else ""
        )
        decide = [{"label": str(steps[record.pk].label), "url": url}] if url else []
        cells = [
            DataCell(
                record.title,
                _("Title"),
                head=True,
                url=record.get_absolute_url(),
                note=f"{record.unit.short or record.unit.name} · {state}",
            ),
            DataCell(plain_text(record.due), _("Due"), "date", light=replace(lights[record.pk], why="")),
            DataCell("", _("To do"), "steps", steps=decide)
            if decide
            else DataCell(_("Open"), _("To do"), url=record.get_absolute_url()),
        ]
        rows.append(DataRow(str(record.pk), record.title, cells))
    columns = [DataColumn(_("Title")), DataColumn(_("Due"), "date"), DataColumn(_("To do"), "steps")]
    return DataTable(caption, columns, rows, Empty(nothing))
