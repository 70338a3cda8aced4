"""Cards on the pages of forms and returns: figures, doubts, and who has returned it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.periods import Period
from luoshi.facts.returns import queries, rules
from luoshi.facts.returns.fault_messages import format_cell_fault
from luoshi.facts.returns.form_sides import own_amount
from luoshi.facts.returns.models import Form, Return
from luoshi.facts.returns.queries import form_status
from luoshi.facts.returns.queries.totals import total_form_values
from luoshi.facts.returns.totals import READS, build_totals_table
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import relations_to_record

_ = words_now(__name__)


def return_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """List the figures of a return, line by line. Nine queries."""
    assert isinstance(record, Return)
    one = record
    task = queries.task_of(one)
    if task is None or task.form is None or one.first is None or one.last is None:
        return []
    sheet = queries.load_form_grid(task, queries.span_of(task.form, one.first), one.last, one.pk)
    columns = [
        DataColumn(_("Indicator")),
        *([DataColumn(_("Unit"))] if task.form.beneath else []),
        DataColumn(format_duty_period(sheet.span), "number"),
    ]
    paired = any(rules.has_two_columns(asked, sheet.span) for asked in sheet.asked) and not task.form.beneath
    columns += [DataColumn(_("Year to date"), "number")] if paired else []
    columns += [DataColumn(_("Period before"), "number")]
    rows = []
    marks = {name[1:] for name in one.marks}
    doubts = _doubts(sheet, one)
    for asked in sheet.asked:
        for unit in sheet.units:
            cell = sheet.value(asked, unit.pk)
            if cell is None:
                continue
            texts = queries.format_line_cells(asked, unit.pk, cell, sheet)
            name = asked.cell(unit.pk)
            notes = [_("to be put right")] if name[1:] in marks and one.state == queries.BACK else []
            note = " · ".join([*notes, *doubts.get(name, ())])
            cells = [DataCell(asked.name, _("Indicator"), head=True, note=note)]
            cells += [DataCell(str(unit), _("Unit"))] if task.form.beneath else []
            cells.append(DataCell(_with_unit(texts.get(name, ""), asked), format_duty_period(sheet.span), "number"))
            if paired:
                total = texts.get(asked.cell(unit.pk, rules.TO_DATE), "")
                cells.append(DataCell(_with_unit(total, asked), _("Year to date"), "number"))
            cells.append(DataCell(before_text(sheet, asked, unit.pk), _("Period before"), "number"))
            rows.append(DataRow(name, asked.name, cells))
    if not rows:
        return []
    title = _("Figures")
    return [{"id": "figures", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}]


def _doubts(sheet: queries.FormGrid, one: Return) -> dict[str, list[str]]:
    """Return the doubts about a sent return, by cell, each with its explanation, for reviewers."""
    if one.state in queries.TYPED:
        return {}
    texts = queries.texts_of(sheet, None)
    judged = rules.judge_form_cells(sheet.asked, [unit.pk for unit in sheet.units], sheet.span, texts, sheet.known)
    found: dict[str, list[str]] = {}
    for doubt in judged.doubts:
        word = one.doubted.get(doubt.name) or _("No explanation was given.")
        found.setdefault(doubt.cell, []).append(f"{format_cell_fault(doubt, sheet.by_cell[doubt.cell][0])} {word}")
    return found


def record_doubts(record: Return) -> str:
    """Format a return's doubts in one line. Nine queries."""
    task = queries.task_of(record)
    assert task is not None
    assert task.form is not None and record.first is not None and record.last is not None
    sheet = queries.load_form_grid(task, queries.span_of(task.form, record.first), record.last, record.pk)
    by_cell = sheet.by_cell
    return "；".join(f"{by_cell[cell][0].name}：{' '.join(words)}" for cell, words in _doubts(sheet, record).items())


def _with_unit(text: str, asked: rules.FormLine) -> str:
    return f"{text} {asked.own.unit}".strip() if (text and text[:1].isdigit()) or text[:1] == "-" else text


def before_text(sheet: queries.FormGrid, asked: rules.FormLine, unit: int) -> str:
    """Format a line's value in the period before; for a year-to-date total the period's own amount."""
    span = rules.previous_form_period(sheet.span)
    whole = span.first.year != sheet.span.first.year and asked.told == "ytd"
    return _text_in(sheet, asked, unit, span, whole=whole)


def year_before_text(sheet: queries.FormGrid, asked: rules.FormLine, unit: int) -> str:
    """Format a line's value in the same period a year before; of a year-to-date total the period's own amount."""
    span = sheet.span.a_year_before()
    return _text_in(sheet, asked, unit, span) if span else ""


def _text_in(sheet: queries.FormGrid, asked: rules.FormLine, unit: int, span: Period, *, whole: bool = False) -> str:
    cell = sheet.value(asked, unit, span)
    if cell is None:
        return ""
    if cell.value is None:
        return queries.SAID.get(cell.state, "")
    own = cell.value if whole else own_amount(sheet, asked, unit, span)
    return "" if own is None else asked.own.number(own)


def form_cards(record: Record, actor: Actor, day: date) -> list[dict[str, object]]:
    """Show a form's totals and return counts for the newest completed period, to those who may read all its figures."""
    assert isinstance(record, Form)
    one = record
    if one.state == "drafted" or not one.every or not {*relations_to_record(one, actor, day)} & {*READS}:
        return []
    span = form_status.newest_form_period(one, day)
    if span is None:
        return []
    found = form_status.form_unit_statuses(one, span)
    counts = dict.fromkeys(("sent", "accepted", "back", ""), 0)
    for each in found:
        state = each.found.state if each.found else ""
        counts[state if state in counts else ("sent" if state in ("told", "signing") else "")] += 1
    labels = [
        ("accepted", _("Accepted")),
        ("sent", _("Sent, not accepted yet")),
        ("back", _("Sent back")),
        ("", _("Not returned yet")),
    ]
    title = _("Returned for %(period)s") % {"period": format_duty_period(span)}
    rows = [
        DataRow(
            state or "none", label, [DataCell(label, head=True), DataCell(str(counts[state]), _("Units"), "number")]
        )
        for state, label in labels
    ]
    url = reverse("returns:who", args=[one.pk])
    return [
        *_totals(one, span, found),
        {
            "id": "returned",
            "title": title,
            "count": len(found),
            "table": DataTable(title, [DataColumn(_("Status")), DataColumn(_("Units"), "number")], rows, Empty("")),
            "more": {"label": _("Unit by unit, with telephones"), "url": url},
        },
    ]


def _totals(one: Form, span: Period, statuses: Sequence[form_status.UnitFormStatus]) -> list[dict[str, object]]:
    """Build the card of the form's totals."""
    table = build_totals_table(total_form_values(one, span, statuses=statuses))
    more = {"label": _("All units, as a workbook too"), "url": reverse("returns:totals", args=[one.pk])}
    return [{"id": "totals", "title": table.caption, "count": len(table.rows), "table": table, "more": more}]
