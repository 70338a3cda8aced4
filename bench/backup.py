"""A backup of a large office while clients write, and the way back: whether it is consistent, and what it takes.

    python bench/backup.py [--commitments 20000] [--megabytes 2000] [--clients 8] [--kinds sqlite,postgresql]

On each database, made for the run: an office with so many commitments and so much evidence; clients that open appeals
and keep evidence all the time; a backup meanwhile by the command, and its restore into the *other* kind of database. It
prints seconds, megabytes a second and the most memory of each, the clients' latency without and beside the backup, and
whether everything that was acknowledged before the backup began is in what came back, with every file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from application import as_served
from databases import database

ROOT = Path(__file__).resolve().parent.parent
for place in ("tests", "tests/lines", "bench"):
    sys.path.insert(0, str(ROOT / place))
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}
CALM = 15.0  # seconds that clients write before the backup begins
SIZES = (200_000, 1_000_000, 5_000_000, 20_000_000)  # bytes of files of evidence


def main() -> None:
    """Each part in a process of its own, since Django knows one set of settings."""
    if sys.argv[1:2] == ["--inside"]:
        WORKS[sys.argv[2]](*sys.argv[3:])
        return
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--commitments", type=int, default=20_000)
    asked.add_argument("--megabytes", type=int, default=2_000)
    asked.add_argument("--clients", type=int, default=8)
    asked.add_argument("--kinds", default="sqlite,postgresql")
    said = asked.parse_args()
    for kind in said.kinds.split(","):
        with database(kind) as around, database(OTHER[kind]) as target:
            if around and target:
                run(kind, {**os.environ, **around}, {**os.environ, **target}, said)


def run(kind: str, around: dict[str, str], target: dict[str, str], said: argparse.Namespace) -> None:
    """Fill, write, back up, bring back, compare."""
    print(f"== {kind}: {said.commitments:,} commitments, {said.megabytes:,} MB of evidence, {said.clients} clients")
    start = time.monotonic()
    inside("fill", str(said.commitments), str(said.megabytes), around=around)
    print(f"  filled in {time.monotonic() - start:.0f} s", flush=True)
    with tempfile.TemporaryDirectory(prefix="luoshi-bench-") as folder:
        stop, file = Path(folder) / "stop", Path(folder) / "office.zip"
        clients = [
            subprocess.Popen([sys.executable, __file__, "--inside", "write", str(n), folder], env=around)
            for n in range(said.clients)
        ]
        while not all((Path(folder) / f"acts.{n}").exists() for n in range(said.clients)):
            time.sleep(0.5)
        time.sleep(CALM)
        begun = time.time()
        took, most = timed(["backup", str(file), "--with-keys", "--data", around["LUOSHI_DATA"]], around)
        ended = time.time()
        stop.touch()
        assert not any(client.wait(60) for client in clients), "a client failed"
        size = file.stat().st_size / 1e6
        print(f"  backup   {took:6.1f} s, {size:,.0f} MB, {size / took:,.0f} MB/s, at most {most:,.0f} MB of memory")
        tell(folder, said.clients, begun, ended)
        for path in Path(target["LUOSHI_DATA"]).glob("*.key*"):
            path.unlink()  # a new machine has none
        took, most = timed(["restore", str(file), "--data", target["LUOSHI_DATA"]], target)
        print(f"  restore  {took:6.1f} s into {OTHER[kind]}, at most {most:,.0f} MB of memory")
        inside("compare", folder, str(said.clients), str(begun), around=target)


def inside(*what: str, around: dict[str, str]) -> None:
    subprocess.run([sys.executable, __file__, "--inside", *what], env=around, check=True)


def timed(asked: Sequence[str], around: dict[str, str]) -> tuple[float, float]:
    """Seconds and megabytes that the command took at most; it must end well."""
    start = time.monotonic()
    command = [sys.executable, "-c", _MEASURED, *asked, "--lang", "en"]
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{asked[0]} ended with {done.returncode}: {done.stdout}{done.stderr}")
    most = int(done.stderr.splitlines()[-1])
    return time.monotonic() - start, most / 1000


_MEASURED = """
import resource, sys
from luoshi.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


def tell(folder: str, clients: int, begun: float, ended: float) -> None:
    """The clients' milliseconds an act, before the backup and beside it."""
    acts = [entry for n in range(clients) for entry in acted(folder, n)]
    for name, found in (
        ("alone", [took for at, took, _entry in acts if at < begun]),
        ("beside it", [took for at, took, _entry in acts if begun <= at < ended]),
    ):
        found.sort()
        if found:
            p95 = found[int(len(found) * 0.95)]
            words = f"{found[len(found) // 2]:.0f} ms median, {p95:.0f} p95, {found[-1]:.0f} most"
            print(f"  clients {name}: {len(found)} acts, {words}")


def acted(folder: str, which: int) -> list[tuple[float, float, int]]:
    """When each act of a client was acknowledged, its milliseconds, its entry."""
    lines = (Path(folder) / f"acts.{which}").read_text().splitlines()
    return [(float(at), float(took), int(entry)) for at, took, entry in map(str.split, lines)]


def fill(commitments: str, megabytes: str) -> None:
    """An office with so much in it, everything journaled and sealed."""
    import django

    django.setup()
    import ledger_made
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    import office
    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.evidence.journal.actions.journal import journal_act
    from luoshi.kernel.kinds.models import Record

    call_command("migrate", verbosity=0)
    built = office.build()
    ledger_made.commitments(built, int(commitments))
    pks = list(Record.objects.filter(kind="commitments", entries=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), 2000):
        with transaction.atomic():
            for record in Record.objects.filter(pk__in=pks[start : start + 2000]).order_by("pk"):
                journal_act(record, "bench.made", PROGRAM, {"title": record.title}, at=timezone.now())
    left, chance = int(megabytes) * 1_000_000, random.Random(17)
    while left > 0:
        size = min(left, chance.choice(SIZES))
        keep(os.urandom(size), "bench.kept")
        left -= size
    as_served()


def keep(data: bytes, step: str) -> int:
    """Keep a file as evidence, journaled; the entry's id."""
    import hashlib

    from django.db import transaction
    from django.utils import timezone

    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.evidence.journal.actions.journal import journal_act
    from luoshi.kernel.files.actions.files import store_evidence

    sha256 = hashlib.sha256(data).hexdigest()
    one: Any = type("One", (), {"sha256": sha256, "size": len(data), "media": "application/pdf", "data": data})()
    with transaction.atomic():
        store_evidence(one, PROGRAM, at=timezone.now())
        entry = journal_act(f"evidence:{sha256[:12]}", step, PROGRAM, {"sha256": sha256}, at=timezone.now())
    return int(entry.pk)


def write(which: str, folder: str) -> None:
    """One client: opens an appeal or keeps a file, notes when that was acknowledged, goes on until told to stop."""
    import django

    django.setup()
    from django.utils import timezone

    from appeal_factory import rows
    from luoshi.desk.bulk.actions.bulk import begin_many
    from luoshi.evidence.journal.actions.seals import seal_waiting
    from luoshi.kernel.kinds.registry import get_kind
    from luoshi.org.actors.models import User
    from luoshi.org.actors.queries import actor_of
    from luoshi.org.tree.models import Unit

    person = User.objects.get(username="supervisor").person
    desk = type("Office", (), {"units": {"desk": Unit.objects.get(code="desk")}})
    number, stop = 0, Path(folder) / "stop"
    with (Path(folder) / f"acts.{which}").open("w") as acts:
        while not stop.exists():
            number, start = number + 1, time.perf_counter()
            if number % 2:
                actor = actor_of(person, timezone.localdate())
                made = begin_many(get_kind("appeals"), actor, rows(desk, 1), at=timezone.now())[0]
                entry = made.entries.order_by("pk").first().pk
            else:
                entry = keep(os.urandom(100_000), "bench.client")
            acts.write(f"{time.time()} {(time.perf_counter() - start) * 1000:.1f} {entry}\n")
            acts.flush()
            if which == "0":
                seal_waiting()
            time.sleep(0.05)


def compare(folder: str, clients: str, begun: str) -> None:
    """Whether what came back holds all that had been acknowledged, with its files."""
    import django

    django.setup()
    from luoshi.evidence import store
    from luoshi.evidence.journal.models import Entry
    from luoshi.kernel.files.models import Evidence
    from luoshi.kernel.kinds.models import Record

    before = {entry for n in range(int(clients)) for at, _took, entry in acted(folder, n) if at < float(begun)}
    after = {entry for n in range(int(clients)) for at, _took, entry in acted(folder, n)} - before
    there = set(Entry.objects.values_list("pk", flat=True))
    files = list(Evidence.objects.values_list("sha256", "size"))
    lost = [sha256 for sha256, size in files if not store.has_content(sha256, size)]
    said = {
        "acknowledged before": len(before), "of these lost": len(before - there),
        "acknowledged later": len(after), "of these in it": len(after & there),
        "records": Record.objects.count(), "entries": len(there), "files": len(files), "files lost": len(lost),
    }  # fmt: skip
    print("  " + json.dumps(said), flush=True)
    assert not (before - there) and not lost


WORKS = {"fill": fill, "write": write, "compare": compare}

if __name__ == "__main__":
    main()
