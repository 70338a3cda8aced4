"""Cards of designed fields: what a call asks, and what an application answered and still lacks."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.kernel.base.words import words_in, words_now
from luoshi.parts.calls.answers.fields import shown_answer
from luoshi.parts.calls.answers.rules import DesignedField
from luoshi.parts.calls.designs import queries
from luoshi.parts.calls.models import FIELD_SORTS, Application, Call, CallDate, read_design

_ = words_now(__name__)
_p = words_in(__name__)

Card = dict[str, object]
SHOWN_OPTIONS = 6


def show_design(call: Call) -> list[Card]:
    """Show the fields of a call as they are in force, and as changed rows that are not published yet. Two queries."""
    version = queries.version_of_call(call)
    fields = version.as_designed() if version is not None else queries.fields_of_call(call.pk)
    if not fields:
        return []
    title = _("What its applications say besides")
    sorts = dict(FIELD_SORTS)
    heads = [_("Field"), _("Sort of field"), _("Asked"), _("Assessors")]
    rows = []
    for asked in fields:
        kind = str(sorts[asked.sort])
        options = "、".join(word for word, _sort in asked.columns[:SHOWN_OPTIONS])
        more = "…" if len(asked.options) > SHOWN_OPTIONS else ""
        cells = [
            DataCell(asked.label, heads[0], head=True, note=asked.hint),
            DataCell(kind, heads[1], note=options + more),
            DataCell(_("needed to send") if asked.must else _("may stay empty"), heads[2]),
            DataCell(_("read it") if asked.open else _("do not see it"), heads[3]),
        ]
        rows.append(DataRow(str(asked.key), asked.label, cells))
    note = _("Version %(n)d") % {"n": version.n} if version is not None else _("not published yet")
    table = DataTable(f"{title} · {note}", [DataColumn(head) for head in heads], rows, Empty(""))
    return [{"id": "design", "title": f"{title} · {note}", "count": len(rows), "table": table}]


def show_dates(dates: Iterable[CallDate]) -> list[Card]:
    """Show what a call announces for its days. No query."""
    rows = [
        DataRow(str(row.pk), "", [
            DataCell(field_text_of_date(row), _p("particular", "What"), head=True),
            DataCell(row.from_day.isoformat() if row.from_day else "", _("From"), "date"),
            DataCell(row.to_day.isoformat(), _("Until"), "date"),
        ])
        for row in dates
    ]  # fmt: skip
    if not rows:
        return []
    title = _("Days of the call")
    columns = [DataColumn(_p("particular", "What")), DataColumn(_("From")), DataColumn(_("Until"))]
    return [{"id": "dates", "title": title, "count": None, "table": DataTable(title, columns, rows, Empty(""))}]


def field_text_of_date(row: CallDate) -> str:
    """Return what a day of a call is for, in words."""
    return str(row._meta.get_field("what").format_code(row.what, None, row.to_day))


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
