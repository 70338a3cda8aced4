"""The cards on the page of a counting: what was kept, period by period, and why it waits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.dates.period_codes import decoded
from luoshi.dates.period_names import named
from luoshi.facts.counted import queries
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.words import called
from luoshi.records.kinds.models import Record


def sections(record: Record, actor: Actor, day: date) -> list[dict[str, Any]]:
    """What of a counting has no column. Two queries; some more where a period waits."""
    one: Any = record
    if one.indicator is None:
        return []
    return [*_kept(one), *_waiting(one, day)]


def _kept(one: Any) -> list[dict[str, Any]]:
    title = _("Periods that were kept")
    heads = [Column(_("Period")), Column(_("Units"), "number"), Column(_("Below what is shown"), "number")]
    figures = reverse("facts:indicator_figures", args=[one.indicator_id])
    rows = []
    for each in queries.kept(one):
        span = decoded(each.period)
        cells = [
            Cell(called(span), head=True, url=f"{figures}?period={named(span)}"),
            Cell(str(each.units), str(heads[1].label), "number"),
            Cell(str(each.below), str(heads[2].label), "number"),
        ]
        rows.append(Row(str(each.period), called(span), cells))
    empty = Empty(_("No period was kept yet."), _("Each is counted once it is over."))
    return [{"id": "kept", "title": title, "count": len(rows), "table": Table(title, heads, rows, empty)}]


def _waiting(one: Any, day: date) -> list[dict[str, Any]]:
    """Why a period that is over was not kept, where it could not be counted."""
    waits = queries.waiting(one, day) if one.state == "active" else []
    if not waits:
        return []
    try:
        queries.told(one, waits[0], day)
    except RecordError as error:
        why = error.what
    else:
        why = _("The program counts it tonight.")
    title = _("Periods that wait to be counted")
    heads = [Column(_("Period")), Column(_("Why"))]
    rows = [
        Row(named(span), called(span), [Cell(called(span), head=True), Cell(why, str(heads[1].label))])
        for span in waits[:12]
    ]
    return [{"id": "waiting", "title": title, "count": len(waits), "table": Table(title, heads, rows, Empty(""))}]
