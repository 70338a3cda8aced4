"""The other processes of journal.py: one writes entries beside the sealer, one watches SQLite's write lock."""

from __future__ import annotations

import json
import sqlite3
import sys
import time

TOGETHER = 10  # entries of a transaction, as a step on several records makes them


def entries(count: int) -> None:
    """Write entries as steps make them, at most a thousand a transaction."""
    from django.db import transaction
    from django.utils import timezone

    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.evidence.journal.actions.journal import journal_many

    for first in range(0, count, 1000):
        acts = [
            (f"appeals:{n}", "answer", {"answer": "已列入今年为民办实事计划，六月底前完成。" * 3}) for n in range(1000)
        ]
        with transaction.atomic():
            journal_many(acts[: count - first], PROGRAM, at=timezone.now())


def write(rate: int, seconds: int) -> None:
    """Write so many entries a second, ten a transaction; print the milliseconds of each and what rate was kept."""
    import django

    django.setup()
    entries(TOGETHER)
    took, begun, turns = [], time.perf_counter(), rate * seconds // TOGETHER
    for turn in range(turns):
        before = time.perf_counter()
        entries(TOGETHER)
        took.append((time.perf_counter() - before) * 1000)
        time.sleep(max(0.0, begun + (turn + 1) * TOGETHER / rate - time.perf_counter()))
    spent = time.perf_counter() - begun
    print(json.dumps({"took": took, "rate": turns * TOGETHER / spent, "count": (turns + 1) * TOGETHER}))


def watch(path: str) -> None:
    """Ask for SQLite's write lock every half millisecond until the input ends; print for how long it was refused."""
    import threading

    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    held: list[float] = []
    database = sqlite3.connect(path, timeout=0, isolation_level=None)
    refused: float | None = None
    while not over.is_set():
        asked = time.perf_counter()
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            refused = refused or asked
        else:
            database.execute("ROLLBACK")
            if refused:
                held.append((time.perf_counter() - refused) * 1000)
            refused = None
        time.sleep(0.0005)
    print(json.dumps({"held": held}))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), int(sys.argv[3]))
    else:
        watch(sys.argv[2])
