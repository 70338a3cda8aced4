"""Removes what has served its time and is no record: request keys, notes of jobs and of finished tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks_db.models import DBTaskResult

from luoshi.records.journal.models import Once
from luoshi.records.messages.models import Slot

KEPT = timedelta(days=30)  # how long a request's key still finds its first result


def forget_keys(at: datetime) -> None:
    """Remove keys of requests, and notes of when jobs ran, older than thirty days."""
    with transaction.atomic():
        Once.objects.filter(at__lt=at - KEPT).delete()
    Slot.objects.filter(finished__lt=at - KEPT).delete()


def clear_tasks(at: datetime) -> None:
    """Remove finished background tasks older than thirty days."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()
