"""What a form comes to, as a page and a workbook: how complete it is, and from each number to its return."""

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

from luoshi.dates.periods import Period
from luoshi.facts.base.rules.doubts import Doubt
from luoshi.facts.doubts.said import sentence
from luoshi.figures.style import decimal_text
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, query
from luoshi.parts.returns import queries
from luoshi.parts.returns.models import Form
from luoshi.parts.returns.queries import standing
from luoshi.parts.returns.queries.totals import OWN, TO_DATE, Total, Totals, doubtful, totals
from luoshi.parts.returns.rules import Asked
from luoshi.parts.returns.said import divided
from luoshi.records.base.sheets import Head, write_list
from luoshi.records.base.words import words_now
from luoshi.records.duties.words import called
from luoshi.records.kinds import fields
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import held, seen

_ = words_now(__name__)

READS = ("desk", "unit", "leader")
DIGITS = 2  # of what is worked out


def collected(request: HttpRequest, pk: int) -> tuple[Form, list[Period], Period]:
    """A form of which the actor may read all figures, its periods, and the one that was asked for.

    Raises:
        Http404: there is no such form, nobody owes it yet, or its figures are not the actor's to read.
    """
    actor, day = acting(request), timezone.localdate()
    form: Any = seen(kind("forms"), actor, day).filter(pk=pk).first()
    may = form is not None and bool({*held(form, actor, day)} & {*READS})
    spans = standing.periods_of(form, day) if may else []
    if not spans:
        raise Http404
    asked = request.GET.get("period", "")
    span = next((one for one in spans if one.first.isoformat() == asked), standing.newest(form, day) or spans[0])
    return form, spans, span


def _way(request: HttpRequest) -> str:
    return TO_DATE if request.GET.get("as") == TO_DATE else OWN


@require_safe
@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What each line comes to, and unit by unit."""
    form, spans, span = collected(request, pk)
    found, to_date = totals(form, span, _way(request)), _way(request) == TO_DATE
    title = _("Totals for %(period)s") % {"period": called(found.span)}
    context = {
        "title": f"{form.title}：{title}",
        "crumbs": [
            (str(kind("forms").label), reverse("records:list", args=["forms"])),
            (form.title, form.get_absolute_url()),
            (title, ""),
        ],
        "whole": whole(found),
        "units": _units(found, doubtful(found)),
        "said": said(found),
        "periods": [
            {
                "label": called(one),
                "url": query(request, period=one.first.isoformat()),
                "here": one == found.span,
            }
            for one in spans
        ],
        "ways": [
            {"label": _("The period"), "url": query(request, **{"as": OWN}), "here": not to_date},
            {"label": _("Year to date"), "url": query(request, **{"as": TO_DATE}), "here": to_date},
        ],
        "book_url": reverse("returns:totals_book", args=[form.pk]) + query(request),
        "who_url": reverse("returns:who", args=[form.pk]) + f"?period={found.span.first.isoformat()}",
    }
    return render(request, "returns/totals.html", context)


@require_safe
@login_required
def book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same as a workbook."""
    form, _spans, span = collected(request, pk)
    found = totals(form, span, _way(request))
    heads = [(_("Unit"), 24), (_("How it stands"), 12)]
    heads += [(f"{one.name}（{one.own.unit}）" if one.own.unit else one.name, 18) for one in found.asked]
    title = f"{form.title} {called(found.span)}"
    lines: list[list[str]] = [[_("Together"), "", *(_value(found.totals[one.line].value, one) for one in found.asked)]]
    lines += [[cell.text for cell in row.cells] for row in _units(found).rows]
    file = io.BytesIO()
    write_list(file, Head(title, said(found), heads, title), lines)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{title}.xlsx")


def said(found: Totals) -> str:
    """How complete it is, by which tree, and up to which seal it was read."""
    sent = sum(one.found is not None and one.found.sent_on is not None for one, _cells in found.rows)
    accepted = sum(one.found is not None and one.found.state == queries.ACCEPTED for one, _cells in found.rows)
    words = _("%(owed)d units owe it, %(sent)d returned it, %(accepted)d accepted; units of %(day)s; seal %(seal)s.")
    return words % {
        "owed": len(found.rows),
        "sent": sent,
        "accepted": accepted,
        "day": found.day.isoformat(),
        "seal": found.seal if found.seal is not None else "—",
    }


def total_text(total: Total, one: Asked, found: Totals) -> str:
    """A total with its unit of measure; why there is none."""
    if total.value is not None:
        return f"{_value(total.value, one)} {one.own.unit}".strip()
    if "does_not_add" in total.lacks:
        return _("does not add up over units")
    if total.zero:
        return divided(total.zero, found.asked)
    if total.lacks:
        names = {each.code: each.name for each in found.asked if each.code}
        return _("not computable: %(names)s missing") % {"names": "、".join(names.get(n, n) for n in total.lacks)}
    return _("nothing told")


def _value(value: Fraction | None, one: Asked) -> str:
    if value is None:
        return ""
    exact = value / one.own.size
    try:
        return decimal_text(exact)
    except ValueError:  # it has no end
        return decimal_text(exact, DIGITS)


def whole(found: Totals) -> Table:
    """What each line comes to, of how many."""
    title = _("Totals for %(period)s") % {"period": called(found.span)}
    columns = [Column(_("Indicator")), Column(_("Together"), "number"), Column(_("Told"), "number")]
    columns.append(Column(_("Accepted"), "number"))
    rows = []
    for one in found.asked:
        total = found.totals[one.line]
        cells = [
            Cell(one.name, _("Indicator"), head=True),
            Cell(total_text(total, one, found), _("Together"), "number"),
            Cell(_("%(n)d of %(all)d") % {"n": total.counted, "all": total.expected}, _("Told"), "number"),
            Cell(str(total.accepted), _("Accepted"), "number"),
        ]
        rows.append(Row(str(one.line), one.name, cells))
    return Table(title, columns, rows, Empty(""))


def _units(found: Totals, doubts: Mapping[tuple[int, int], Doubt] | None = None) -> Table:
    title = _("Unit by unit")
    columns = [Column(_("Unit")), Column(_("How it stands"))]
    columns += [Column(f"{one.name}（{one.own.unit}）" if one.own.unit else one.name, "number") for one in found.asked]
    rows = []
    for one, values in found.rows:
        name = str(one.task.unit)
        state = fields.value(one.found, "state") if one.found else _("Not returned yet")
        url = one.found.get_absolute_url() if one.found else ""
        cells = [Cell(name, _("Unit"), head=True, url=url), Cell(state, _("How it stands"))]
        for line in found.asked:
            cell = values.get(line.line)
            text = "" if cell is None else queries.SAID.get(cell.state, "") or line.own.number(cell.value or 0)
            doubt = (doubts or {}).get((one.task.unit_id, line.line))
            note = sentence(doubt, line.own, line.told) if doubt else ""
            cells.append(Cell(text, line.name, "number", note=note))
        rows.append(Row(str(one.task.pk), name, cells))
    return Table(title, columns, rows, Empty(_("Nobody owes it.")), wide=True)
