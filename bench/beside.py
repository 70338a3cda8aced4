"""Time work beside the bare SQL that it sends: the same statements through the same cursors, fetched as tuples.

In milliseconds of the clock (``medians``) or of CPU (``cpu_medians``), which what else the machine does hardly moves.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

RUNS = 7
ONCE = bool(os.environ.get("LUOSHI_BENCH_ONCE"))  # set by tests, which ask only whether a bench still runs

Sent = list[tuple[str, Any]]
Middle = Callable[[Sequence[float]], float]


def median(work: Callable[[], object]) -> float:
    """Median milliseconds of some runs after one warm-up."""
    return medians(work)[0]


def medians(
    *works: Callable[[], object],
    runs: int = RUNS,
    of: Middle = statistics.median,
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Median milliseconds of each, turn by turn after one warm-up, so that a busy machine slows all of them alike.

    Args:
        clock: seconds that pass; those of the wall unless others are asked for.
        of: what else than the median; of what takes some 10 ms a machine that is busy tells only ``min`` truly.
    """
    for work in () if ONCE else works:
        work()
    took = [[_took(work, clock) for work in works] for _ in range(1 if ONCE else runs)]
    return [of(column) for column in zip(*took, strict=True)]


def cpu_medians(*works: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Median milliseconds of CPU of each, Python and database together, turn by turn after one warm-up."""
    return medians(*works, runs=runs, clock=lambda: time.process_time() + server_cpu())


def server_cpu(process: int = 0) -> float:
    """CPU seconds that a process of PostgreSQL has used, this connection's if none is named; 0 where none is seen."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    seen = Path("/proc") / str(process or connection.connection.info.backend_pid)
    try:
        if (seen / "comm").read_text().strip() != "postgres":
            return 0  # the server is on another machine
        return int((seen / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0


def _took(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return (clock() - start) * 1000


def sent_by(work: Callable[[], object]) -> Sent:
    """The statements that the work sends, with their values."""
    from django.db import connection

    sent: Sent = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        sent.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        work()
    return sent


def bare(sent: Sent) -> Callable[[], None]:
    """The same SQL with nothing round it."""
    from django.db import connection

    sent = [(sql, values) for sql, values in sent if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]

    def work() -> None:
        with connection.cursor() as cursor:
            for sql, values in sent:
                cursor.execute(sql, values)
                if cursor.description:
                    cursor.fetchall()

    return work
