"""Remove expired data that is no record (keys, runs, finished tasks), and let the database count what it plans by."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from luoshi.evidence.journal.models import Once
from luoshi.kernel.messages.models import Slot

KEPT = timedelta(days=30)  # how long an idempotency key finds its first result
SAMPLED = 1000  # rows of each index that SQLite reads: 0.03 s of CPU for 100,000 commitments


def forget_keys(at: datetime) -> None:
    """Remove idempotency keys and runs of jobs older than thirty days."""
    with transaction.atomic():
        Once.objects.filter(at__lt=at - KEPT).delete()
    Slot.objects.filter(finished__lt=at - KEPT).delete()


def clear_tasks(at: datetime) -> None:
    """Remove finished background tasks older than thirty days."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT).delete()


def update_planner_statistics() -> None:
    """Let the database count anew what its query planner goes by; needed after rows came or went in large numbers.

    SQLite never does so by itself, PostgreSQL some time after. Two statements.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLED}")
        cursor.execute("ANALYZE")
