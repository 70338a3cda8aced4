"""The worker: exactly one works, whatever dies; what a dead one had in hand is put right; no failure ends the loop."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given as each
from hypothesis import strategies as st

from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.models import Once, Unsealed
from luoshi.evidence.journal.queries.seals import read_snapshot
from luoshi.kernel.base import jobs
from luoshi.kernel.base.jobs import DAY, Job
from luoshi.kernel.messages.actions.outbox import send_after_commit
from luoshi.kernel.messages.models import Lease, Outgoing, Slot
from luoshi.kernel.messages.queries.background_work import last_runs, worker_state
from luoshi.kernel.worker import worker as work
from luoshi.kernel.worker.actions.work import begin_slot, end_slot, keep_lease, leave_lease, take_lease, take_over
from office import NOW, Office

HERE = Path(__file__).parents[1]
STALE = timedelta(seconds=30)


def until(what: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Workers:
    """Workers in processes of their own, with what they have written in ``log``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.all = folder, list[subprocess.Popen[bytes]]()

    def start(self, stale: float = 2) -> subprocess.Popen[bytes]:
        known = connection.settings_dict
        if connection.vendor == "sqlite":
            url = f"sqlite:///{known['NAME']}"
        else:
            password = f":{known['PASSWORD']}" if known["PASSWORD"] else ""
            url = f"postgres://{known['USER']}{password}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
        surroundings = os.environ | {
            "DJANGO_SETTINGS_MODULE": "luoshi.site.settings",
            "LUOSHI_DATA": str(self.folder),
            "LUOSHI_TEST_FOLDER": str(self.folder),
            "LUOSHI_TEST_STALE": str(stale),
            "LUOSHI_SECRET_KEY": settings.SECRET_KEY,
            "LUOSHI_FIELD_KEYS": " ".join(settings.FIELD_KEYS),
            "DATABASE_URL": url,
        }
        command = [sys.executable, str(HERE / "worker_process.py")]
        self.all.append(subprocess.Popen(command, env=surroundings, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL))
        return self.all[-1]

    def log(self) -> list[str]:
        path = self.folder / "log"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def go(self) -> None:
        (self.folder / "go").touch()


@pytest.fixture
def workers(real_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.syspath_prepend(str(HERE))
    made = Workers(tmp_path)
    yield made
    for worker in made.all:
        worker.kill()
        worker.wait()


def holder() -> str:
    return Lease.objects.values_list("holder", flat=True).first() or ""


def test_a_worker_killed_while_it_sends_leaves_perhaps_sent_and_nothing_leaves_twice(
    workers: Workers, real_office: Office
) -> None:
    first, second = real_office.people["clerk"], real_office.people["head"]
    send_after_commit("slow", first, "digest", {"waiting": 1}, occasion="a", at=timezone.now())
    killed = workers.start()
    until(lambda: "sending to 柯干事" in workers.log())
    assert Outgoing.objects.get().state == "sending"  # committed before the attempt
    killed.kill()
    killed.wait()
    workers.go()
    send_after_commit("slow", second, "digest", {"waiting": 1}, occasion="a", at=timezone.now())
    workers.start()
    until(lambda: Outgoing.objects.filter(person=second, state="sent").exists())
    assert dict(Outgoing.objects.values_list("person__name", "state")) == {"柯干事": "perhaps", "柯主席": "sent"}
    assert [line for line in workers.log() if "sen" in line] == [
        "sending to 柯干事",
        "sending to 柯主席",
        "sent to 柯主席",
    ]


def test_a_task_whose_worker_was_killed_runs_again(workers: Workers) -> None:
    import worker_process

    worker_process.slow_task.enqueue("a")
    killed = workers.start()
    until(lambda: "task a begins" in workers.log())
    killed.kill()
    killed.wait()
    assert DBTaskResult.objects.get().status == "RUNNING"
    workers.go()
    workers.start()
    until(lambda: DBTaskResult.objects.filter(status="SUCCESSFUL").exists())
    row = DBTaskResult.objects.get()
    assert (row.return_value, len(set(row.worker_ids))) == ("a", 2)
    assert [line for line in workers.log() if line.startswith("task")] == [
        "task a begins",
        "task a begins",
        "task a ends",
    ]


def test_of_two_workers_one_works_and_the_other_takes_over_when_it_dies(workers: Workers) -> None:
    one = workers.start()
    until(holder)
    first = holder()
    other = workers.start()
    until(lambda: workers.log().count("started") == 2)
    time.sleep(3)
    assert holder() == first and str(one.pid) in first
    one.kill()
    until(lambda: str(other.pid) in holder())
    assert other.stdin is not None
    begun = time.monotonic()
    other.stdin.close()
    other.wait(timeout=10)
    assert time.monotonic() - begun < 9 and holder() == "" and workers.log()[-1] == "stopped"
    seconds = [line for line in workers.log() if line.startswith("job")]
    assert len(seconds) > 3 and len(set(seconds)) == len(seconds)  # no stretch was worked twice


@pytest.fixture
def beside(real_office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., threading.Event]]:
    """Starts a worker in a thread with these jobs alone; stopped, and waited for, at the end."""
    threads: list[tuple[threading.Thread, threading.Event]] = []

    def start(*table: Job, stale: float = 30) -> threading.Event:
        monkeypatch.setattr(work, "JOBS", {job.name: job for job in table})
        monkeypatch.setattr(work, "TICK", 0.05)
        monkeypatch.setattr(work, "PAUSE", 0.05)
        stop = threading.Event()
        thread = threading.Thread(target=work.run_worker, args=(stop,), kwargs={"stale": stale})
        thread.start()
        threads.append((thread, stop))
        return stop

    yield start
    for thread, stop in threads:
        stop.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


def test_the_journal_is_sealed_also_while_a_job_takes_its_time(
    beside: Callable[..., threading.Event], real_office: Office
) -> None:
    going = threading.Event()
    assert Unsealed.objects.count() > 20
    beside(Job("long", "", DAY, lambda at: going.wait(15) and None))
    until(lambda: Unsealed.objects.count() == 0)
    assert Slot.objects.get().finished is None
    going.set()


def test_a_job_that_fails_is_noted_with_a_number_and_the_others_go_on(
    beside: Callable[..., threading.Event],
) -> None:
    ran: list[str] = []
    beside(Job("bad", "", DAY, lambda at: 1 / 0), Job("good", "", DAY, lambda at: ran.append("good")))  # type: ignore
    until(lambda: Slot.objects.exclude(finished=None).count() == 2)
    failure = Slot.objects.get(job="bad").failure
    assert re.fullmatch(r"[0-9a-f]{8} ZeroDivisionError", failure)
    time.sleep(0.3)
    assert ran == ["good"] and Slot.objects.count() == 2  # neither runs again in the same stretch


def test_the_last_seal_is_noted_beside_the_database(
    beside: Callable[..., threading.Event], settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    stop = beside()
    until(lambda: head_note.is_noted(tmp_path) and not Unsealed.objects.exists())
    stop.set()  # whoever ends notes the last one
    until(
        lambda: head_note.compare_head_note(tmp_path).how == "same" and head_note.compare_head_note(tmp_path).noted > 0
    )


@pytest.mark.parametrize("within", [nullcontext, read_snapshot])
def test_a_job_stopped_between_its_pieces_runs_again(
    beside: Callable[..., threading.Event], within: Callable[[], AbstractContextManager[None]]
) -> None:
    pieces: list[int] = []

    def run(at: datetime) -> Iterator[None]:
        with within():  # a backup reads the rows of one moment: it ends before the worker writes that it was left
            for number in range(1000):
                pieces.append(number)
                time.sleep(0.02)
                yield

    stop = beside(Job("long", "", DAY, run))
    until(lambda: len(pieces) > 3)
    stop.set()
    until(lambda: holder() == "" and not Slot.objects.exists())
    assert len(pieces) < 900
    beside(Job("long", "", DAY, lambda at: None))
    until(lambda: Slot.objects.filter(finished__isnull=False).exists())


def test_a_task_that_fails_ends_nothing(
    beside: Callable[..., threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(HERE))
    import worker_process

    worker_process.failing_task.enqueue()
    beside()
    until(lambda: DBTaskResult.objects.filter(status="FAILED").exists())
    worker_process.failing_task.enqueue()
    until(lambda: DBTaskResult.objects.filter(status="FAILED").count() == 2)


def test_a_worker_that_lost_its_lease_stops_and_does_not_leave_the_others(
    beside: Callable[..., threading.Event],
) -> None:
    beside(stale=0.4)
    until(holder)
    Lease.objects.update(holder="another", beat=timezone.now() + timedelta(days=1))
    time.sleep(1)
    assert holder() == "another"
    Lease.objects.update(beat=timezone.now() - timedelta(days=1))
    until(lambda: holder() not in ("", "another"))


@pytest.mark.django_db
def test_a_lease_is_taken_when_free_or_silent_and_not_before() -> None:
    assert take_lease("a", STALE) and not take_lease("b", STALE)
    assert keep_lease("a") and not keep_lease("b")
    assert worker_state().alive
    Lease.objects.update(beat=timezone.now() - timedelta(seconds=31))
    assert take_lease("b", STALE) and not keep_lease("a")
    leave_lease("a")
    assert not take_lease("c", STALE)
    leave_lease("b")
    assert take_lease("c", STALE)
    Lease.objects.update(beat=timezone.now() - timedelta(seconds=61))
    assert not worker_state().alive


@pytest.mark.django_db
def test_a_task_that_killed_three_workers_is_not_run_a_fourth_time() -> None:
    common = {"args_kwargs": {"args": [], "kwargs": {}}, "backend_name": "default", "run_after": NOW}
    for deaths in (1, 2, 3):
        DBTaskResult.objects.create(status="RUNNING", task_path=f"t{deaths}", worker_ids=["x"] * deaths, **common)
    DBTaskResult.objects.create(status="RUNNING", task_path="mine", worker_ids=["x", "x", "me"], **common)
    take_over("me", NOW)
    assert dict(DBTaskResult.objects.values_list("task_path", "status")) == {
        "t1": "READY",
        "t2": "READY",
        "t3": "FAILED",
        "mine": "RUNNING",
    }


@pytest.mark.django_db
def test_a_stretch_is_claimed_once_and_given_back_when_its_worker_died() -> None:
    slot = begin_slot("day", NOW, "a", NOW)
    assert slot and begin_slot("day", NOW, "b", NOW) is None
    take_over("b", NOW)
    again = begin_slot("day", NOW, "b", NOW)
    assert again
    end_slot(again, NOW)
    take_over("c", NOW)
    assert begin_slot("day", NOW, "c", NOW) is None
    assert last_runs()["day"].finished == NOW


@each(st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)), st.sampled_from([1, 6, 24]))
def test_stretches_follow_each_other_without_gap_from_local_midnight(at: datetime, hours: int) -> None:
    job = Job("x", "", timedelta(hours=hours), lambda at: None)
    start = job.start(at)
    assert start and start <= at < start + job.every
    assert timezone.localtime(start).hour % hours == 0 and timezone.localtime(start).minute == 0
    assert job.start(start + job.every) == start + job.every


def test_a_job_waits_for_its_hour() -> None:
    job = Job("x", "", DAY, lambda at: None, hour=8)
    midnight = datetime(2026, 3, 19, 16, tzinfo=UTC)  # in Shanghai
    assert [job.start(midnight + timedelta(hours=hour)) for hour in (0, 7.99, 8, 23)] == [
        None,
        None,
        midnight,
        midnight,
    ]


@pytest.mark.django_db
def test_every_job_of_the_table_runs_and_runs_again(office: Office) -> None:
    Once.objects.create(person=office.people["clerk"], key=uuid4(), asked="x", at=NOW - timedelta(days=31))
    Once.objects.create(person=office.people["clerk"], key=uuid4(), asked="x", at=NOW - timedelta(days=29))
    unused, used = (office.people[name].user for name in ("stranger", "clerk"))
    for user, days in ((unused, 91), (used, 89)):
        user.last_login = NOW - timedelta(days=days)
        user.save()
    for _ in range(2):
        for job in jobs.JOBS.values():
            if job.name != "backup":  # made of what migrations made, which tests have not: tests/site/backup
                list(job.run(NOW) or ())
    assert Once.objects.count() == 1
    unused.refresh_from_db()
    used.refresh_from_db()
    assert (unused.is_active, used.is_active) == (False, True)
    assert sorted(jobs.JOBS) == [
        "accounts",
        "backup",
        "countings",
        "day",
        "digest",
        "drafts",
        "duties",
        "evidence",
        "files",
        "held_scans",
        "keys",
        "ladder",
        "lights",
        "lots",
        "paces",
        "present_lights",
        "retention",
        "revisions",
        "roster",
        "rounds",
        "sessions",
        "spacings",
        "statistics",
        "tasks",
        "verify",
        "windows",
    ]
