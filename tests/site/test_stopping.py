"""``luoshi serve`` and ``luoshi work`` told to end: what was begun is finished or left to the next, and status 0."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen
from uuid import uuid4

import pytest
from django_tasks_db.models import DBTaskResult

from appeal_factory import filed
from luoshi.base.sheets import staged_imports
from luoshi.desk.bulk.actions import runs
from luoshi.desk.lists.views.models import BulkRow
from luoshi.kernel.kinds.registry import get_kind
from luoshi.site import processes, server_address
from office import NOW, Office

SOON = 90.0


def _as_at_a_terminal() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# What is started in the background by a shell hears no SIGINT, and hands that on to all that it starts.
_AT_A_TERMINAL = _as_at_a_terminal if os.name == "posix" else None
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path, migrated: Path) -> Iterator[Start]:
    """Starts a command on an installation of its own that has no rows yet, on SQLite."""
    started: list[subprocess.Popen[str]] = []
    shutil.copytree(migrated, tmp_path, dirs_exist_ok=True)

    def run(*command: str) -> subprocess.Popen[str]:
        asked = [sys.executable, "-m", "luoshi.cli", *command, "--lang", "en", "--data", str(tmp_path)]
        around = {name: value for name, value in os.environ.items() if not name.startswith("LUOSHI_")}
        for name in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL"):
            around.pop(name, None)
        process = subprocess.Popen(
            asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=around, preexec_fn=_AT_A_TERMINAL
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait(20)


def lines_until(process: subprocess.Popen[str], words: str) -> str:
    """What a process said, up to a line with these words."""
    said, there = [], threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            said.append(line)
            if words in line:
                break
        there.set()

    threading.Thread(target=read, daemon=True).start()
    assert there.wait(SOON), "".join(said)
    assert words in "".join(said), "".join(said)
    return "".join(said)


def holder(data: Path) -> str | None:
    """Who holds the worker's lease; None where nobody ever did."""
    (path,) = data.glob("*.sqlite3")
    with sqlite3.connect(path, timeout=30) as database:
        rows = database.execute("SELECT holder FROM records_lease WHERE name = 'work'").fetchall()
    return rows[0][0] if rows else None


def until(done: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.database("sqlite")  # on which the commands are started
@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_worker_told_to_end_leaves_the_lease_and_ends_well(start: Start, tmp_path: Path, name: str) -> None:
    process = start("work")
    lines_until(process, "Luoshi is working in the background")
    until(lambda: holder(tmp_path))
    process.send_signal(getattr(signal, name))
    said, _none = process.communicate(timeout=SOON)
    assert (process.returncode, said.splitlines()[-1], "Traceback" in said) == (0, "Stopped.", False), said
    assert holder(tmp_path) == ""


@pytest.mark.database("sqlite")
@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
def test_a_server_told_to_end_answers_what_it_has_and_ends_well(start: Start, tmp_path: Path) -> None:
    process = start("serve", "--port", "0")
    address = re.search(r"http://localhost:\d+/", lines_until(process, "Luoshi is running"))
    assert address
    until(lambda: holder(tmp_path))
    assert server_address.find_running_server(tmp_path) + "/" == address[0]
    answers: list[int] = []

    def ask() -> None:
        with urlopen(address[0] + "sign-in/", timeout=SOON) as answer:
            answer.read()
            answers.append(answer.status)

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(SOON)
    process.send_signal(signal.SIGTERM)
    said, _none = process.communicate(timeout=SOON)
    assert (process.returncode, said.splitlines()[-1], "Traceback" in said) == (0, "Stopped.", False), said
    assert (holder(tmp_path), answers) == ("", [200])
    assert not (tmp_path / server_address.FILE).exists()


def children(process: subprocess.Popen[str]) -> set[int]:
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return set(map(int, found.split()))


def answered(address: str) -> int:
    with urlopen(address + "sign-in/", timeout=SOON) as answer:
        answer.read()
        return int(answer.status)


@pytest.mark.parametrize(
    ("asked", "vendor", "cores", "count"),
    [
        (0, "postgresql", 2, 2), (0, "sqlite", 2, 2), (0, "postgresql", 64, 10), (0, "sqlite", 64, 4),
        (3, "sqlite", 1, 3), (99, "sqlite", 2, 10), (99, "postgresql", 2, 10),
    ],
)  # fmt: skip
def test_pages_get_a_process_a_core(
    asked: int, vendor: str, cores: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "CAN_FORK", True)
    monkeypatch.setattr(processes, "available_cores", lambda: cores)
    assert processes.count_page_processes(asked, vendor) == count
    monkeypatch.setattr(processes, "CAN_FORK", False)
    assert processes.count_page_processes(asked, vendor) == 0


@pytest.mark.database("sqlite")
@pytest.mark.skipif(not processes.CAN_FORK or not Path("/proc/self").exists(), reason="needs fork and /proc")
def test_a_process_that_dies_is_started_again_and_all_end_with_the_first(start: Start, tmp_path: Path) -> None:
    process = start("serve", "--port", "0", "--processes", "2")
    address = re.search(r"http://localhost:\d+/", lines_until(process, "Luoshi is running"))
    assert address
    until(lambda: holder(tmp_path))
    until(lambda: len(children(process)) == 3)  # two for pages, one for the background work
    before = children(process)
    assert answered(address[0]) == 200
    for pid in sorted(before):  # one after the other: the rest goes on
        os.kill(pid, signal.SIGKILL)
        assert answered(address[0]) == 200
        until(lambda pid=pid: pid not in children(process) and len(children(process)) == 3)  # type: ignore[misc]
    after = children(process)
    assert not after & before
    process.send_signal(signal.SIGTERM)
    said, _none = process.communicate(timeout=SOON)
    assert (process.returncode, said.splitlines()[-1], "Traceback" in said) == (0, "Stopped.", False), said
    assert said.count("is started again") == 3
    assert not any(Path(f"/proc/{pid}").exists() for pid in after)
    assert not (tmp_path / server_address.FILE).exists()


@pytest.mark.database("sqlite")
@pytest.mark.skipif(not processes.CAN_FORK or not Path("/proc/self").exists(), reason="needs fork and /proc")
def test_no_process_outlives_the_first_when_it_is_killed(start: Start) -> None:
    process = start("serve", "--port", "0", "--processes", "2", "--no-work")
    lines_until(process, "Luoshi is running")
    until(lambda: len(children(process)) == 2)
    left = children(process)
    process.kill()
    process.wait(SOON)
    until(lambda: not any(_runs(pid) for pid in left))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_long_run_is_left_to_the_next_worker_when_this_one_is_told_to_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr(runs, "CHUNK", 2)
    supervisor, stop = office.actor("supervisor"), threading.Event()
    rows = filed(office, 120)
    step, sent = get_kind("appeals").cycle.by_name["assign"], {"grade": "urgent", "unit": office.units["kexie"].pk}
    run = runs.start_run(get_kind("appeals"), step, supervisor, {row.pk: 1 for row in rows}, sent, uuid4(), at=NOW)
    went_on = runs.go_on

    def go_on(*args: object, **more: object) -> bool:
        try:
            return went_on(*args, **more)  # type: ignore[arg-type]
        finally:
            stop.set()  # told to end in the middle of a piece

    monkeypatch.setattr(runs, "go_on", go_on)
    staged_imports.stops_at(stop)
    try:
        waiting = DBTaskResult.objects.count()
        assert runs.finish_later.func(run.pk) == 120
        assert run.rows.filter(result=BulkRow.DONE).count() == 50
        assert DBTaskResult.objects.count() == waiting + 1
        staged_imports.stops_at(None)
        monkeypatch.setattr(runs, "go_on", went_on)
        assert runs.finish_later.func(run.pk) == 70
    finally:
        staged_imports.stops_at(None)
    assert (run.rows.filter(result=BulkRow.DONE).count(), DBTaskResult.objects.count()) == (120, waiting + 1)
