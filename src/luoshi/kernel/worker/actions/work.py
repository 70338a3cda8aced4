"""The lease of the background work, and the cleanup after a dead worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from luoshi.kernel.base.jobs import GIVEN_UP
from luoshi.kernel.messages.actions.outbox import give_up_sending
from luoshi.kernel.messages.models import Lease, Slot

NAME = "work"
TRIES = 3  # a task whose workers died this often is presumed to kill them
OUTAGES = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError", "builtins.OSError")
AFTER = timedelta(minutes=1)  # time for a full disk to be cleared
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take_lease(holder: str, stale: timedelta) -> bool:
    """Take the lease if it is free or its heartbeat is older than ``stale``; return whether it was taken."""
    Lease.objects.get_or_create(name=NAME, defaults={"holder": "", "since": LONG_AGO, "beat": LONG_AGO})
    silent = ExpressionWrapper(Now() - stale, output_field=DateTimeField())
    free = Lease.objects.filter(Q(holder="") | Q(beat__lt=silent), name=NAME)
    return bool(free.update(holder=holder, since=Now(), beat=Now()))


def keep_lease(holder: str) -> bool:
    """Send a heartbeat; return False if another worker holds the lease."""
    return bool(Lease.objects.filter(name=NAME, holder=holder).update(beat=Now()))


def leave_lease(holder: str) -> None:
    """Release the lease, so that another worker need not wait."""
    Lease.objects.filter(name=NAME, holder=holder).update(holder="")


def take_over(holder: str, at: datetime) -> None:
    """Clean up after dead workers: requeue tasks and jobs, and mark messages being sent as perhaps sent."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == holder:
            continue
        if len(task.worker_ids) < TRIES:
            DBTaskResult.objects.running().filter(pk=task.pk).update(status="READY", started_at=None)
        else:
            with transaction.atomic():  # both or neither: otherwise the next worker fails it again
                task.set_failed(RuntimeError(f"its worker died {len(task.worker_ids)} times"))
                if tell := GIVEN_UP.get(task.task_path):
                    tell(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    Slot.objects.filter(finished=None).exclude(holder=holder).delete()
    give_up_sending(holder, at)


def resume_tasks(holder: str) -> None:
    """Requeue this worker's own tasks that an outage of the database interrupted."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == holder:
            DBTaskResult.objects.running().filter(pk=task.pk).update(status="READY", started_at=None)


def try_again(holder: str, since: datetime, at: datetime) -> None:
    """Requeue, with a delay, tasks that failed under this worker because of disk or database."""
    for task in DBTaskResult.objects.failed().filter(finished_at__gte=since, exception_class_path__in=OUTAGES):
        if task.worker_ids and task.worker_ids[-1] == holder and len(task.worker_ids) < TRIES:
            rows = DBTaskResult.objects.failed().filter(pk=task.pk)
            rows.update(status="READY", started_at=None, finished_at=None, run_after=at + AFTER)


def begin_slot(job: str, start: datetime, holder: str, at: datetime) -> Slot | None:
    """Claim the period of a job; return None if it was or is being done."""
    try:
        with transaction.atomic():
            return Slot.objects.create(job=job, start=start, holder=holder, begun=at)
    except IntegrityError:
        return None


def end_slot(slot: Slot, at: datetime, failure: str = "") -> None:
    """Record that a job ended, or how it failed."""
    Slot.objects.filter(pk=slot.pk).update(finished=at, failure=failure)


def leave_slot(slot: Slot) -> None:
    """Release the period of an interrupted job, so that it runs again."""
    Slot.objects.filter(pk=slot.pk, finished=None).delete()
