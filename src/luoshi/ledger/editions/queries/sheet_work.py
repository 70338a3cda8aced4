"""How far the sheets are that the worker takes into a plan."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from luoshi.ledger.base.models.plan import Plan
from luoshi.ledger.editions.models.sheet_work import SheetWork
from luoshi.org.base.trials import KEPT

AT_ONCE = 500  # rows that are taken in within the request: about a second


def work_of(plan: Plan, token: str) -> SheetWork | None:
    """The work on what was tried under a token. One query."""
    return plan.sheet_works.filter(token=token).select_related("person").first()


def pending_sheet_works(plan: Plan) -> list[SheetWork]:
    """The sheets that are still to come into a plan, the first asked for first. One query."""
    return list(plan.sheet_works.filter(state__in=SheetWork.GOING).order_by("pk"))


def to_be_said(plan: Plan, at: datetime) -> list[SheetWork]:
    """Those that are going, and those that failed and may be tried again, as long as their file is kept. One query."""
    failed = Q(state=SheetWork.FAILED, at__gt=at - KEPT)
    return list(plan.sheet_works.filter(Q(state__in=SheetWork.GOING) | failed).order_by("pk"))
