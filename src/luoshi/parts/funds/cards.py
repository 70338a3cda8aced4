"""Cards about money: a fund's balance and movements, and the bookings for a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.parts.funds import queries
from luoshi.parts.funds.models import Fund, Movement
from luoshi.parts.funds.payment_part import Pays

_ = words_now(__name__)

LATEST = 20  # movements on a fund's page


def fund_book_cards(record: Any, actor: Actor, day: date) -> list[dict[str, object]]:
    """List a fund's lines and latest movements, for those who may read its money."""
    if not queries.reads_money(record, actor, day):
        return []
    border = parameter_values(queries.BORDER, [record.unit_id], day).get(record.unit_id)
    latest = list(queries.fund_movements(fund=record.pk)[: LATEST + 1])
    more = {"label": _("All"), "url": reverse("funds:movements", args=[record.pk])} if len(latest) > LATEST else None
    cards = [_lines(record, queries.fund_sums_by_year([record.pk])[record.pk], border)]
    if latest:
        cards.append(_card(movements_table(_("Movements"), latest[:LATEST], actor, day, of_fund=True), more))
    return cards


def paid_from(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the bookings for a record of a kind with ``Pays``. One query; none for other kinds."""
    if not kind_of(record).every(Pays):
        return []
    found = list(queries.fund_movements(record=record.pk))
    return [_card(movements_table(_("Money"), found, actor, day, of_fund=False))] if found else []


def _card(table: DataTable, more: object = None) -> dict[str, object]:
    return {"id": "funds-movements", "title": table.caption, "count": None, "table": table, "more": more}


def _yuan(value: Decimal, label: str) -> DataCell:
    return DataCell(f"{round_to_places(value, 2):,}", label, "number")


def _lines(fund: Fund, lines: dict[int, queries.Sums], border: int | None) -> dict[str, object]:
    names = (_("Came in"), _("Reserved"), _("Paid"), _("Left"))
    rows = []
    for year, line_sums in sorted(lines.items(), reverse=True):
        name = str(year) if year else _("Account")
        closed = _("closed") if year and fund.closed_year and year <= fund.closed_year else ""
        sums = zip((line_sums.into, line_sums.bound, line_sums.spent, line_sums.amount_left), names, strict=True)
        used = DataCell(
            f"{round_to_places(line_sums.share, 1)} %",
            _("Used"),
            "number",
            light=queries.budget_warning_light(line_sums, border),
        )
        rows.append(
            DataRow(str(year), name, [DataCell(name, head=True, note=closed), *(_yuan(*of) for of in sums), used])
        )
    heads = [DataColumn(_("Line")), *(DataColumn(name, "number") for name in (*names, _("Used")))]
    title = _("Balance (yuan)")
    table = DataTable(title, heads, rows, Empty(_("There are no receipts yet.")))
    return {"id": "funds-lines", "title": title, "count": None, "table": table, "more": None}


def movements_table(title: str, found: Sequence[Movement], actor: Actor, day: date, *, of_fund: bool) -> DataTable:
    """Build a table of movements, each with its record (``of_fund``) or its fund. One query per kind."""
    open_to = _readable(found, actor, day) if of_fund else set()
    dated, years = any(movement.year for movement in found), _("Line")
    whom = _("For") if of_fund else _("Fund")
    rows = []
    for movement in found:
        label = movement.get_sort_display()
        note = _("reversed") if hasattr(movement, "reversed_by") else _("reverses") if movement.reverses_id else ""
        other: Any = movement.record if of_fund else movement.fund
        url = other.get_absolute_url() if other is not None and (not of_fund or other.pk in open_to) else ""
        cells = [
            DataCell(movement.on.isoformat(), _("Day"), "date", head=True),
            DataCell(label, _("What"), note=note),
            _yuan(movement.effect, _("Yuan")),
            DataCell("" if other is None else other.number or str(other), whom, url=url),
            *([DataCell(str(movement.year), years)] if dated else []),
        ]
        rows.append(DataRow(str(movement.pk), label, cells))
    heads = [DataColumn(_("Day"), "date"), DataColumn(_("What")), DataColumn(_("Yuan"), "number"), DataColumn(whom)]
    return DataTable(title, [*heads, *([DataColumn(years)] if dated else [])], rows, Empty(""))


def _readable(found: Sequence[Movement], actor: Actor, day: date) -> set[int]:
    """Return the records named by movements that the actor may open. One query per kind."""
    kinds: dict[str, set[int]] = {}
    for movement in found:
        if movement.record is not None:
            kinds.setdefault(movement.record.kind, set()).add(movement.record.pk)
    readable: set[int] = set()
    for name, pks in kinds.items():
        readable.update(readable_records(get_kind(name), actor, day).filter(pk__in=pks).values_list("pk", flat=True))
    return readable
