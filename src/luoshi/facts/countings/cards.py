"""Sections of a counting's page: the counted periods, and why others wait."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.period_codes import decode_period
from luoshi.dates.period_names import format_period
from luoshi.facts.countings import queries
from luoshi.facts.countings.models import Counting
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.models import Record


def counting_sections(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the sections of a counting. Two queries; some more if a period waits."""
    assert isinstance(record, Counting)
    return [*_kept(record), *_waiting(record, day)] if record.indicator is not None else []


def _kept(one: Counting) -> list[dict[str, object]]:
    title = _("Stored periods")
    heads = [
        DataColumn(_("Period")),
        DataColumn(_("Units"), "number"),
        DataColumn(_("Too small to be shown"), "number"),
    ]
    figures = reverse("facts:indicator_figures", args=[one.indicator_id])
    rows = []
    for each in queries.kept_counting_periods(one):
        span = decode_period(each.period)
        cells = [
            DataCell(format_duty_period(span), head=True, url=f"{figures}?period={format_period(span)}"),
            DataCell(str(each.units), str(heads[1].label), "number"),
            DataCell(str(each.below), str(heads[2].label), "number"),
        ]
        rows.append(DataRow(str(each.period), format_duty_period(span), cells))
    empty = Empty(_("No period has been stored yet."), _("Each period is counted once it is over."))
    return [{"id": "kept", "title": title, "count": len(rows), "table": DataTable(title, heads, rows, empty)}]


def _waiting(one: Counting, day: date) -> list[dict[str, object]]:
    """Build the section on periods that are over but were not counted, with the reason."""
    waits = queries.pending_counting_periods(one, day) if one.state == "active" else []
    if not waits:
        return []
    try:
        queries.counted_values(one, waits[0], day)
    except RecordError as error:
        why = error.what
    else:
        why = _("The program will count it tonight.")
    title = _("Periods to be counted")
    heads = [DataColumn(_("Period")), DataColumn(_("Why"))]
    rows = [
        DataRow(
            format_period(span),
            format_duty_period(span),
            [DataCell(format_duty_period(span), head=True), DataCell(why, str(heads[1].label))],
        )
        for span in waits[:12]
    ]
    return [{"id": "waiting", "title": title, "count": len(waits), "table": DataTable(title, heads, rows, Empty(""))}]
