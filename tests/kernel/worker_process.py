"""A worker in a process of its own, for tests that kill it: ``python worker_process.py FOLDER``.

What it does leaves a line in FOLDER/log. A letter "slow", or a task, waits there until FOLDER/go exists.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("LUOSHI_TEST_FOLDER", "."))


def note(words: str) -> None:
    """Add a line to the log, whole and at once."""
    with (FOLDER / "log").open("a", encoding="utf-8") as file:
        file.write(words + "\n")
        file.flush()
        os.fsync(file.fileno())


def wait_for_go() -> None:
    while not (FOLDER / "go").exists():
        time.sleep(0.02)


def send(person: Any, subject: str, words: str) -> None:
    note(f"sending to {person.name}")
    wait_for_go()
    note(f"sent to {person.name}")


if __name__ == "__main__":
    import django

    django.setup()
    from django.db import connection

    from luoshi.kernel.base import jobs
    from luoshi.kernel.messages.actions.outbox import CHANNELS
    from luoshi.kernel.worker import worker as work

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    CHANNELS["slow"] = send
    jobs.JOBS.clear()
    jobs.register_job(
        jobs.Job("seconds", "", __import__("datetime").timedelta(seconds=1), lambda at: note(f"job {at:%H%M%S}"))
    )
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()  # its end is the sign to stop
    note("started")
    work.run_worker(stop, stale=float(os.environ["LUOSHI_TEST_STALE"]))
    note("stopped")
else:
    from django_tasks import task

    @task()
    def slow_task(name: str) -> str:
        note(f"task {name} begins")
        wait_for_go()
        note(f"task {name} ends")
        return name

    @task()
    def failing_task() -> None:
        raise ValueError("on purpose")
