"""The section on a table's page that links to the filled table."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.foreign_tables import queries, rules
from luoshi.facts.foreign_tables.models import ForeignTable
from luoshi.kernel.kinds.models import Record


def foreign_table_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Count the cells that have a meaning, with a link to the filled table. One query."""
    assert isinstance(record, ForeignTable)
    one = record
    places = queries.foreign_table_places(one)
    try:
        count = len(rules.map_cell_meanings(places))
    except rules.TablePlaceError:
        count = 0
    title = _("Filled")
    words = _("%(n)d of its cells are filled") % {"n": count}
    url = reverse("facts:foreign", args=[record.pk])
    rows = [DataRow("filled", words, [DataCell(words, head=True, url=url)])]
    return [
        {"id": "filled", "title": title, "count": None, "table": DataTable(title, [DataColumn(title)], rows, Empty(""))}
    ]
