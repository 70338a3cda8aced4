"""The card of a draw of assessors: recomputed, and who was drawn."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.draws.pages import recomputed_card
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.models import Record
from luoshi.parts.review.codes import seat_code
from luoshi.parts.review.models import SeatDraw
from luoshi.parts.review.seats import queries

_ = words_now(__name__)


def show_draw(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show whether the draw can be reproduced, whom it bars and why, and who was drawn. Four queries."""
    assert isinstance(record, SeatDraw)
    proof = queries.collect_seat_proof(record)
    cards = [recomputed_card(record, proof, reverse("review:seat_proof", args=[record.pk]))]
    if record.revealed:
        cards.append(_drawn(record))
    if record.barred:
        cards.append(_barred(record))
    return cards


def _drawn(draw: SeatDraw) -> dict[str, object]:
    title = _("Drawn, in this order")
    columns = [DataColumn(_("Place"), "number"), DataColumn(_("Assessor")), DataColumn(_("Code"), "code")]
    columns.append(DataColumn(_("Replaced on"), "date"))
    rows = []
    for place, seat in enumerate(queries.seats_of_draw(draw.pk), start=1):
        name, code = str(seat.person or ""), seat_code(draw.round, seat)
        cells = [DataCell(str(place), _("Place"), "number"), DataCell(name, _("Assessor"), head=True)]
        cells.append(DataCell(code, _("Code"), "code"))
        cells.append(DataCell(str(seat.to_day or ""), _("Replaced on"), "date"))
        rows.append(DataRow(code, name, cells))
    return {"id": "drawn", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}


def _barred(draw: SeatDraw) -> dict[str, object]:
    words = {
        "own": _("has an application in this call"),
        "seated": _("sits in this round already"),
        "finding": _("a finding of integrity is in effect"),
        "away": _("is away"),
        "conflict": _("has a conflict of interest with everything in this round"),
    }
    title = _("Cannot be drawn")
    rows = []
    for line in draw.barred.splitlines():
        code, reason = line.split("\t")
        cells = [DataCell(code, _("Code"), "code", head=True), DataCell(words[reason], _("Reason"))]
        rows.append(DataRow(code, code, cells))
    columns = [DataColumn(_("Code"), "code"), DataColumn(_("Reason"))]
    return {"id": "barred", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}
