"""The review before publishing: what is open, how many reports each unit will owe, and what an amendment changes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.commitments.publishing.queries import MOST_REPORTS, forecast_burden, passed_rows, undated_rows
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.editions.queries.editions import changes_ahead, publication_readiness
from luoshi.plans.editions.queries.sources import plan_sources
from luoshi.plans.receiving.queries import column_questions
from luoshi.plans.rows.actions.editing import OPEN

SHOWN = 12  # units whose load is shown


@require_safe
@login_required
def publication_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the review that a keeper reads before publishing."""
    plan, day = plan_or_404(request, pk), timezone.localdate()
    if "keeper" not in relations_to_record(plan, request_actor(request), day) or plan.state not in OPEN:
        raise Http404
    found, load = publication_readiness(plan), forecast_burden(plan, MOST_REPORTS, day)
    step = "publish" if plan.state == "draft" else "reissue"
    context = {
        "title": _("Before publishing: %(plan)s") % {"plan": plan.title},
        "crumbs": plan_crumbs(plan, _("Before publishing")),
        "plan": plan,
        "found": found,
        "counts": found.counts,
        "load": load,
        "loads": [(load.names[unit_load.unit], unit_load) for unit_load in load.burden.loads[:SHOWN]],
        "more": max(len(load.burden.loads) - SHOWN, 0),
        "changes": changes_ahead(plan) if plan.state == "amending" else [],
        "amends": plan.state == "amending",
        "passed": passed_rows(plan, day),
        "undated": undated_rows(plan),
        "questions": [
            (str(source), reverse("ledger:columns", args=[plan.pk, source.place])) for source in column_questions(plan)
        ],
        "unchecked": [str(source) for source in plan_sources(plan) if source.is_unchecked_scan],
        "step_url": reverse("records:step", args=["plans", plan.pk, step]),
        "correct_url": reverse("ledger:correct", args=[plan.pk]),
    }
    return render(request, "ledger/review.html", context)
