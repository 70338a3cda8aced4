"""What the worker does by the clock: a table of jobs, each once for a stretch of time. Other rooms add their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """Something done once every so often, by local time.

    Attributes:
        every: the stretch for which it is done once; it divides a day.
        run: does it as of a moment. It may be run twice for one stretch, so doing it again does no more. Where it is
            long it is a generator that yields between its pieces: there the worker can be stopped.
        hour: a stretch's run waits for this hour of the day.
    """

    name: str
    label: Any
    every: timedelta
    run: Callable[[datetime], Iterator[None] | None]
    hour: int = 0

    def start(self, at: datetime) -> datetime | None:
        """The start of the stretch to which a moment belongs; None where it is too early on that day."""
        local = timezone.localtime(at)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if local.hour < self.hour:
            return None
        return midnight + (local - midnight) // self.every * self.every


JOBS: dict[str, Job] = {}
_stop: threading.Event | None = None  # the running worker's


def stops_at(stop: threading.Event | None) -> None:
    """The worker of this process ends when this is set."""
    global _stop
    _stop = stop


def stopping() -> bool:
    """Whether the worker of this process was told to end: a long task leaves the rest to the next worker."""
    return _stop is not None and _stop.is_set()


def register(job: Job, *, before: str = "") -> Job:
    """Add a job when an app starts; ``before``: where both are due it runs before this one."""
    JOBS[job.name] = job
    if before in JOBS:
        later = list(JOBS)[list(JOBS).index(before) :]
        JOBS.update({name: JOBS.pop(name) for name in later if name != job.name})
    return job


GIVEN_UP: dict[str, Callable[..., object]] = {}  # by a task's path


def when_given_up(task: Any, tell: Callable[..., object]) -> None:
    """What is done once a task is tried no more, as its workers died of it: called with what the task was given."""
    GIVEN_UP[task.module_path] = tell


def _begin_day(at: datetime) -> None:
    from luoshi.org.actions.closing import day_begins

    day_begins(timezone.localdate(at), at)


def _roll_out(at: datetime) -> Iterator[None]:
    from luoshi.records.actions.year_ahead import roll_out_all

    return roll_out_all(timezone.localdate(at))


def _digest(at: datetime) -> Iterator[None]:
    from luoshi.records.actions.digests import send_digests

    return send_digests(at)


def _sweep_files(at: datetime) -> None:
    from luoshi.records.actions.files import sweep

    sweep(at)


def _erase(at: datetime) -> Iterator[None]:
    from luoshi.records.actions.erasure import erase_due

    while erase_due(timezone.localdate(at), at):
        yield


def _forget_keys(at: datetime) -> None:
    from luoshi.records.actions.housekeeping import forget_keys

    forget_keys(at)


def _clear_sessions(at: datetime) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _clear_tasks(at: datetime) -> None:
    from luoshi.records.actions.housekeeping import clear_tasks

    clear_tasks(at)


def _forget_paces(at: datetime) -> None:
    from luoshi.org.actions.pace import forget_paces

    forget_paces(at)


def _stop_unused(at: datetime) -> None:
    from luoshi.org.actions.accounts import disable_unused

    if not settings.DEMO:  # there nobody signs in, one chooses a role
        disable_unused(at)


for one in (
    Job("day", _("The day begins: names, closings, posts"), DAY, _begin_day),
    Job("duties", _("Due dates of the coming year"), DAY, _roll_out),
    Job("retention", _("What has passed its term is erased"), DAY, _erase, hour=2),
    Job("keys", _("Keys of requests older than 30 days are removed"), DAY, _forget_keys, hour=3),
    Job("accounts", _("Accounts that nobody has used for long are stopped"), DAY, _stop_unused, hour=3),
    Job("sessions", _("Ended sessions are removed"), DAY, _clear_sessions, hour=3),
    Job("tasks", _("Finished tasks older than 30 days are removed"), DAY, _clear_tasks, hour=3),
    Job("paces", _("Counts of requests of past minutes are removed"), DAY, _forget_paces, hour=3),
    Job("digest", _("Everyone is told what waits for them"), DAY, _digest, hour=settings.DIGEST_HOUR),
    Job("files", _("Files that belong to nothing are removed"), DAY, _sweep_files, hour=4),
):
    register(one)
