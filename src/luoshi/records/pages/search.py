"""The search over all kinds of record."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.org.requests import acting
from luoshi.org.shapes import paged, pager
from luoshi.records import fields
from luoshi.records.pages.common import lights_of
from luoshi.records.queries.search import excerpt, found


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Records that hold the words, newest first, with the place where they stand. Three queries."""
    question, day = request.GET.get("q", "").strip()[:200], timezone.localdate()
    page = paged(request, found(question, acting(request), day)) if question else None
    lights = lights_of(list(page or ()), day)
    rows = [
        {
            "title": record.title,
            "url": record.get_absolute_url(),
            "number": record.number,
            "kind": str(record.declared.one),
            "unit": str(record.unit),
            "state": fields.value(record, "state"),
            "light": lights[record.pk],
            "pieces": excerpt(record.searched.text, question),
        }
        for record in page or []
    ]
    context = {
        "title": _("Search"),
        "query": question,
        "rows": rows,
        "count": page.paginator.count if page else 0,
        "pager": pager(request, page) if page else None,
    }
    return render(request, "records/search.html", context)
