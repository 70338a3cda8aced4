"""The card on a record's page with the values of the last periods: reported, missing in the source, or not reported."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.desk.period_values.part import PeriodValues
from luoshi.desk.period_values.queries import items_to_report
from luoshi.desk.period_values.rules import last_period_ends
from luoshi.figures.style import group_digits
from luoshi.kernel.code_lists.queries import Listing, items_in_force
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rows.queries import rows_of_record

SHOWN = 4  # periods


def period_value_cards(record: Record, day: date) -> list[dict[str, object]]:
    """Return a card for each ``PeriodValues`` of its kind, as of a day. At most two queries each."""
    kind = kind_of(record)
    found = ((part, part.rows(kind)) for part in kind.every(PeriodValues))
    if record.erased:
        return []
    cards = (_card(record, part, rows, day) for part, rows in found if rows is not None)
    return [card for card in cards if card is not None]


def _card(record: Record, part: PeriodValues, rows: Rows, day: date) -> dict[str, object] | None:
    column: Any = rows.model._meta.get_field("item")
    ends, title = last_period_ends(part.every, day, SHOWN), str(part.label)
    told = {
        (value.item, value.until): value for value in rows_of_record(rows, record).filter(until__in=ends).order_by("pk")
    }
    heads = [DataColumn(str(column.code_list.label)), *(DataColumn(end.isoformat(), "number") for end in ends)]
    lines, owed = [], 0
    own = {item.code for item in items_to_report(part, rows, record, day)}
    entered = {code for code, _end in told}  # also what it need not report
    for item in items_in_force(column.code_list, record.unit_id, day):
        if item.code not in own | entered:
            continue
        must = bool(part.must and item.values.get(part.must) and item.code in own)
        cells = [_cell(told.get((item.code, end)), end, must=must, late=end == ends[0]) for end in ends]
        owed += must and (item.code, ends[0]) not in told
        lines.append(DataRow(item.code, item.word, [DataCell(_called(item, part), heads[0].label, head=True), *cells]))
    if not lines and part.by:
        return None  # it reports nothing of these
    note = _("%(n)d not reported for the last period.") % {"n": owed} if owed else ""
    return {
        "id": f"period-{part.name}",
        "title": title,
        "table": DataTable(title, heads, lines, Empty(""), wide=True),
        "note": note,
    }


def _called(item: Listing, part: PeriodValues) -> str:
    unit = item.values.get(part.unit, "") if part.unit else ""
    return f"{item.word} ({unit})" if unit else item.word


def _cell(value: Any, end: date, *, must: bool, late: bool) -> DataCell:
    head = end.isoformat()
    if value is None and must and late:
        return DataCell("", head, "number", light=Light("late", _("not reported")))
    if value is None:
        return DataCell(_("not reported") if must else "—", head, "number")
    if value.missing:
        return DataCell("—", head, "number", note=_("missing in the source"))
    return DataCell(group_digits(value.value), head, "number", note=value.source)
