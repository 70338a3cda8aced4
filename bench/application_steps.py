"""How fast records move: steps one after another, and at the same time from 16 connections of PostgreSQL.

``kernel.steps.actions.steps.take`` is called as pages and the API call it, without web server, with its journal
entry, its messages and its duty. The clients are two processes of eight threads each, as two of ``luoshi serve``:
each thread has a connection of its own that has been in use (WARM steps), and all share the machine with PostgreSQL.
First each thread begins a step when its last one is done: the most that goes through. Then 300 steps a second are
offered to all evenly, and a step's time counts from the moment for which it was planned, so that waiting in line
counts. CPU is user and system time a step; the machine's load just before, its own work aside, says how far the
seconds can be trusted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from beside import sent_by, server_cpu

ROOT = Path(__file__).resolve().parent.parent
COUNT = 300  # steps of each name, after WARM that are not counted
WARM = 20
PROCESSES, THREADS = 2, 8  # one Python runs one thread at a time
EACH = 100  # steps of each thread, after WARM that are not counted
OFFERED = 300  # steps a second


def steps(built: Any, kind: str) -> None:
    """Each step with its journal entry: one that says a word, one that gives the record away and begins a duty."""
    from luoshi.kernel.kinds.registry import get_kind as declared
    from luoshi.kernel.parameters.actions import set_value
    from luoshi.kernel.parameters.queries.values import declared_parameters as values
    from luoshi.kernel.steps.actions.steps import begin, take
    from office import NOW

    days = values()["appeals.answer_days"]  # so that the duty has its due date
    set_value(days, None, "5", date(2026, 1, 1), "bench", built.actor("admin"), at=NOW)
    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": built.units["desk"].pk}
    assign = {"grade": "ordinary", "unit": built.units["kexie"].pk}
    made = [begin(declared("appeals"), built.actor("supervisor"), given, at=NOW).record for _ in range(COUNT + WARM)]
    for step, who, said in (("assign", "supervisor", assign), ("instruct", "leader", {"word": "请抓紧"})):
        actor = built.actor(who)
        first, *rest = made
        queries = len(sent_by(lambda s=step, a=actor, g=said, one=first: take(one, s, a, g, at=NOW)))
        for record in rest[: WARM - 1]:
            take(record, step, actor, said, at=NOW)
        analyze()
        took, server, spent, start = [], server_cpu(), time.process_time(), time.perf_counter()
        for record in rest[WARM - 1 :]:
            before = time.perf_counter()
            take(record, step, actor, said, at=NOW)
            took.append((time.perf_counter() - before) * 1000)
        rate = len(took) / (time.perf_counter() - start)
        cpu = [(time.process_time() - spent) / len(took), (server_cpu() - server) / len(took)]
        print(f"  {step}, one after another: {rate:.0f}/s, p95 {_p95(took):.1f} ms, {queries} statements, {_said(cpu)}")
        if kind == "postgresql":
            for offered in (0, OFFERED):
                _together(step, who, offered)


def _together(step: str, who: str, offered: int) -> None:
    """Steps from 16 connections at once, each beginning when the one before is done, or as many a second as offered."""
    code = (
        "import sys; sys.path[:0] = [{!r}, {!r}]; import application_load; "
        "application_load.run({!r}, {!r}, {}, {}, {}, {})"
    )
    folder = str(ROOT / "bench")
    values = (folder, str(ROOT / "tests"), step, who, THREADS, WARM, EACH, offered / PROCESSES)
    command = [sys.executable, "-c", code.format(*values)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    for process in running:
        process.stdout.readline()
    load = _busy(1)
    for process in running:
        process.stdin.write("\n")
        process.stdin.flush()
    found = [json.loads(process.communicate()[0]) for process in running]
    took = [ms for result in found for ms in result["took"]]
    span = max(result["end"] for result in found) - min(result["start"] for result in found)
    name = f"{step}, {PROCESSES * THREADS} connections"
    name += f", {offered}/s offered" if offered else ""
    cpu = [sum(result[name] for result in found) / len(took) for name in ("cpu", "server")]
    print(
        f"  {name}: {len(took) / span:.0f}/s, median {sorted(took)[len(took) // 2]:.1f} ms, p95 {_p95(took):.1f} ms, "
        f"{_said(cpu)}; others had {load:.0%} of the machine just before"
    )


def _p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def _said(cpu: list[float]) -> str:
    named = zip(("Python", "PostgreSQL"), cpu, strict=False)
    return "CPU " + ", ".join(f"{seconds * 1000:.1f} ms in {name}" for name, seconds in named if seconds)


def _busy(seconds: float) -> float:
    """The share of all processors that was used in the next seconds; 0 where that cannot be seen."""
    before = _ticks()
    time.sleep(seconds)
    after = _ticks()
    total = sum(after) - sum(before)
    return 1 - (after[3] + after[4] - before[3] - before[4]) / total if total else 0


def _ticks() -> list[int]:
    try:
        return [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    except OSError:
        return [0] * 8


def analyze() -> None:
    """What autovacuum does within a minute: on PostgreSQL statements were planned on tables that had no rows."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
