"""The search over all kinds of record."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import PAGE, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.desk.lists.queries.record_pages import RowCount
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.search.queries import FOUND, Spot, matching_records, question_excerpt, spots_by_record
from luoshi.org.actors.view_dates import parse_view_dates
from luoshi.org.people.pages.tenure_tables import unit_name_on_day, units_called


@require_safe
@login_required
def record_search(request: HttpRequest) -> HttpResponse:
    """Show records that contain the words, newest first, with the matching place. A bounded number of queries."""
    question, actor, at = request.GET.get("q", "").strip()[:200], request_actor(request), parse_view_dates(request)
    day = at.today
    page, more = _read_page(request, question, actor, day)
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
        "more": more,
        "most": more and page and page.paginator.count >= FOUND,
        "pager": _pager(request, page, more) if page else None,
    }
    return render(request, "records/search.html", context)


def _read_page(request: HttpRequest, question: str, actor: Actor, day: date) -> tuple[Page[Record] | None, bool]:
    """Return the requested page of what is found, and whether more is found than the pages to choose from hold.

    A search stops once it has the page and one further: to find all that a frequent word is in takes seconds.
    """
    if not question:
        return None, False
    asked = request.GET.get("page", "")
    here = min(int(asked), FOUND // PAGE) if asked.isdecimal() and len(asked) < 9 else 1
    found = matching_records(question, actor, day, min((max(here, 1) + 1) * PAGE, FOUND) + 1)
    shown = min((max(here, 1) + 1) * PAGE, FOUND)
    return paginate_rows(request, found[:shown]), len(found) > shown


def _pager(request: HttpRequest, page: Page[Record], more: bool) -> dict[str, object] | None:
    pager = build_pager(request, page)
    return pager | {"count": RowCount(page.paginator.count, more)} if pager else None


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
