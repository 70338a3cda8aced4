"""The card of an inspection: the criteria that were in force, with what was found by each."""

from __future__ import annotations

from collections import Counter
from datetime import date

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.queries import items_in_force
from luoshi.kernel.kinds.models import Record
from luoshi.lines.societies.models import LISTS, Finding, Inspection

_ = words_now(__name__)


def show_criteria(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show each criterion of the list in force on the day of the inspection, with its findings. At most three queries.

    Source: S002-50: a criterion has number, text and weight.
    """
    assert isinstance(record, Inspection)
    if record.erased:
        return []
    items = items_in_force(LISTS["inspections.items"], record.unit_id, record.on or day)
    found = Counter(Finding.objects.filter(record=record.pk).values_list("item", "sort"))
    title = _("By criterion")
    labels = (_("Number"), _("Criterion"), _("Weight"), _("Observations"), _("Nonconformities"))
    heads = [DataColumn(label, "number" if place > 1 else "text") for place, label in enumerate(labels)]
    rows = []
    for item in items:
        counts = (found[item.code, sort] for sort in ("observation", "nonconformity"))
        values = (item.values.get("number", ""), item.word, item.values.get("weight", ""), *map(str, counts))
        cells = [
            DataCell(text, head.label, head.kind, head=place == 1)
            for place, (text, head) in enumerate(zip(values, heads, strict=True))
        ]
        rows.append(DataRow(item.code, item.word, cells))
    return [{"id": "criteria", "title": title, "count": len(rows), "table": DataTable(title, heads, rows, Empty(""))}]
