"""The state of the background work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DateTimeField, ExpressionWrapper, Max, Q
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from luoshi.kernel.messages.models import Lease, Slot

SILENT = timedelta(seconds=60)  # longer than the worker's own timeout, so that a change of workers raises no alarm


@dataclass(frozen=True)
class WorkerState:
    """The current worker, its last heartbeat, and how many tasks wait or have failed."""

    holder: str
    beat: datetime | None
    alive: bool
    tasks: int
    failed: int


def worker_state() -> WorkerState:
    """Return the state of the worker. Two queries."""
    fresh = ExpressionWrapper(Now() - SILENT, output_field=DateTimeField())
    row = Lease.objects.annotate(oldest=fresh).first()
    tasks = DBTaskResult.objects.aggregate(
        waits=Count("pk", filter=Q(status="READY")), failed=Count("pk", filter=Q(status="FAILED"))
    )
    if row is None:
        return WorkerState("", None, False, tasks["waits"], tasks["failed"])
    return WorkerState(
        row.holder, row.beat, bool(row.holder) and row.beat > row.oldest, tasks["waits"], tasks["failed"]
    )


def last_runs() -> dict[str, Slot]:
    """Return the last run of each job. Two queries."""
    last = Slot.objects.values("job").annotate(last=Max("pk")).values_list("last", flat=True)
    return {slot.job: slot for slot in Slot.objects.filter(pk__in=list(last))}
