"""The card of who opened a record, for users who may see its protected fields."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest
from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import PAGE, DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import LABELS, openings_of
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of

CARD = "opened"


def opened_card(request: HttpRequest, record: Record, standing: Collection[str]) -> list[dict[str, object]]:
    """Return the card if the kind is logged and the actor may unmask or audits; two queries."""
    may = {"audit", *(who for protection in kind_of(record).protections if protection.logged for who in protection.who)}
    if not kind_of(record).is_access_logged or may.isdisjoint(standing):
        return []
    page = paginate_rows(request, openings_of(record), PAGE, card=CARD)
    heads = [DataColumn(_("When"), "date"), DataColumn(_("Who")), DataColumn(_("What"))]
    rows = [DataRow(str(opening.pk), plain_text(opening.at), _cells(opening, heads)) for opening in page]
    table = DataTable(_("Who opened it"), heads, rows, Empty(_("Nobody has opened this yet.")))
    return [
        {
            "id": CARD,
            "title": _("Who opened it"),
            "count": page.paginator.count,
            "table": table,
            "pager": build_pager(request, page, card=CARD),
        }
    ]


def _cells(entry: Entry, heads: list[DataColumn]) -> list[DataCell]:
    said = (plain_text(entry.at), entry.person.name if entry.person else "", str(LABELS[entry.step]))
    return [
        DataCell(words, head.label, head.kind, head=head is heads[1]) for words, head in zip(said, heads, strict=True)
    ]
