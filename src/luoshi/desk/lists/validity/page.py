"""A record's validity on its page."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, LabelledFact, Light
from luoshi.desk.lists.validity.queries import TONES, terms_of, validity_status
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


def term_fact(record: Record, day: date) -> list[LabelledFact]:
    """Return the state of its term today, in a list; empty if it has none. One query, and an office's value."""
    if kind_of(record).validity is None or record.closed or record.erased:
        return []
    code, words = validity_status(record, day, terms_of(record))
    return [LabelledFact(_("Validity"), "", light=Light(TONES[code], words))] if code else []


def term_card(record: Record) -> list[dict[str, object]]:
    """Return the card of renewed terms, in a list; empty if there are none. One query."""
    terms = terms_of(record) if kind_of(record).validity else []
    if not terms:
        return []
    rows = [
        DataRow(
            str(place),
            f"{first} – {last}",
            [
                DataCell(first.isoformat(), _("From"), "date", head=True),
                DataCell(last.isoformat(), _("To"), "date"),
                DataCell(str((last - first).days + 1), _("Number of days"), "number"),
            ],
        )
        for place, (first, last) in enumerate(terms)
    ]
    columns = [DataColumn(_("From"), "date"), DataColumn(_("To"), "date"), DataColumn(_("Number of days"), "number")]
    table = DataTable(_("Earlier terms"), columns, rows, Empty(""))
    return [{"id": "terms", "title": _("Earlier terms"), "count": len(rows), "table": table}]
