"""Cards of designed fields: what an application answered, and what it still lacks."""

from __future__ import annotations

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.kernel.base.words import words_now
from luoshi.parts.calls.answers.fields import shown_answer
from luoshi.parts.calls.answers.rules import DesignedField
from luoshi.parts.calls.designs import queries
from luoshi.parts.calls.models import Application, read_design

_ = words_now(__name__)

Card = dict[str, object]


def show_answers(application: Application, only: str = "") -> list[Card]:
    """Show the answers of an application; tables as cards of their own. Two queries.

    Args:
        only: "open": what assessors may read.
    """
    fields = [asked for asked in read_design(application) if asked.open or only != "open"]
    if not fields or not application.answers:
        return []
    title = _("Fields of this call")
    plain = [asked for asked in fields if asked.sort != "table" and asked.label in application.answers]
    rows = [
        DataRow(str(asked.key), asked.label, [
            DataCell(asked.label, title, head=True),
            DataCell(shown_answer(asked, application.answers[asked.label]), _("Answer")),
        ])
        for asked in plain
    ]  # fmt: skip
    cards: list[Card] = []
    if rows:
        table = DataTable(title, [DataColumn(_("Field")), DataColumn(_("Answer"))], rows, Empty(""))
        cards.append({"id": "answers", "title": title, "count": None, "table": table})
    return [*cards, *(card for asked in fields if asked.sort == "table" for card in _table_card(asked, application))]


def _table_card(asked: DesignedField, application: Application) -> list[Card]:
    lines = application.answers.get(asked.label)
    if not isinstance(lines, list) or not lines:
        return []
    columns = [
        DataColumn(label, "number") if sort in ("number", "money") else DataColumn(label)
        for label, sort in asked.columns
    ]
    rows = [
        DataRow(str(at), str(at), [
            DataCell(line.get(label, ""), label, "number" if sort in ("number", "money") else "text")
            for label, sort in asked.columns
        ])
        for at, line in enumerate(lines)
        if isinstance(line, dict)
    ]  # fmt: skip
    table = DataTable(asked.label, columns, rows, Empty(""))
    return [{"id": f"answer-{asked.key}", "title": asked.label, "count": len(rows), "table": table}]


def show_lacking(application: Application) -> list[Card]:
    """Show what must still be filled in before it can be sent. At most three queries."""
    lacking = queries.lacking_fields(application)
    if not lacking:
        return []
    title = _("Still missing before it can be sent")
    rows = [
        DataRow(str(asked.key), asked.label, [
            DataCell(asked.label, title, head=True, light=Light("yellow", _("missing"))), DataCell(asked.hint)
        ])
        for asked in lacking
    ]  # fmt: skip
    table = DataTable(title, [DataColumn(title), DataColumn(_("Hint"))], rows, Empty(""))
    return [{"id": "lacking", "title": title, "count": len(rows), "table": table}]
