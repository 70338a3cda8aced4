"""The strips of a scan's pages for the rows that the correction page shows."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from luoshi.plans.base.pages import plan_or_404
from luoshi.plans.editions.queries.sources import plan_sources
from luoshi.plans.rows.pages.correct import may_correct
from luoshi.plans.rows.queries.picture_strips import list_row_strips

MOST = 60  # rows in one request


@require_safe
@login_required
def row_strips(request: HttpRequest, pk: int) -> JsonResponse:
    """Return the strips of rows (``?rows=1,2``) as fragments by row; nothing of rows that are no part of a scan."""
    plan = plan_or_404(request, pk)
    may_correct(request, plan)
    asked = [int(word) for word in request.GET.get("rows", "").split(",") if word.isascii() and word.isdecimal()]
    places = {source.place for source in plan_sources(plan)}
    found = list_row_strips(plan, [row for row in asked if row < 2**63][:MOST])
    return JsonResponse(
        {
            str(row): render_to_string("ledger/_strips.html", {"plan": plan, "strips": strips})
            for row, strips in found.items()
            if strips and strips[0].source in places
        }
    )
