"""The page of who has returned a form for a period, and whom to call."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base import lateness
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.dates.periods import Period
from luoshi.facts.returns.addresses import return_form_url
from luoshi.facts.returns.queries import form_status
from luoshi.facts.returns.totals import parse_totals_request
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import get_kind

_ = words_now(__name__)


@require_safe
@login_required
def return_status_list(request: HttpRequest, pk: int) -> HttpResponse:
    """List each unit's status for a form and a period, with contacts.

    Raises:
        Http404: as ``parse_totals_request``.
    """
    form, spans, span = parse_totals_request(request, pk)
    title = _("Returned for %(period)s") % {"period": format_duty_period(span)}
    found = form_status.form_unit_statuses(form, span)
    context = {
        "title": f"{form.title}：{title}",
        "crumbs": [
            (str(get_kind("forms").label), reverse("records:list", args=["forms"])),
            (form.title, form.get_absolute_url()),
            (title, ""),
        ],
        "table": _table(found, span, title),
        "periods": [
            {"label": format_duty_period(period), "url": f"?period={period.first.isoformat()}", "here": period == span}
            for period in spans
        ],
        "count": len(found),
        "totals_url": reverse("returns:totals", args=[form.pk]) + f"?period={span.first.isoformat()}",
    }
    return render(request, "returns/who.html", context)


def _table(found: list[form_status.UnitFormStatus], span: Period, title: str) -> DataTable:
    day = timezone.localdate()
    phones = form_status.form_contacts_by_unit([status.task.unit_id for status in found], day)
    columns = [
        DataColumn(_("Unit")),
        DataColumn(_("Status")),
        DataColumn(_("Due"), "date"),
        DataColumn(_("Sent on"), "date"),
    ]
    columns.append(DataColumn(_("Whom to call")))
    rows = []
    for status in sorted(found, key=lambda each: each.found is not None and each.found.sent_on is not None):
        back = status.found
        state = fields.field_text(back, "state") if back else _("Not returned yet")
        light: Light | None = None
        if status.due and (back is None or back.sent_on is None):
            light = lateness.due_date_light(status.due, day)
        name = str(status.task.unit)
        typing = return_form_url(status.task.pk, span.first)
        cells = [
            DataCell(name, _("Unit"), head=True, url=back.get_absolute_url() if back else typing),
            DataCell(state, _("Status"), note=_("late") if back and back.late else ""),
            DataCell(plain_text(status.due), _("Due"), "date", light=light),
            DataCell(plain_text(back.sent_on) if back else "", _("Sent on"), "date"),
        ]
        said = "；".join(f"{who} {phone}".strip() for who, phone in phones.get(status.task.unit_id, [])[:2])
        cells.append(DataCell(said or _("nobody with a post there"), _("Whom to call")))
        rows.append(DataRow(str(status.task.pk), name, cells))
    return DataTable(title, columns, rows, Empty(_("No unit owes it.")))
