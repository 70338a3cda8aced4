"""How fast the journal is sealed and verified, and how long a batch keeps other writers waiting.

    python bench/journal.py             on SQLite and, where there is a server, on PostgreSQL, each made for the run

Prints entries a second of sealing, alone and beside a process that writes 500 a second, with what waits meanwhile; the
milliseconds from the begin to the commit of each batch's transaction; on SQLite also for how long another process found
the write lock taken; and entries a second of verifying.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import journal_others
from databases import make_tables, on_each

ROOT = Path(__file__).resolve().parent.parent
COUNT, RATE, SECONDS = 50_000, 500, 15
LONGEST = 50  # milliseconds for which a batch may hold SQLite's write lock


def inside(kind: str) -> None:
    """A database with all tables and ``COUNT`` entries that wait; then what is measured."""
    make_tables()
    journal_others.entries(COUNT)
    print(f"== {kind}")
    burst()
    beside_a_writer()
    verify()


class Held(list[float]):
    """How many milliseconds each transaction of the sealer lasted, its commit included; ``own``: of the processor."""

    def __init__(self) -> None:
        super().__init__()
        self.own: list[float] = []

    def __str__(self) -> str:
        return f"{len(self)} batches, each {spread(self)}; of the processor {spread(self.own)}"


@contextmanager
def timed(held: Held) -> Iterator[None]:
    """Notes how long each transaction of the sealer lasts."""
    from django.db import transaction

    @contextmanager
    def atomic() -> Iterator[None]:
        with transaction.atomic():
            begun, own = time.perf_counter(), time.thread_time()  # SQLite: the lock is taken
            yield
        held.append((time.perf_counter() - begun) * 1000)
        held.own.append((time.thread_time() - own) * 1000)

    with mock.patch("luoshi.evidence.journal.actions.seals.transaction", SimpleNamespace(atomic=atomic)):
        yield


@contextmanager
def watched() -> Iterator[None]:
    """On SQLite, another process asks for the write lock all the time; prints how long it was refused."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with other("watch", str(connection.settings_dict["NAME"]), stdin=subprocess.PIPE) as process:
        time.sleep(0.5)
        yield
        found = json.loads(process.communicate("")[0])["held"]
    over = sum(duration > LONGEST for duration in found)
    print(f"  the lock refused to another process: {spread(found)} ({len(found)} times, {over} over {LONGEST} ms)")


def other(*what: str, **more: Any) -> subprocess.Popen[str]:
    """Another process on the same database."""
    command = [sys.executable, journal_others.__file__, *what]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)


def spread(milliseconds: Sequence[float]) -> str:
    """Median, p95 and most."""
    found = sorted(milliseconds) or [0.0]
    return f"{found[len(found) // 2]:.1f} ms median, {found[int(len(found) * 0.95)]:.1f} p95, {found[-1]:.1f} most"


def burst() -> None:
    """Sealing what waits, alone."""
    from luoshi.evidence.journal.actions.seals import seal_waiting

    held = Held()
    with watched(), timed(held):
        begun, count = time.perf_counter(), 0
        while sealed := seal_waiting():
            count += sealed
        seconds = time.perf_counter() - begun
    print(f"  burst: {count / seconds:,.0f} entries/s; {held}")


def beside_a_writer() -> None:
    """Sealing as the worker does while another process writes ``RATE`` a second: what waits, now and at the end."""
    from django.utils import timezone

    from luoshi.evidence.journal.actions.seals import seal_waiting
    from luoshi.evidence.journal.queries.seals import unsealed_backlog

    held = Held()
    backlog: list[int] = []
    count = 0
    with other("write", str(RATE), str(SECONDS)) as writer, timed(held):
        begun = looked = time.perf_counter()
        while writer.poll() is None:
            sealed = seal_waiting()
            count += sealed
            if not sealed:
                time.sleep(0.2)
            if time.perf_counter() - looked > 1:
                backlog.append(unsealed_backlog(timezone.now()).count)
                looked = time.perf_counter()
        seconds = time.perf_counter() - begun
        left = unsealed_backlog(timezone.now()).count
        wrote = json.loads(writer.communicate()[0])
    each = f"a transaction of {journal_others.TOGETHER} {spread(wrote['took'])}"
    print(f"  beside a writer: {wrote['rate']:.0f} entries/s written, {each}")
    print(f"    {count} of {wrote['count']} sealed in {seconds:.1f} s; {held}")
    print(f"    waiting, second by second: {' '.join(map(str, backlog))}; at the end {left}")


def verify() -> None:
    """Checking all of it."""
    import resource

    from luoshi.evidence.journal.queries.seals import journal_tree
    from luoshi.kernel.history.queries.verification import journal_findings

    size = journal_tree().size
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    found = sum(1 for _ in journal_findings())
    seconds = time.perf_counter() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"  verify: {size:,} entries, {size / seconds:,.0f}/s, {found} findings, {grown:.0f} MB more")


if __name__ == "__main__":
    on_each(__file__, __doc__, inside)
