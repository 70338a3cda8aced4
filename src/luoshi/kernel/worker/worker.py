"""The worker: one at a time, resuming after any crash. It seals the journal, runs jobs and tasks, sends messages."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TypeVar

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from luoshi.base.database.outages import Outage, outage_of
from luoshi.base.sheets.staged_imports import stops_at
from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.actions.seals import seal_waiting
from luoshi.kernel.base.jobs import JOBS, Job
from luoshi.kernel.kinds.registry import keep_snapshot
from luoshi.kernel.messages.actions.outbox import send_next
from luoshi.kernel.switches.queries import refresh_line_uses
from luoshi.kernel.worker.actions.work import (
    begin_slot,
    end_slot,
    keep_lease,
    leave_lease,
    leave_slot,
    resume_tasks,
    take_lease,
    take_over,
    try_again,
)

T = TypeVar("T")
_told = 0.0  # outages are not logged before this time
log = logging.getLogger("luoshi.work")

TICK = 1.0  # seconds between two checks for work
BEAT = 5.0  # seconds between two heartbeats
PAUSE = 5.0  # seconds after a failure: an outage of the database must not fill the log
TELL_EVERY = 60.0  # seconds between two log lines about an outage
STALE = 30.0  # seconds without a heartbeat until takeover: the database may be slow, or a disk full for a while


def run_worker(stop: threading.Event, *, stale: float = STALE) -> None:
    """Do the background work until stopped, while no other worker does it. Ends within seconds of ``stop``.

    Args:
        stale: Seconds of silence after which another worker counts as dead.
    """
    holder = f"{socket.gethostname()[:32]} {os.getpid()} {secrets.token_hex(4)}"
    stops_at(stop)
    try:
        while not stop.is_set():
            if _guarded("take the lease", lambda: take_lease(holder, timedelta(seconds=stale)), stop):
                log.info("%s works", holder)
                _Shift(holder, stop, stale).work()
            stop.wait(TICK)
    finally:
        stops_at(None)
        connections.close_all()


class _Shift:
    """The time during which this worker holds the lease.

    Heartbeats and seals have a thread of their own: neither waits for a long task or a slow mail server.
    """

    def __init__(self, holder: str, stop: threading.Event, stale: float) -> None:
        self.holder, self.stop, self.stale = holder, stop, stale
        self.over = threading.Event()
        self.done: dict[str, datetime] = {}
        self.torn = True  # an outage may have interrupted one of our tasks

    def work(self) -> None:
        pulse = threading.Thread(target=self._pulse, name="luoshi-pulse", daemon=True)
        pulse.start()
        try:
            _guarded("take over", lambda: take_over(self.holder, timezone.now()), self.stop)
            while not self._is_over():
                if not self._once():
                    self.stop.wait(TICK)
        finally:
            self.over.set()
            pulse.join(timeout=BEAT)
            _guarded("leave the lease", lambda: leave_lease(self.holder), self.stop)

    def _is_over(self) -> bool:
        return self.over.is_set() or self.stop.is_set()

    def _pulse(self) -> None:
        """Send heartbeats and seal until the shift ends or the lease is lost: to another, or for lack of heartbeats."""
        beaten, noted = monotonic(), 0.0
        try:
            while not self.over.is_set():
                if monotonic() - beaten >= min(BEAT, self.stale / 4):
                    kept = _guarded("beat", lambda: keep_lease(self.holder), self.over)
                    if kept is False or monotonic() - beaten > self.stale:
                        log.warning("%s has lost the lease", self.holder)
                        break
                    beaten = monotonic() if kept else beaten
                if monotonic() - noted >= head_note.EVERY or not head_note.is_noted(Path(settings.DATA)):
                    _guarded("note the head", lambda: head_note.write_head_note(Path(settings.DATA)), self.over)
                    noted = monotonic()
                if not _guarded("seal the journal", seal_waiting, self.over):  # a backlog must not delay heartbeats
                    self.over.wait(min(TICK, self.stale / 4))
            _guarded("note the head", lambda: head_note.write_head_note(Path(settings.DATA)), self.over)
        finally:
            self.over.set()
            connections.close_all()

    def _once(self) -> bool:
        """Run every due job, then send one message and run one task; return whether there was anything to do."""
        for job in list(JOBS.values()):
            if not self._is_over():
                refresh_line_uses(monotonic())
                with keep_snapshot() as kinds:
                    if job.name not in kinds.stopped_jobs:
                        self._job(job, timezone.now())
        sent = not self._is_over() and _guarded("send", self._send, self.stop)
        ran = not self._is_over() and _guarded("run a task", self._task, self.stop)
        return bool(sent or ran)

    def _job(self, job: Job, at: datetime) -> None:
        start = job.start(at)
        if start is None or self.done.get(job.name) == start:
            return
        slot = _guarded(f"begin {job.name}", lambda: begin_slot(job.name, start, self.holder, at) or "done", self.stop)
        if slot is None:
            return  # the database does not answer: the next round tries again
        self.done[job.name] = start
        if isinstance(slot, str):
            return
        failure, left = "", False
        try:
            # Close an interrupted generator before any other statement: it may hold a transaction.
            with closing(_pieces(job, at)) as pieces:
                for _piece in pieces:
                    if left := self._is_over():
                        break
        except Exception as error:
            if outage := outage_of(error):  # it runs again after the outage
                _waits(f"job {job.name}", outage, error, self.stop)
                _guarded(f"leave {job.name}", lambda: leave_slot(slot), self.stop)
                self.done.pop(job.name, None)
                return
            number = _logged(f"job {job.name}")
            failure = f"{number} {type(error).__name__}"
        if left:
            _guarded(f"leave {job.name}", lambda: leave_slot(slot), self.stop)
            return
        _guarded(f"end {job.name}", lambda: end_slot(slot, timezone.now(), failure), self.stop)

    def _send(self) -> bool:
        return send_next(self.holder, timezone.now()) is not None

    def _task(self) -> bool:
        if self.torn:
            resume_tasks(self.holder)
            self.torn = False
        if not DBTaskResult.objects.ready().exists():  # a plain read: taking a task locks the database
            return False
        begun = timezone.now()
        refresh_line_uses(monotonic())
        with keep_snapshot():
            self._run_one()
        try_again(self.holder, begun, timezone.now())
        return True

    def _run_one(self) -> None:
        self.torn = True  # until the database knows that the task ended
        TaskWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=self.holder,
        ).run()
        self.torn = False


def _pieces(job: Job, at: datetime) -> Generator[object, None, None]:
    yield from job.run(at) or ()


def _guarded(what: str, do: Callable[[], T], end: threading.Event) -> T | None:
    """Return the result; on failure log it with a number, pause, and return None."""
    try:
        return do()
    except Exception as error:
        if outage := outage_of(error):
            _waits(what, outage, error, end)
            return None
        _logged(what)
        connections.close_all()  # reconnect
        end.wait(PAUSE)
        return None


def _waits(what: str, outage: Outage, error: Exception, end: threading.Event) -> None:
    """Pause in an outage. It is logged once a minute, without a traceback, however much fails meanwhile."""
    global _told
    if monotonic() >= _told:
        _told = monotonic() + TELL_EVERY
        log.warning("%s waits (%s: %s)", what, outage.code, (str(error).splitlines() or [""])[0])
    connections.close_all()
    end.wait(PAUSE)


def _logged(what: str) -> str:
    number = secrets.token_hex(4)
    log.exception("%s failed, number %s", what, number)
    return number
