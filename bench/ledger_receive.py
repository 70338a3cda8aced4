"""The section ``receive`` of ledger.py: a long document is read by the worker's job while its page is asked."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import ledger_made

ROOT = Path(__file__).resolve().parent.parent
EVERY = 0.25  # seconds between two looks at the page


def receive(built: Any, asked: Any) -> None:
    """Seconds from giving the document until its rows are there, and what the pages took meanwhile."""
    from django.test import Client

    from luoshi.ledger.actions.receiving import receive_plan
    from luoshi.ledger.models import Source
    from office import NOW

    text = ledger_made.written(asked.pages * ledger_made.PAGE)
    values = {"origin": "document", "unit": built.units["desk"].pk, "rhythm": "quarters"}
    client = Client(HTTP_HOST="localhost")
    client.force_login(built.people["supervisor"].user)
    start = time.perf_counter()
    plan = receive_plan([], text, values, built.actor("supervisor"), at=NOW).plan
    given = time.perf_counter() - start
    source = plan.sources.get()
    # In a process of its own, as the worker is; what it prints is the CPU time that it took.
    code = "import sys; sys.path.insert(0, {!r}); import ledger_receive; ledger_receive.read({})"
    running = subprocess.Popen(
        [sys.executable, "-c", code.format(str(ROOT / "bench"), source.pk)], stdout=subprocess.PIPE, text=True
    )
    took: dict[str, list[float]] = {"correct": [], "reading": []}
    said = set()
    while running.poll() is None:
        for name in took:
            before = time.perf_counter()
            answer = client.get(f"/plans/{plan.pk}/{name}/")
            took[name].append((time.perf_counter() - before) * 1000)
            assert answer.status_code == 200, name
            if name == "reading":
                said.add(answer.json()["sources"][0]["done"])
        time.sleep(EVERY)
    whole = time.perf_counter() - start
    cpu = running.communicate()[0].strip()
    source.refresh_from_db()
    assert running.returncode == 0 and source.state == Source.READ, source.state
    print(
        f"  receive: {len(text):,} characters, {asked.pages} pages: {whole:.1f} s until read (given after"
        f" {given:.2f} s), {cpu}, {plan.rows.count():,} rows; progress {sorted(said)} %"
    )
    for name, all_ in took.items():
        slowest = sorted(all_)
        print(
            f"  page {name} meanwhile: {len(all_)} times, median {slowest[len(all_) // 2]:.0f} ms,"
            f" slowest {slowest[-1]:.0f} ms"
        )


def read(source: int) -> None:
    """The worker's job, as the worker calls it."""
    import django

    django.setup()
    from luoshi.ledger.actions.receiving import read_later

    before = time.process_time()
    read_later.call(source)
    print(f"CPU {time.process_time() - before:.1f} s")
