"""The search over all kinds of record."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import build_pager, paginate_rows
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.search.queries import Spot, matching_records, question_excerpt, spots_by_record
from luoshi.org.actors.view_dates import parse_view_dates
from luoshi.org.people.pages.tenure_tables import unit_name_on_day, units_called


@require_safe
@login_required
def record_search(request: HttpRequest) -> HttpResponse:
    """Show records that contain the words, newest first, with the matching place. A bounded number of queries."""
    question, actor, at = request.GET.get("q", "").strip()[:200], request_actor(request), parse_view_dates(request)
    day = at.today
    page = paginate_rows(request, matching_records(question, actor, day)) if question else None
    lights = lights_of(list(page or ()), day)
    there = spots_by_record(page or (), question, actor, day)
    names = units_called([record.unit for record in page or ()], at)
    rows = [
        {
            "title": record.title,
            "url": record.get_absolute_url() + at.query,
            "number": record.number,
            "kind": str(kind_of(record).one),
            "unit": unit_name_on_day(record.unit, names),
            "state": fields.field_text(record, "state"),
            "light": lights[record.pk],
            "pieces": _own(record, question, beside=record.pk in there),
            "spot": _spot(record, there.get(record.pk), question),
        }
        for record in page or []
    ]
    context = {
        "title": _("Search"),
        "as_of": at.banner(request.path, request.GET),
        "at": at,
        "query": question,
        "rows": rows,
        "count": page.paginator.count if page else 0,
        "pager": build_pager(request, page) if page else None,
    }
    return render(request, "records/search.html", context)


def _own(record: Record, question: str, *, beside: bool) -> list[tuple[str, bool]]:
    """Return the excerpt of the record's own words; empty if only its longer texts match, shown ``beside`` it."""
    pieces = question_excerpt(record.searched.text, question)
    return pieces if not beside or any(hit for _words, hit in pieces) else []


def _spot(record: Record, spot: Spot | None, question: str) -> dict[str, object] | None:
    """Return the matching place in a longer text of the record, with its URL."""
    texts = kind_of(record).texts
    if spot is None or texts is None:
        return None
    label, url = texts.way(record, spot.part, spot.line, question)
    return {"label": label, "url": url, "pieces": spot.pieces}
