"""One of the processes that report at the same time; started by ledger_report.py, prints JSON."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from beside import server_cpu

AT = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)  # the day before the quarter's report is due
SPACE = UUID("6d1f9c1e-0d6c-4b39-9d7e-3b8f8f6c2a11")


def asked(job: list[int]) -> Callable[[], bool]:
    """One unit's report, ready to be taken: its record and actor known, as they are to the page that takes it.

    Called, it says whether the same request had taken it before.
    """
    from luoshi.base.rights.rules.rights import Actor, Role, Seat
    from luoshi.kernel.steps.actions.steps import take
    from luoshi.plans.base.models.commitment import Commitment

    record, unit, person, post, _duty, _occurrence, target = job
    actor = Actor(person, "干事", (Seat(post, unit, Role.CLERK, frozenset({unit})),))
    given = {
        "words": "已建成示范基地1个，更新展品30件，其余正在施工。",
        "effect": "服务群众1200人次。",
        "obstacles": "用地手续尚未办结。",
        "following": "4月底前完成用地审批。",
        f"value_{target}": "30",
    }
    known, once = Commitment(pk=record, kind="commitments"), uuid5(SPACE, str(record))
    return lambda: take(known, "report", actor, given, at=AT, once=once).repeated


def run(kind: str, path: str) -> None:
    """Do the jobs of a file in threads, each over a connection of its own: ``take``, or ``bare`` SQL."""
    import django

    django.setup()
    given = json.loads(Path(path).read_text())
    threads, warm, jobs = given["threads"], given["warm"] * given["threads"], given["jobs"]
    asking = {job[0]: asked(job) for job in jobs} if kind == "take" else {}
    took: list[float] = []
    server: list[float] = []
    repeated: list[int] = []
    failed: list[str] = []
    done: list[int] = []
    begun: list[float] = []
    ready = threading.Barrier(threads + 1)

    def one(work: Callable[[list[int]], bool], job: list[int], counted: bool = True) -> None:
        before = time.perf_counter()
        try:
            again = work(job)
        except Exception as error:  # said, and counted as lost where it is
            failed.append(f"{type(error).__name__} {error}"[:200])
            return
        if counted:
            took.append((time.perf_counter() - before) * 1000)
            (repeated if again else done).append(job[0])

    def loop(number: int) -> None:
        work, cpu, close = _taking(asking) if kind == "take" else _writing(given["pattern"])
        for place in range(number, warm, threads):
            one(work, jobs[place], counted=False)
        before = cpu()
        ready.wait()
        ready.wait()
        for start in itertools.count(warm, threads):
            if start >= len(jobs):
                break
            if start + number < len(jobs):
                one(work, jobs[start + number])
            beside = start + (number + 1) % threads  # what another thread has just sent
            if kind == "take" and beside % given["again"] == 0 and beside < len(jobs):
                one(work, jobs[beside])
        server.append(cpu() - before)
        close()

    running = [threading.Thread(target=loop, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    ready.wait()
    print("ready", flush=True)
    input()  # until the other processes are ready too
    spent, start = time.process_time(), time.time()
    begun.append(start)
    ready.wait()
    for thread in running:
        thread.join()
    said: dict[str, Any] = {"took": took, "start": start, "end": time.time(), "cpu": time.process_time() - spent}
    counts = {"server": sum(server), "done": len(done), "repeated": len(repeated), "failed": failed}
    print(json.dumps({**said, **counts}))


Client = tuple[Callable[[list[int]], bool], Callable[[], float], Callable[[], None]]


def _taking(asking: dict[int, Callable[[], bool]]) -> Client:
    from django.db import connection

    connection.ensure_connection()
    return lambda job: asking[job[0]](), server_cpu, connection.close


INSERTS = (  # table, the column that leads from it to the record, and whether others need its id
    ("records_payload", "entry_id"),
    ("records_unsealed", "entry_id"),
    ("records_act", "entry_id"),
    ("records_once", "entry_id"),
    ("ledger_progress", "entry_id"),
)


def _writing(pattern: int) -> Client:
    """The rows that the report on ``pattern`` wrote, for another record, by the driver alone."""
    from django.db import connection

    postgresql = connection.vendor == "postgresql"
    if postgresql:
        import psycopg

        known = connection.settings_dict
        raw: Any = psycopg.connect(
            host=known["HOST"], port=known["PORT"] or 5432, user=known["USER"], password=known["PASSWORD"] or None,
            dbname=known["NAME"], autocommit=True,
        )  # fmt: skip
        pid = raw.info.backend_pid
    else:
        import sqlite3

        raw = sqlite3.connect(connection.settings_dict["NAME"], timeout=20, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "recursive_triggers=ON", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}")
        pid = 0
    cursor, mark = raw.cursor(), "%s" if postgresql else "?"

    def row(table: str, column: str, value: Any) -> dict[str, Any]:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} = {mark}", (value,))
        names = [cursor_column[0] for cursor_column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))

    def insertion(table: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        kept = {name: value for name, value in values.items() if name != "id"}
        ends = " RETURNING id" if "id" in values else ""
        marks = ", ".join([mark] * len(kept))
        names = ", ".join(f'"{name}"' for name in kept)
        return f"INSERT INTO {table} ({names}) VALUES ({marks}){ends}", kept

    entry = insertion("records_entry", row("records_entry", "record_id", pattern))
    own = row("records_entry", "record_id", pattern)["id"]
    others = [insertion(table, row(table, column, own)) for table, column in INSERTS]
    progress = row("ledger_progress", "entry_id", own)
    value = insertion("facts_fact", row("facts_fact", "entry_id", own))
    measures = dict(cursor.execute("SELECT id, indicator_id FROM facts_target").fetchall())
    sets = []
    for table, key, names in (
        ("records_record", "id", ("state", "version", "closed", "due")),
        ("ledger_commitment", "record_ptr_id", ("reached", "reported", "pressing", "report_due", "binds")),
    ):
        now = row(table, key, pattern)
        changes = ", ".join(f'"{name}" = {mark}' for name in names)
        sets.append((f'UPDATE {table} SET {changes} WHERE "{key}" = {mark}', [now[name] for name in names]))
    settled = f"UPDATE records_occurrence SET settled = {mark}, settled_work = {mark} WHERE id = {mark}"
    begin = "BEGIN" if postgresql else "BEGIN IMMEDIATE"

    def filled(made: tuple[str, dict[str, Any]], **known: Any) -> int:
        sql, values = made
        cursor.execute(sql, [known.get(name, item) for name, item in values.items()])
        return cursor.fetchone()[0] if sql.endswith("id") else 0

    def work(job: list[int]) -> bool:
        record, unit, person, _post, duty, occurrence, target = job
        key = uuid5(SPACE, str(record))
        cursor.execute(begin)
        said = filled(entry, record_id=record, person_id=person, subject=f"commitments:{record}")
        own = {"entry_id": said, "commitment_id": record, "record_id": record, "unit_id": unit, "duty_id": duty}
        own |= {"person_id": person, "key": key if postgresql else key.hex}
        for other in others:
            filled(other, **own)
        filled(value, entry_id=said, indicator_id=measures[target], unit_id=unit)
        cursor.execute(settled, (progress["day"], progress["day"], occurrence))
        for sql, values in sets:
            cursor.execute(sql, [*values, record])
        cursor.execute("COMMIT")
        return False

    def cpu() -> float:
        return server_cpu(pid) if pid else 0

    return work, cpu, raw.close
