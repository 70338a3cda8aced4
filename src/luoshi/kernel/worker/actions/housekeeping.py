"""Remove expired data that is no record: idempotency keys, runs of jobs, and finished tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from luoshi.evidence.journal.models import Once
from luoshi.kernel.messages.models import Slot

KEPT = timedelta(days=30)  # how long an idempotency key finds its first result


def forget_keys(at: datetime) -> None:
    """Remove idempotency keys and runs of jobs older than thirty days."""
    with transaction.atomic():
        Once.objects.filter(at__lt=at - KEPT).delete()
    Slot.objects.filter(finished__lt=at - KEPT).delete()


def clear_tasks(at: datetime) -> None:
    """Remove finished background tasks older than thirty days."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()
