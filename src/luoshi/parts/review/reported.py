"""What records reported of the last period before their round: assessors see it, and give no marks without it.

Source: S000-73: parks are ranked by their figures; one that lacks a figure is not ranked, and the figure is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localdate

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.record_errors import RecordError
from luoshi.desk.period_values.part import PeriodValues
from luoshi.desk.period_values.queries import items_to_report, lacking_values
from luoshi.desk.period_values.rules import last_period_ends
from luoshi.figures.style import group_digits
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rows.queries import rows_of_record
from luoshi.parts.review.models import Assessed, ReviewSheet

_ = words_now(__name__)

LONGEST = 200  # of what is kept as the reason


def _reported_parts(row: Assessed) -> Iterator[tuple[PeriodValues, Rows, date]]:
    """Yield what counts in a round, with the last day of the period that was over when it began."""
    round_, kind = row.round, kind_of(row.thing)
    began = localdate(round_.from_at or round_.opened)
    for part in kind.every(PeriodValues):
        if part.assessed and (rows := part.rows(kind)) is not None:
            yield part, rows, last_period_ends(part.every, began, 1)[0]


def explain_lacking(row: Assessed, day: date) -> str:
    """Name the figures without which an object has no marks and no rank; "" if none lacks. Two queries a part."""
    lacking = [
        _("%(names)s, period until %(until)s") % {"names": "、".join(names), "until": until}
        for part, rows, until in _reported_parts(row)
        if (names := lacking_values(part, rows, row.thing, until, day))
    ]
    return (_("There is no value of: %(lacking)s") % {"lacking": "；".join(lacking)})[:LONGEST] if lacking else ""


def refuse_unreported(took: Took[ReviewSheet]) -> None:
    """Take no marks for an object whose owed figures are not there: neither reported late nor missing is a 0.

    Raises:
        RecordError: ``guarded``; names the figures.
    """
    if lacking := explain_lacking(took.record.assessed, took.day):
        remedy = _("Let it be reported, or leave the sheet: the object is then not ranked.")
        raise RecordError("guarded", lacking, where=str(took.record), remedy=remedy)


def show_reported(row: Assessed, day: date) -> list[dict[str, object]]:
    """Show what an object reported of the period before the round, without sources, which may name it. Two queries."""
    cards: list[dict[str, object]] = []
    for part, rows, until in _reported_parts(row):
        title = f"{part.label} {until}"
        told = {value.item: value for value in rows_of_record(rows, row.thing).filter(until=until).order_by("pk")}
        heads = [DataColumn(_("Figure")), DataColumn(_("Value"), "number")]
        lines = []
        for item in items_to_report(part, rows, row.thing, day):
            value, unit = told.get(item.code), item.values.get(part.unit, "") if part.unit else ""
            text = _("not reported") if value is None else "" if value.missing else group_digits(value.value)
            note = _("missing in the source") if value is not None and value.missing else ""
            cells = [
                DataCell(f"{item.word} ({unit})" if unit else item.word, heads[0].label, head=True),
                DataCell(text, heads[1].label, "number", note=note),
            ]
            lines.append(DataRow(item.code, item.word, cells))
        table = DataTable(title, heads, lines, Empty(""))
        cards.append({"id": f"reported-{part.name}", "title": title, "count": None, "table": table})
    return cards
