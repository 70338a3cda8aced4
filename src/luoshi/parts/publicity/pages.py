"""Pages of publicity for signed-in users: the list, and each posting as shown."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    paginate_rows,
)
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import may_open_somewhere
from luoshi.parts.publicity import queries
from luoshi.parts.publicity.cards import format_posted_field, format_posting_length, posting_field_facts, posting_light
from luoshi.parts.publicity.models import Posting

_ = words_now(__name__)


@require_safe
@login_required
def posting_list(request: HttpRequest) -> HttpResponse:
    """List the postings shown to the user, latest first."""
    day = timezone.localdate()
    page = paginate_rows(request, queries.running_postings(request_actor(request), day))
    rows_of = queries.posting_rows(list(page))
    title = _("Public notices")
    heads = [
        DataColumn(_("Number")),
        DataColumn(_("What")),
        DataColumn(_("Unit")),
        DataColumn(_("Shown")),
        DataColumn(_("Last day"), "date"),
    ]
    heads.append(DataColumn(_("Status")))
    rows = [_row(posting, rows_of[posting.record_id], day) for posting in page]
    table = DataTable(title, heads, rows, Empty(_("There are no public notices today.")))
    context = {"title": title, "table": table, "count": page.paginator.count, "pager": build_pager(request, page)}
    return render(request, "publicity/list.html", context)


def _row(posting: Posting, row: Record, day: date) -> DataRow:
    declared = get_kind(posting.record.kind)
    told = [
        (fields.field_label(declared, name), format_posted_field(declared, row, name))
        for name in queries.publicity_windows()[declared.name].shows
    ]
    url = reverse("publicity:posting", args=[posting.pk])
    cells = [
        DataCell(row.number, _("Number"), head=True, url=url),
        DataCell(str(declared.one), _("What")),
        DataCell(str(row.unit), _("Unit")),
        DataCell("；".join(f"{label} {said}" for label, said in told if said), _("Shown")),
        DataCell(posting.until.isoformat() if posting.until else "", _("Last day"), "date"),
        DataCell("", _("Status"), light=posting_light(posting, day)),
    ]
    return DataRow(str(posting.pk), row.number, cells)


@require_safe
@login_required
def posting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a posting, with a link to object.

    Raises:
        Http404: it is not in publicity, or not for this user: indistinguishable.
    """
    actor, day = request_actor(request), timezone.localdate()
    one = queries.running_postings(actor, day).filter(pk=pk).first()
    if one is None:
        raise Http404
    row = queries.posting_rows([one])[one.record_id]
    number = row.number
    first = _("from the day after %(day)s") % {"day": one.on}
    told = [
        LabelledFact(_("Number"), number),
        LabelledFact(_("What"), str(get_kind(one.record.kind).one)),
        *posting_field_facts(one, row),
    ]
    told += [
        LabelledFact(_("Posted on"), one.on.isoformat()),
        LabelledFact(_("For"), format_posting_length(one), note=first),
    ]
    told.append(LabelledFact(_("Last day"), one.until.isoformat() if one.until else "", light=posting_light(one, day)))
    may = may_open_somewhere([get_kind("objections")], actor)
    url = reverse("records:new", args=["objections"]) + "?" + urlencode({"about": number})
    context = {
        "title": _("Publicity: %(number)s") % {"number": number},
        "crumbs": [(_("Public notices"), reverse("publicity:postings")), (number, "")],
        "facts": told,
        "how": _(
            "Objections can be raised with facts and a contact until the end of the last day. Only the answering "
            "office can see who objects."
        ),
        "object": {"label": _("Object"), "url": url} if may else None,
    }
    return render(request, "publicity/posting.html", context)
