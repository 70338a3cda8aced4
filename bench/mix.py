#!/usr/bin/env python3
"""How many requests a second an office of 5,000 units may send: a stated mix over HTTP, against ``luoshi serve``.

    python bench/mix.py [--commitments 100000] [--units 5000] [--on sqlite|postgresql]
                        [--trial 30] [--seconds 600] [--most 100] [--burst 2000]

The mix (MIX) is that of a working day: who works on commitments reads lists, records and the own rows most, one request
in sixteen stores a report. 200 people are signed in. Requests are offered evenly at a fixed rate, however long answers
take (an open loop), and a request's time counts from the moment for which it was planned, so that waiting in line
counts. Each rate is tried for ``--trial`` seconds, rising until the 95th of 100 answers takes more than 300 ms at two
rates; then the highest rate that held is offered for ``--seconds``.

At last the day on which reports are due: so many reports (``--burst``) are sent by sixteen people without a pause, and
beside them two other requests of the mix a second, whose times are set beside those of the same requests alone.

The server is a process of its own, or several, with its background work, whose jobs of the night have run; the load
begins when it is quiet. The clients are another process on the same cores, whose CPU is printed apart: a rate that
nearly holds would hold with the clients elsewhere. So is what others use of the machine: where they use much, only the
CPU a request says something, that of the server's processes and of PostgreSQL's that serve it.
"""

from __future__ import annotations

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

from databases import ROOT, on_each
from two_years import prepare_office

LIMIT = 300  # ms at the 95th of 100
RATES = (2, 5, 10, 15, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90, 100)
BESIDE = 2  # other requests a second beside a burst of reports
QUIET, PATIENCE = 0.1, 300.0  # share of a core that a quiet server uses; seconds until the load begins anyway
TICKS = os.sysconf("SC_CLK_TCK")
MIX = (  # share in 100, name, who, address; {word} and {own} differ from one request to the next
    (10, "home", "village", "/"),
    (4, "home", "supervisor", "/"),
    (1, "home", "leader", "/"),
    (8, "my rows", "village", "/mine/"),
    (4, "my rows", "clerk", "/mine/"),
    (8, "list", "supervisor", "/commitments/"),
    (4, "list, late", "supervisor", "/commitments/?due=late"),
    (4, "list", "clerk", "/commitments/"),
    (4, "list", "village", "/commitments/"),
    (8, "a commitment", "supervisor", "/commitments/{own}/"),
    (12, "a commitment", "clerk", "/commitments/{own}/"),
    (6, "form of a report", "clerk", "/commitments/{own}/report/"),
    (6, "report", "clerk", "POST"),
    (3, "search", "supervisor", "/search/?q={word}"),
    (3, "search", "clerk", "/search/?q={word}"),
    (2, "board", "supervisor", "/board/"),
    (1, "progress", "supervisor", "/units/progress/"),
    (2, "calendar", "supervisor", "/calendar/"),
    (3, "calendar", "village", "/calendar/"),
    (3, "inbox", "clerk", "/inbox/"),
    (4, "inbox", "village", "/inbox/"),
)


def inside(kind: str, commitments: int, units: int, trial: int, seconds: int, most: int, burst: int) -> None:
    """Make the office and its people, start the server, and offer rising rates."""
    import mix_people

    prepare_office(commitments, units, migrated=True)
    people = mix_people.sign_people_in()
    mix_people.note_jobs_of_the_night()
    from django.db import connection

    name = str(connection.settings_dict["NAME"]) if kind == "postgresql" else ""
    connection.close()
    held = None
    with _server() as (port, server), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.json"
        path.write_text(json.dumps({"port": port, "mix": MIX, **people}))
        print(f"== {kind}, {commitments:,} commitments, {units:,} units, {os.cpu_count()} cores", flush=True)
        for _warm in range(2):  # templates are loaded, connections prepare their statements
            wrong = _ask(path, RATES[1], 0)["failed"]
            assert not wrong, wrong
        _ask(path, RATES[1], trial)  # every thread opens its connection
        missed = 0
        for rate in [rate for rate in RATES if rate <= most]:
            if _offer(path, rate, trial, server, name):
                held, missed = rate, 0
            elif (missed := missed + 1) == 2:  # of few requests a single slow one decides
                break
        for rate in [rate for rate in reversed(RATES) if held and rate <= held]:
            if _offer(path, rate, seconds, server, name):
                print(f"  held for {seconds} s: {rate} a second")
                break
        if burst:
            _offer_burst(path, burst, trial)
        for pid in _family(server):
            print(f"  process {_title(pid)}: most memory {_peak(pid):.0f} MB")


def _offer(path: Path, rate: int, seconds: int, server: int, database: str) -> bool:
    """Offer a rate for so long, print what came of it, and say whether it held."""
    before, machine, start = (_cpu(_family(server)), _cpu(_backends(database))), _machine(), time.monotonic()
    said = _ask(path, rate, seconds)
    span = time.monotonic() - start
    used = _growth(before[0], _cpu(_family(server))), _growth(before[1], _cpu(_backends(database)))
    others = max(_machine() - machine - sum(used) - said["cpu"], 0) / span
    took = sorted(itertools.chain(*said["took"].values()))
    each = [seconds_used / len(took) * 1000 for seconds_used in (*used, said["cpu"])]
    slow = {name: _high(sorted(times)) for name, times in said["took"].items()}
    slowest = max(slow, key=lambda name: slow[name])
    print(
        f"  {rate:3} a second for {seconds} s: p50 {median(took):.0f} ms, p95 {_high(took):.0f} ms"
        f" (of {slowest} {slow[slowest]:.0f}), {len(said['failed'])} errors; CPU a request {each[0]:.0f} ms in server"
        + (f", {each[1]:.0f} in PostgreSQL" if database else "")
        + f", {each[2]:.1f} in the clients; others used {others:.1f} cores"
        + "".join(f"\n    {wrong}" for wrong in said["failed"][:3]),
        flush=True,
    )
    return _high(took) <= LIMIT and not said["failed"]


def _offer_burst(path: Path, reports: int, trial: int) -> None:
    """Send reports without a pause, and print how long other pages take beside them and without."""
    busy = _ask(path, BESIDE, 3600, reports)
    quiet = _ask(path, BESIDE, max(round(busy["spent"]), trial), 0)
    high = [_high(sorted(itertools.chain(*said["took"].values()))) for said in (busy, quiet)]
    print(
        f"  {reports:,} reports without a pause: {reports / busy['spent']:.0f} a second; other pages' p95"
        f" {high[0]:.0f} ms, without them {high[1]:.0f} ({high[0] / high[1]:.1f} times), {len(busy['failed'])} errors"
        + "".join(f"\n    {wrong}" for wrong in busy["failed"][:3]),
        flush=True,
    )


def _ask(path: Path, rate: int, seconds: int, reports: int | None = None) -> dict[str, Any]:
    """What the clients say who offer a rate for so long, or in no time each request of the mix once."""
    code = "import sys; sys.path.insert(0, {!r}); import mix_load; mix_load.run({!r}, {}, {}, {})"
    command = [sys.executable, "-c", code.format(str(ROOT / "bench"), str(path), rate, seconds, reports)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found


def _high(took: list[float]) -> float:
    """The 95th of 100 of times in order."""
    return took[int(len(took) * 0.95)]


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """``luoshi serve`` on a free port, ended after it: its port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = "import sys; sys.path.insert(0, {!r}); import mix_people; mix_people.serve({})"
    command = [sys.executable, "-c", code.format(str(ROOT / "bench"), port)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_until_quiet(running, port)
        yield port, running.pid
    finally:
        running.send_signal(signal.SIGTERM)  # a shell's background job hears no SIGINT, nor what it starts
        running.wait(60)


def _wait_until_quiet(running: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + PATIENCE
    answering = False
    while time.monotonic() < end:
        assert running.poll() is None, "the server did not start"
        before = _cpu(_family(running.pid))
        time.sleep(2)
        if not answering:
            with socket.socket() as asked:
                answering = not asked.connect_ex(("127.0.0.1", port))
        elif _growth(before, _cpu(_family(running.pid))) < 2 * QUIET:
            return


def _family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(word) for word in tasks.read_text().split()]
    return found


def _backends(database: str) -> list[int]:
    """The processes of PostgreSQL that serve a database; none where the server is on another machine."""
    if not database:
        return []
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            line = path.read_bytes()
            if line.startswith(b"postgres:") and database.encode() in line:
                found.append(int(path.parent.name))
    return found


def _cpu(pids: list[int]) -> dict[int, float]:
    """Seconds of CPU that each process has used, all its threads together."""
    used = {}
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        used[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return used


def _growth(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


def _machine() -> float:
    """Seconds of CPU that all processes of the machine have used."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    return (sum(map(int, words)) - int(words[3]) - int(words[4])) / TICKS


def _status(pid: int, name: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((line.split(":", 1)[1] for line in lines if line.startswith(name + ":")), "").strip()


def _peak(pid: int) -> float:
    return int((_status(pid, "VmHWM") or "0").split()[0]) / 1024


def _title(pid: int) -> str:
    return f"{_status(pid, 'Name')} {pid}"


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, commitments=100_000, units=5000, trial=30, seconds=600, most=100, burst=2000)
