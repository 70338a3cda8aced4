"""The administrator's page of kept values that the rules of now make others."""

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

from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.cells import BELOW
from luoshi.facts.looking import said
from luoshi.facts.looking.queries.sources import parts_named
from luoshi.facts.revised.actions import supersede
from luoshi.facts.revised.queries import Refused, Revision, Told, find_readable, may_revise, refused_formulas, revisions
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table
from luoshi.org.tree.models import Unit
from luoshi.records.base.errors import RecordError
from luoshi.records.duties.words import called
from luoshi.records.kinds.models import Record
from luoshi.records.rights.pages import status


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What differs, and the step that supersedes what no bulletin has issued.

    Raises:
        Http404: not the administrator.
    """
    actor, at = acting(request), timezone.now()
    if not may_revise(actor):
        raise Http404
    error = None
    if request.method == "POST":
        try:
            count = supersede(request.POST.get("reason", ""), actor, at=at)
        except RecordError as refused:
            error = refused
        else:
            words = ngettext("%(n)d value was superseded.", "%(n)d values were superseded.", count) % {"n": count}
            messages.success(request, words)
            return HttpResponseRedirect(reverse("facts:revisions"))
    day = timezone.localdate(at)
    found, wrong = revisions(day), refused_formulas()
    opened = find_readable([each.counting for each in found], actor, day)
    opened |= find_readable([each.definition for each in wrong], actor, day)
    title = _("Kept values and the rules of now")
    context = {
        "title": title,
        "crumbs": [(_("Figures"), reverse("facts:unit_figures")), (title, "")],
        "table": _table(found, title, opened),
        "formulas": _formulas(wrong, opened),
        "some": any(not each.issued for each in found),
        "reason": request.POST.get("reason", ""),
        "error": error,
    }
    return render(request, "facts/revisions.html", context, status=status(error) if error else 200)


def _table(found: Sequence[Revision], title: str, opened: Container[int]) -> Table:
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_("Period")), Column(_("As kept"), "number")]
    heads += [Column(_("Now"), "number"), Column(_("What follows"))]
    names = parts_named([Fact(breakdown=each.part) for each in found if each.part])
    units = Unit.objects.in_bulk({each.unit for each in found})
    rows = []
    for each in found:
        one = each.counting
        name = f"{one.title} · {names[each.part]}" if each.part in names else one.title
        stays = "、".join(str(bulletin) for bulletin in each.issued)
        follows = _("It stays: issued in %(bulletins)s") % {"bulletins": stays} if stays else _("It can be superseded")
        cells = [
            Cell(name, head=True, url=_url(one, opened)),
            Cell(units[each.unit].name, str(heads[1].label)),
            Cell(called(each.span), str(heads[2].label)),
            Cell(_shown(each, each.kept), str(heads[3].label), "number"),
            Cell(_shown(each, each.now), str(heads[4].label), "number"),
            Cell(follows, str(heads[5].label)),
        ]
        rows.append(Row(f"{one.pk}-{each.unit}-{called(each.span)}-{each.part}", name, cells))
    empty = Empty(_("Every kept value is what the rules of now make of what is entered."))
    return Table(title, heads, rows, empty, wide=True)


def _formulas(found: Sequence[Refused], opened: Container[int]) -> Table | None:
    """The formulas that the rules of now refuse; None where there are none."""
    if not found:
        return None
    heads = [Column(_("Indicator")), Column(_("Formula")), Column(_("What is wrong now"))]
    rows = [
        Row(
            f"{refused.definition.pk}-{refused.text}",
            refused.definition.title,
            [
                Cell(refused.definition.title, head=True, url=_url(refused.definition, opened)),
                Cell(refused.text, str(heads[1].label)),
                Cell(refused.why, str(heads[2].label)),
            ],
        )
        for refused in found
    ]
    return Table(_("Formulas to be put right"), heads, rows, Empty(""), wide=True)


def _url(one: Record, opened: Container[int]) -> str:
    return one.get_absolute_url() if one.pk in opened else ""


def _shown(each: Revision, told: Told | None) -> str:
    if told is None:
        return _("nothing told")
    if told.value is None or each.counting.indicator is None:
        return _("below the threshold") if told.state == BELOW else _("nothing told")
    return said.amount(each.counting.indicator, told.value)
