"""The page and the workbook of a form's totals, with coverage and links to the returns."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, list_query_string
from luoshi.base.sheets.lists import write_list
from luoshi.dates.periods import Period
from luoshi.facts.base.rules.doubts import Doubt
from luoshi.facts.doubts.doubt_messages import format_value_doubt
from luoshi.facts.returns import queries
from luoshi.facts.returns.fault_messages import format_zero_division
from luoshi.facts.returns.models import Form
from luoshi.facts.returns.queries import form_status
from luoshi.facts.returns.queries.totals import OWN, TO_DATE, FormTotals, Total, doubts_by_unit_line, total_form_values
from luoshi.facts.returns.rules import FormLine
from luoshi.figures.style import decimal_text
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records, relations_to_record
from luoshi.writing.sheet_heads import WorkbookHead

_ = words_now(__name__)

READS = ("desk", "unit", "leader")
DIGITS = 2  # of computed values


def parse_totals_request(request: HttpRequest, pk: int) -> tuple[Form, list[Period], Period]:
    """Return a form whose figures the actor may read in full, its periods, and the requested one.

    Raises:
        Http404: there is no such form, nobody owes it yet, or the actor may not read its figures.
    """
    actor, day = request_actor(request), timezone.localdate()
    form: Any = readable_records(get_kind("forms"), actor, day).filter(pk=pk).first()
    may = form is not None and bool({*relations_to_record(form, actor, day)} & {*READS})
    spans = form_status.periods_of(form, day) if may else []
    if not spans:
        raise Http404
    asked = request.GET.get("period", "")
    span = next(
        (span for span in spans if span.first.isoformat() == asked),
        form_status.newest_form_period(form, day) or spans[0],
    )
    return form, spans, span


def _way(request: HttpRequest) -> str:
    return TO_DATE if request.GET.get("as") == TO_DATE else OWN


@require_safe
@login_required
def form_totals_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the totals of each line, and the values by unit."""
    form, spans, span = parse_totals_request(request, pk)
    found, to_date = total_form_values(form, span, _way(request)), _way(request) == TO_DATE
    title = _("Totals for %(period)s") % {"period": format_duty_period(found.span)}
    context = {
        "title": f"{form.title}：{title}",
        "crumbs": [
            (str(get_kind("forms").label), reverse("records:list", args=["forms"])),
            (form.title, form.get_absolute_url()),
            (title, ""),
        ],
        "whole": build_totals_table(found),
        "units": _units(found, doubts_by_unit_line(found)),
        "said": format_totals_note(found),
        "periods": [
            {
                "label": format_duty_period(span),
                "url": list_query_string(request, period=span.first.isoformat()),
                "here": span == found.span,
            }
            for span in spans
        ],
        "ways": [
            {"label": _("The period"), "url": list_query_string(request, **{"as": OWN}), "here": not to_date},
            {"label": _("Year to date"), "url": list_query_string(request, **{"as": TO_DATE}), "here": to_date},
        ],
        "book_url": reverse("returns:totals_book", args=[form.pk]) + list_query_string(request),
        "who_url": reverse("returns:who", args=[form.pk]) + f"?period={found.span.first.isoformat()}",
    }
    return render(request, "returns/totals.html", context)


@require_safe
@login_required
def form_totals_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export the totals as a workbook."""
    form, _spans, span = parse_totals_request(request, pk)
    found = total_form_values(form, span, _way(request))
    heads = [(_("Unit"), 24), (_("Status"), 12)]
    heads += [(f"{line.name}（{line.own.unit}）" if line.own.unit else line.name, 18) for line in found.asked]
    title = f"{form.title} {format_duty_period(found.span)}"
    lines: list[list[str]] = [
        [_("Together"), "", *(_value(found.totals[line.line].value, line) for line in found.asked)]
    ]
    lines += [[cell.text for cell in row.cells] for row in _units(found).rows]
    file = io.BytesIO()
    write_list(file, WorkbookHead(title, format_totals_note(found), heads, title), lines)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx")


def format_totals_note(found: FormTotals) -> str:
    """Say how complete the totals are, by which unit tree, and up to which seal."""
    sent = sum(status.found is not None and status.found.sent_on is not None for status, _cells in found.rows)
    accepted = sum(status.found is not None and status.found.state == queries.ACCEPTED for status, _cells in found.rows)
    words = _("%(owed)d units owe it, %(sent)d returned it, %(accepted)d accepted; units as of %(day)s; seal %(seal)s.")
    return words % {
        "owed": len(found.rows),
        "sent": sent,
        "accepted": accepted,
        "day": found.day.isoformat(),
        "seal": found.seal if found.seal is not None else "—",
    }


def total_text(total: Total, one: FormLine, found: FormTotals) -> str:
    """Format a total with its unit of measure, or the reason why there is none."""
    if total.value is not None:
        return f"{_value(total.value, one)} {one.own.unit}".strip()
    if "does_not_add" in total.lacks:
        return _("cannot be added up over units")
    if total.zero:
        return format_zero_division(total.zero, found.asked)
    if total.lacks:
        names = {each.code: each.name for each in found.asked if each.code}
        return _("not computable: %(names)s missing") % {"names": "、".join(names.get(n, n) for n in total.lacks)}
    return _("nothing reported")


def _value(value: Fraction | None, one: FormLine) -> str:
    if value is None:
        return ""
    exact = value / one.own.size
    try:
        return decimal_text(exact)
    except ValueError:  # no finite decimals
        return decimal_text(exact, DIGITS)


def build_totals_table(found: FormTotals) -> DataTable:
    """Build the table of totals by line, with coverage."""
    title = _("Totals for %(period)s") % {"period": format_duty_period(found.span)}
    columns = [
        DataColumn(_("Indicator")),
        DataColumn(_("Together"), "number"),
        DataColumn(_("Number reported"), "number"),
    ]
    columns.append(DataColumn(_("Accepted"), "number"))
    rows = []
    for line in found.asked:
        total = found.totals[line.line]
        cells = [
            DataCell(line.name, _("Indicator"), head=True),
            DataCell(total_text(total, line, found), _("Together"), "number"),
            DataCell(
                _("%(n)d of %(all)d") % {"n": total.counted, "all": total.expected}, _("Number reported"), "number"
            ),
            DataCell(str(total.accepted), _("Accepted"), "number"),
        ]
        rows.append(DataRow(str(line.line), line.name, cells))
    return DataTable(title, columns, rows, Empty(""))


def _units(found: FormTotals, doubts: Mapping[tuple[int, int], Doubt] | None = None) -> DataTable:
    title = _("Unit by unit")
    columns = [DataColumn(_("Unit")), DataColumn(_("Status"))]
    columns += [
        DataColumn(f"{line.name}（{line.own.unit}）" if line.own.unit else line.name, "number") for line in found.asked
    ]
    rows = []
    for status, values in found.rows:
        name = str(status.task.unit)
        state = fields.field_text(status.found, "state") if status.found else _("Not returned yet")
        url = status.found.get_absolute_url() if status.found else ""
        cells = [DataCell(name, _("Unit"), head=True, url=url), DataCell(state, _("Status"))]
        for line in found.asked:
            cell = values.get(line.line)
            text = "" if cell is None else queries.SAID.get(cell.state, "") or line.own.number(cell.value or 0)
            doubt = (doubts or {}).get((status.task.unit_id, line.line))
            note = format_value_doubt(doubt, line.own, line.told) if doubt else ""
            cells.append(DataCell(text, line.name, "number", note=note))
        rows.append(DataRow(str(status.task.pk), name, cells))
    return DataTable(title, columns, rows, Empty(_("No unit owes it.")), wide=True)
