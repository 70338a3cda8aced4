"""Who does the background work, and what a dead worker leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from luoshi.records.base.jobs import GIVEN_UP
from luoshi.records.messages.actions.outbox import give_up_sending
from luoshi.records.messages.models import Lease, Slot

NAME = "work"
TRIES = 3  # a task whose workers died so often is what kills them
OUTAGES = ("django.db.utils.OperationalError", "django.db.utils.InterfaceError", "builtins.OSError")
AFTER = timedelta(minutes=1)  # in which a disk may have been given room
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take_lease(holder: str, stale: timedelta) -> bool:
    """Become the worker, where there is none or its heart has not beaten for so long; whether it was so."""
    Lease.objects.get_or_create(name=NAME, defaults={"holder": "", "since": LONG_AGO, "beat": LONG_AGO})
    silent = ExpressionWrapper(Now() - stale, output_field=DateTimeField())
    free = Lease.objects.filter(Q(holder="") | Q(beat__lt=silent), name=NAME)
    return bool(free.update(holder=holder, since=Now(), beat=Now()))


def keep_lease(holder: str) -> bool:
    """One heartbeat; False where another has become the worker meanwhile."""
    return bool(Lease.objects.filter(name=NAME, holder=holder).update(beat=Now()))


def leave_lease(holder: str) -> None:
    """Stop being the worker, so that another need not wait."""
    Lease.objects.filter(name=NAME, holder=holder).update(holder="")


def take_over(holder: str, at: datetime) -> None:
    """Put in order what dead workers left: tasks run again, jobs too, what was being sent is perhaps sent."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == holder:
            continue
        if len(task.worker_ids) < TRIES:
            DBTaskResult.objects.running().filter(pk=task.pk).update(status="READY", started_at=None)
        else:
            with transaction.atomic():  # who waits for it is told, or the next worker gives it up anew
                task.set_failed(RuntimeError(f"its worker died {len(task.worker_ids)} times"))
                if tell := GIVEN_UP.get(task.task_path):
                    tell(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    Slot.objects.filter(finished=None).exclude(holder=holder).delete()
    give_up_sending(holder, at)


def resume_tasks(holder: str) -> None:
    """Let this worker's own tasks run again that it left in the middle, when the database was away."""
    for task in DBTaskResult.objects.running():
        if task.worker_ids and task.worker_ids[-1] == holder:
            DBTaskResult.objects.running().filter(pk=task.pk).update(status="READY", started_at=None)


def try_again(holder: str, since: datetime, at: datetime) -> None:
    """Let the tasks run once more, after a while, that failed under this worker as disk or database did."""
    for task in DBTaskResult.objects.failed().filter(finished_at__gte=since, exception_class_path__in=OUTAGES):
        if task.worker_ids and task.worker_ids[-1] == holder and len(task.worker_ids) < TRIES:
            rows = DBTaskResult.objects.failed().filter(pk=task.pk)
            rows.update(status="READY", started_at=None, finished_at=None, run_after=at + AFTER)


def begin_slot(job: str, start: datetime, holder: str, at: datetime) -> Slot | None:
    """Claim a job's stretch of time; None where it was done, or is."""
    try:
        with transaction.atomic():
            return Slot.objects.create(job=job, start=start, holder=holder, begun=at)
    except IntegrityError:
        return None


def end_slot(slot: Slot, at: datetime, failure: str = "") -> None:
    """Note that a job came to its end, or how it failed."""
    Slot.objects.filter(pk=slot.pk).update(finished=at, failure=failure)


def leave_slot(slot: Slot) -> None:
    """A job that was broken off in its middle runs again."""
    Slot.objects.filter(pk=slot.pk, finished=None).delete()
