"""Scheduled jobs of the worker, each run once per interval. ``own_jobs`` and lines declare them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """A job that runs once per interval, by local time.

    Attributes:
        every: the interval; it divides a day.
        run: runs the job as of a moment. It may run twice for one interval and must be idempotent. A long job is a
            generator that yields between its parts, where the worker can be stopped.
        hour: the run of an interval waits for this hour of the day.
        before: the job that this one precedes if both are due.
    """

    name: str
    label: Any
    every: timedelta
    run: Callable[[datetime], Iterator[None] | None]
    hour: int = 0
    before: str = ""

    def start(self, at: datetime) -> datetime | None:
        """Return the start of the interval that contains a moment; None if it is too early on that day."""
        local = timezone.localtime(at)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if local.hour < self.hour:
            return None
        return midnight + (local - midnight) // self.every * self.every


JOBS: dict[str, Job] = {}


def register_job(job: Job) -> Job:
    """Register a job when an app starts."""
    JOBS[job.name] = job
    if job.before in JOBS:
        later = list(JOBS)[list(JOBS).index(job.before) :]
        JOBS.update({name: JOBS.pop(name) for name in later if name != job.name})
    return job


# What runs after a task's last failed attempt, when its workers died of it, by the task's path; it gets its arguments.
GIVEN_UP: dict[str, Callable[..., object]] = {}
