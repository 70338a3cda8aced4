"""The card on a table's page: where it is filled."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.facts.foreign import queries, rules
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.models import Record


def sections(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """How many of its cells have a meaning, with the way to the filled table. One query."""
    one: Any = record
    places = queries.places_of(one)
    try:
        count = len(rules.cells(places))
    except rules.Wrong:
        count = 0
    title = _("Filled")
    words = _("%(n)d cells of it are filled") % {"n": count}
    url = reverse("facts:foreign", args=[record.pk])
    rows = [Row("filled", words, [Cell(words, head=True, url=url)])]
    return [{"id": "filled", "title": title, "count": None, "table": Table(title, [Column(title)], rows, Empty(""))}]
