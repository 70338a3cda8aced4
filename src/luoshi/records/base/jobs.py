"""What the worker does by the clock: jobs, each once for a stretch of time. ``own_jobs`` and lines name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """Something done once every so often, by local time.

    Attributes:
        every: the stretch for which it is done once; it divides a day.
        run: does it as of a moment. It may be run twice for one stretch, so doing it again does no more. Where it is
            long it is a generator that yields between its pieces: there the worker can be stopped.
        hour: a stretch's run waits for this hour of the day.
        before: the job that this one goes before where both are due.
    """

    name: str
    label: Any
    every: timedelta
    run: Callable[[datetime], Iterator[None] | None]
    hour: int = 0
    before: str = ""

    def start(self, at: datetime) -> datetime | None:
        """The start of the stretch to which a moment belongs; None where it is too early on that day."""
        local = timezone.localtime(at)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if local.hour < self.hour:
            return None
        return midnight + (local - midnight) // self.every * self.every


JOBS: dict[str, Job] = {}


def register_job(job: Job) -> Job:
    """Add a job when an app starts."""
    JOBS[job.name] = job
    if job.before in JOBS:
        later = list(JOBS)[list(JOBS).index(job.before) :]
        JOBS.update({name: JOBS.pop(name) for name in later if name != job.name})
    return job


# What is done once a task is tried no more, as its workers died of it, by its path; it gets what the task was given.
GIVEN_UP: dict[str, Callable[..., object]] = {}
