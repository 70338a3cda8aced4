"""The administrator's page of counted values that today's rules would change."""

from __future__ import annotations

from collections.abc import Container, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty
from luoshi.base.record_errors import RecordError
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.cells import BELOW
from luoshi.facts.figure_views import figure_formats
from luoshi.facts.figure_views.queries.sources import parts_named
from luoshi.facts.figure_views.queries.visibility import may_view_figures
from luoshi.facts.revisions.actions import supersede_kept_values
from luoshi.facts.revisions.queries import (
    RefusedFormula,
    RevisedValue,
    Revision,
    counting_revisions,
    find_readable,
    may_revise,
    refused_formulas,
)
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import error_status
from luoshi.org.tree.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def kept_value_revision_list(request: HttpRequest) -> HttpResponse:
    """List the differences, and supersede those that no bulletin has issued.

    Raises:
        Http404: not the administrator.
    """
    actor, at = request_actor(request), timezone.now()
    if not may_revise(actor):
        raise Http404
    error = None
    if request.method == "POST":
        try:
            count = supersede_kept_values(request.POST.get("reason", ""), actor, at=at)
        except RecordError as refused:
            error = refused
        else:
            words = ngettext("%(n)d value was superseded.", "%(n)d values were superseded.", count) % {"n": count}
            messages.success(request, words)
            return HttpResponseRedirect(reverse("facts:revisions"))
    day = timezone.localdate(at)
    found, wrong = counting_revisions(day), refused_formulas()
    opened = find_readable([each.counting for each in found], actor, day)
    opened |= find_readable([each.definition for each in wrong], actor, day)
    title = _("Stored values and the current rules")
    context = {
        "title": title,
        "crumbs": [
            (_("Figures by unit"), reverse("facts:unit_figures") if may_view_figures(actor) else ""),
            (title, ""),
        ],
        "table": _table(found, title, opened),
        "formulas": _formulas(wrong, opened),
        "some": any(not each.issued for each in found),
        "reason": request.POST.get("reason", ""),
        "error": error,
    }
    return render(request, "facts/revisions.html", context, status=error_status(error) if error else 200)


def _table(found: Sequence[Revision], title: str, opened: Container[int]) -> DataTable:
    heads = [
        DataColumn(_("Indicator")),
        DataColumn(_("Unit")),
        DataColumn(_("Period")),
        DataColumn(_("As stored"), "number"),
    ]
    heads += [DataColumn(_("By the current rules"), "number"), DataColumn(_("What follows"))]
    names = parts_named([Fact(breakdown=each.part) for each in found if each.part])
    units = Unit.objects.in_bulk({each.unit for each in found})
    rows = []
    for each in found:
        one = each.counting
        name = f"{one.title} · {names[each.part]}" if each.part in names else one.title
        stays = "、".join(str(bulletin) for bulletin in each.issued)
        follows = (
            _("Stays as published in %(bulletins)s") % {"bulletins": stays} if stays else _("It can be superseded")
        )
        cells = [
            DataCell(name, head=True, url=_url(one, opened)),
            DataCell(units[each.unit].name, str(heads[1].label)),
            DataCell(format_duty_period(each.span), str(heads[2].label)),
            DataCell(_shown(each, each.kept), str(heads[3].label), "number"),
            DataCell(_shown(each, each.now), str(heads[4].label), "number"),
            DataCell(follows, str(heads[5].label)),
        ]
        rows.append(DataRow(f"{one.pk}-{each.unit}-{format_duty_period(each.span)}-{each.part}", name, cells))
    empty = Empty(_("All stored values agree with the current rules."))
    return DataTable(title, heads, rows, empty, wide=True)


def _formulas(found: Sequence[RefusedFormula], opened: Container[int]) -> DataTable | None:
    """Build the table of formulas that today's rules refuse; None if there are none."""
    if not found:
        return None
    heads = [DataColumn(_("Indicator")), DataColumn(_("Formula")), DataColumn(_("Problem by the current rules"))]
    rows = [
        DataRow(
            f"{refused.definition.pk}-{refused.text}",
            refused.definition.title,
            [
                DataCell(refused.definition.title, head=True, url=_url(refused.definition, opened)),
                DataCell(refused.text, str(heads[1].label)),
                DataCell(refused.why, str(heads[2].label)),
            ],
        )
        for refused in found
    ]
    return DataTable(_("Formulas to correct"), heads, rows, Empty(""), wide=True)


def _url(one: Record, opened: Container[int]) -> str:
    return one.get_absolute_url() if one.pk in opened else ""


def _shown(each: Revision, told: RevisedValue | None) -> str:
    if told is None:
        return _("nothing reported")
    if told.value is None or each.counting.indicator is None:
        return _("below the threshold") if told.state == BELOW else _("nothing reported")
    return figure_formats.format_amount_with_unit(each.counting.indicator, told.value)
