"""What stands in publicity for who signs in, and each as it is shown."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Row, Table, paged, pager
from luoshi.parts.publicity import queries
from luoshi.parts.publicity.cards import facts, length, shown, stands
from luoshi.records.base.words import words_now
from luoshi.records.kinds import fields
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.rights import may_open_somewhere

_ = words_now(__name__)


@require_safe
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """What stands in publicity for who asks, the latest first."""
    day = timezone.localdate()
    page = paged(request, queries.running(acting(request), day))
    rows_of = queries.rows_of(list(page))
    title = _("Notices in publicity")
    heads = [
        Column(_("Number")),
        Column(_("What")),
        Column(_("Unit")),
        Column(_("Shown")),
        Column(_("Last day"), "date"),
    ]
    heads.append(Column(_("How it stands")))
    rows = [_row(one, rows_of[one.record_id], day) for one in page]
    table = Table(title, heads, rows, Empty(_("Nothing stands in publicity today.")))
    context = {"title": title, "table": table, "count": page.paginator.count, "pager": pager(request, page)}
    return render(request, "publicity/list.html", context)


def _row(posting: Any, row: Any, day: Any) -> Row:
    declared = kind(posting.record.kind)
    told = [(fields.label(declared, one), shown(declared, row, one)) for one in queries.windows()[declared.name].shows]
    url = reverse("publicity:posting", args=[posting.pk])
    cells = [
        Cell(row.number, _("Number"), head=True, url=url),
        Cell(str(declared.one), _("What")),
        Cell(str(row.unit), _("Unit")),
        Cell("；".join(f"{label} {said}" for label, said in told if said), _("Shown")),
        Cell(posting.until.isoformat() if posting.until else "", _("Last day"), "date"),
        Cell("", _("How it stands"), light=stands(posting, day)),
    ]
    return Row(str(posting.pk), row.number, cells)


@require_safe
@login_required
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """One record as it is shown in publicity, with the way to object.

    Raises:
        Http404: it is not in publicity, or not for who asks: both alike.
    """
    actor, day = acting(request), timezone.localdate()
    one = queries.running(actor, day).filter(pk=pk).first()
    if one is None:
        raise Http404
    row = queries.rows_of([one])[one.record_id]
    number = row.number
    first = _("from the day after %(day)s") % {"day": one.on}
    told = [Fact(_("Number"), number), Fact(_("What"), str(kind(one.record.kind).one)), *facts(one, row)]
    told += [Fact(_("Posted on"), one.on.isoformat()), Fact(_("For"), length(one), note=first)]
    told.append(Fact(_("Last day"), one.until.isoformat() if one.until else "", light=stands(one, day)))
    may = may_open_somewhere([kind("objections")], actor)
    url = reverse("records:new", args=["objections"]) + "?" + urlencode({"about": number})
    context = {
        "title": _("Publicity: %(number)s") % {"number": number},
        "crumbs": [(_("Notices in publicity"), reverse("publicity:postings")), (number, "")],
        "facts": told,
        "how": _(
            "Who has something against it says so with facts and a contact, up to the end of the last day. Only the"
            " office that answers reads who objects."
        ),
        "object": {"label": _("Object"), "url": url} if may else None,
    }
    return render(request, "publicity/posting.html", context)
