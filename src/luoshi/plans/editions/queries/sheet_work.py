"""The progress of sheets that the worker imports into a plan."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from luoshi.base.sheets.trials import KEPT
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.editions.models.sheet_work import SheetWork

AT_ONCE = 500  # rows imported within the request: about a second


def work_of(plan: Plan, token: str) -> SheetWork | None:
    """Return the work on the trial with this token. One query."""
    return plan.sheet_works.filter(token=token).select_related("person").first()


def pending_sheet_works(plan: Plan) -> list[SheetWork]:
    """List the sheets still to be imported into a plan, in the order requested. One query."""
    return list(plan.sheet_works.filter(state__in=SheetWork.GOING).order_by("pk"))


def to_be_said(plan: Plan, at: datetime) -> list[SheetWork]:
    """List the running works, and failed ones that may be retried while their file is kept. One query."""
    failed = Q(state=SheetWork.FAILED, at__gt=at - KEPT)
    return list(plan.sheet_works.filter(Q(state__in=SheetWork.GOING) | failed).order_by("pk"))
