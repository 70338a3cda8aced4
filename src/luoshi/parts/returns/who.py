"""Who has returned a form for a period, and whom to call about it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.dates.periods import Period
from luoshi.org.base import lateness
from luoshi.org.base.shapes import Cell, Column, Empty, Light, Row, Table
from luoshi.parts.returns.addresses import of
from luoshi.parts.returns.queries import standing
from luoshi.parts.returns.totals import collected
from luoshi.records.base.words import words_now
from luoshi.records.duties.words import called
from luoshi.records.kinds import fields
from luoshi.records.kinds.registry import kind

_ = words_now(__name__)


@require_safe
@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Unit by unit how it stands with a form for a period, and whom to call about it.

    Raises:
        Http404: as ``totals.collected``.
    """
    form, spans, span = collected(request, pk)
    title = _("Returned for %(period)s") % {"period": called(span)}
    found = standing.standing(form, span)
    context = {
        "title": f"{form.title}：{title}",
        "crumbs": [
            (str(kind("forms").label), reverse("records:list", args=["forms"])),
            (form.title, form.get_absolute_url()),
            (title, ""),
        ],
        "table": _table(found, span, title),
        "periods": [
            {"label": called(one), "url": f"?period={one.first.isoformat()}", "here": one == span} for one in spans
        ],
        "count": len(found),
        "totals_url": reverse("returns:totals", args=[form.pk]) + f"?period={span.first.isoformat()}",
    }
    return render(request, "returns/who.html", context)


def _table(found: list[standing.Standing], span: Period, title: str) -> Table:
    day = timezone.localdate()
    phones = standing.calls([one.task.unit_id for one in found], day)
    columns = [Column(_("Unit")), Column(_("How it stands")), Column(_("Due"), "date"), Column(_("Sent on"), "date")]
    columns.append(Column(_("Whom to call")))
    rows = []
    for one in sorted(found, key=lambda each: each.found is not None and each.found.sent_on is not None):
        back = one.found
        state = fields.value(back, "state") if back else _("Not returned yet")
        light: Light | None = None
        if one.due and (back is None or back.sent_on is None):
            light = lateness.light(one.due, day)
        name = str(one.task.unit)
        typing = of(one.task.pk, span.first)
        cells = [
            Cell(name, _("Unit"), head=True, url=back.get_absolute_url() if back else typing),
            Cell(state, _("How it stands"), note=_("late") if back and back.late else ""),
            Cell(fields.text(one.due), _("Due"), "date", light=light),
            Cell(fields.text(back.sent_on) if back else "", _("Sent on"), "date"),
        ]
        said = "；".join(f"{who} {phone}".strip() for who, phone in phones.get(one.task.unit_id, [])[:2])
        cells.append(Cell(said or _("nobody with a post there"), _("Whom to call")))
        rows.append(Row(str(one.task.pk), name, cells))
    return Table(title, columns, rows, Empty(_("Nobody owes it.")))
