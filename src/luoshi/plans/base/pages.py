"""Helpers shared by the pages of plans."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from luoshi.base.forms.requests import request_actor
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import record_or_404
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.queries import plan_by_key


def plan_or_404(request: HttpRequest, pk: int) -> Plan:
    """Return a plan that the actor may read; raise 404 otherwise."""
    return record_or_404(request, get_kind("plans"), pk)  # type: ignore[return-value]


def plan_crumbs(plan: Plan, title: str, *between: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the list of plans to a page about a plan, as labels and addresses.

    Args:
        title: of the page itself.
        between: the pages of the plan that lead to it.
    """
    plans = (str(get_kind("plans").label), reverse("records:list", args=["plans"]))
    return [plans, (plan.title, plan.get_absolute_url()), *between, (title, "")]


def plan_to_change_or_404(request: HttpRequest, pk: int) -> Plan:
    """Return a plan for a change. For its keeper, the usual case, other rights are not checked, which saves queries."""
    plan = plan_by_key(pk)
    if plan and "keeper" in relations_to_record(plan, request_actor(request), timezone.localdate()):
        return plan
    return plan_or_404(request, pk)
