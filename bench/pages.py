#!/usr/bin/env python3
"""One table of all pages over 100,000 commitments with two years of history, beside the least SQL by hand.

    python bench/pages.py [--commitments 100000] [--units 5000] [--on sqlite|postgresql] [table] [kinds]

    table    each page: CPU of Python and database together, by hand, their ratio, statements, and kilobytes
    kinds    the same pages with half of the kinds switched on and with all: what a further kind costs

CPU is a median of five, whole pages with all middleware and templates. Rows are those that the SQL by hand returns.
Repeated statements have the same text and values as an earlier one of their page. Milliseconds depend on the machine,
ratios hardly. On PostgreSQL the CPU of the server's process is added, without parallel workers, whose CPU nobody sees;
where the server is on another machine its CPU is missing, and the table says so.

The database is made for the run, which takes minutes. LUOSHI_BENCH_KEPT=folder keeps it for the next one.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest import mock

import page_floors
from beside import Sent, bare, cpu_medians, sent_by, server_cpu
from databases import on_each
from page_floors import Page
from two_years import AT, prepare_office

if TYPE_CHECKING:
    from luoshi.kernel.kinds.registry import Snapshot

RUNS = 5
FLOOR = 40  # ms by hand from which on a page may take 1.5 times that
FEW = 51  # kinds
MEASURED = "appeals"  # a line whose pages are measured, so it stays on
AROUND = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
PARTS = ("table", "kinds")


@dataclass(frozen=True)
class Measured:
    """What a page takes: milliseconds of CPU, ours and by hand, its statements, and kilobytes."""

    cpu: float
    by_hand: float
    rows: int
    statements: int
    repeated: int
    html: float
    zipped: float
    sql: float


def inside(kind: str, parts: list[str], commitments: int, units: int) -> None:
    """Make the office, then measure."""
    from django.conf import settings

    from luoshi.evidence.witness.tables import OTHERS

    settings.INSTALLED_APPS += ["django.contrib.admin.apps.SimpleAdminConfig"]
    OTHERS["admin"] = "the framework's log, which the bench does not write"
    settings.LINES_EVERY = None  # no page reads again which lines are switched off: ``kinds`` says it
    ground = prepare_office(commitments, units)
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.cursor().execute("SET max_parallel_workers_per_gather = 0")
    if connection.vendor == "postgresql" and not server_cpu():
        print("The CPU of PostgreSQL cannot be read here: what stands below is Python's alone.")
    pages = list(page_floors.list_pages(ground, connection.vendor))
    with mock.patch("django.utils.timezone.now", lambda: AT):
        if "table" in parts:
            print(f"== {kind}, {_size()}", flush=True)
            print_table(pages)
        if "kinds" in parts:
            print_kinds(pages, kind)


def print_table(pages: list[Page]) -> None:
    """Print each page, then the Django admin's list, then which pages miss their goal."""
    from page_admin import admin_pages, as_django

    print(
        f"{'page':34} {'user':10} {'kind':11} {'rows':>6} {'CPU ms':>8} {'by hand':>8} {'ratio':>7}"
        f" {'statements':>10} {'repeated':>8} {'HTML kB':>8} {'zipped':>7} {'SQL kB':>7}"
    )
    missed = []
    for page, found in _measure(pages):
        bound = max(page.goal, page.floor_goal * found.by_hand if found.by_hand > FLOOR else 0)
        if found.cpu > bound:
            missed.append(f"{page.name} of a {page.who} ({found.cpu:.0f} ms, goal {bound:.0f})")
    with as_django():
        list(_measure(admin_pages(pages)))
    print(f"{len(pages) - len(missed)} of {len(pages)} pages reach their goal", end="")
    print("; not: " + "; ".join(missed) if missed else ".", flush=True)


def _measure(pages: Iterable[Page]) -> Iterator[tuple[Page, Measured]]:
    for page in pages:
        found = measure(page)
        print(
            f"{page.name:34} {page.who:10} {page.kind:11} {found.rows:6,} {found.cpu:8.1f} {found.by_hand:8.1f}"
            f" {found.cpu / max(found.by_hand, 0.05):6.1f}× {found.statements:10} {found.repeated:8}"
            f" {found.html:8.1f} {found.zipped:7.1f} {found.sql:7.1f}",
            flush=True,
        )
        yield page, found


def measure(page: Page) -> Measured:
    """Ask for a page and send the SQL by hand, turn by turn."""
    whole, by_hand = asked_for(page), _by_hand(page)
    content = whole().content
    sent = [each for each in sent_by(whole) if not each[0].startswith(AROUND)]
    cpu, floor = cpu_medians(whole, bare([(sql, None) for sql in page.by_hand]), runs=RUNS)
    return Measured(
        cpu, floor, by_hand, len(sent), len(sent) - _different(sent), len(content) / 1000,
        len(gzip.compress(content, 6)) / 1000, sum(len(sql.encode()) for sql, _values in sent) / 1000,
    )  # fmt: skip


def asked_for(page: Page) -> Callable[[], Any]:
    """Work that asks for a page as its user, who is signed in."""
    from django.test import Client

    from luoshi.org.actors.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username=page.who))

    def work() -> Any:
        answer = client.get(page.address)
        assert answer.status_code == 200, f"{page.address}: {answer.status_code}"
        return answer

    return work


def _by_hand(page: Page) -> int:
    """How many rows the statements by hand return."""
    from django.db import connection

    rows = 0
    with connection.cursor() as cursor:
        for sql in page.by_hand:
            cursor.execute(sql)
            rows += len(cursor.fetchall())
    return rows


def _different(sent: Sent) -> int:
    return len({(sql, repr(values)) for sql, values in sent})


def print_kinds(pages: list[Page], database: str) -> None:
    """Print what each page takes with half of the kinds and with all, and the ratio."""
    from luoshi.kernel.kinds.registry import install_snapshot, installed_snapshot

    full = installed_snapshot().with_uses(frozenset(), frozenset())
    few = _with_kinds(full, FEW)
    counts = [_kinds_in_use(snapshot) for snapshot in (few, full)]
    print(f"== {database}, {_size()}: CPU ms with {counts[0]} kinds and with {counts[1]}", flush=True)
    ratios = []
    for page in pages:
        took = []
        for snapshot in (few, full, few, full):
            install_snapshot(snapshot)
            took.append(cpu_medians(asked_for(page), runs=RUNS)[0])
        less, more = min(took[::2]), min(took[1::2])
        ratios.append(more / less)
        print(f"{page.name:34} {page.who:10} {less:8.1f} {more:8.1f} {more / less:6.2f}×", flush=True)
    within = sum(ratio <= 1.1 for ratio in ratios)
    print(f"median {median(ratios):.2f}×, most {max(ratios):.2f}×, {within} of {len(ratios)} at most 1.1×")


def _with_kinds(full: Snapshot, most: int) -> Snapshot:
    """The snapshot in which lines are off, the last declared first, until at most so many kinds are left."""
    from luoshi.kernel.switches.queries import needs_of_lines, switchable_lines

    needs, off, left = needs_of_lines(), set[str](), len(full.kinds)
    lines = [line for line in reversed(switchable_lines()) if line.name != MEASURED]
    while left > most:
        built_on = {name for user, names in needs.items() if user not in off for name in names}
        line = next(line for line in lines if line.name not in off | built_on)
        off.add(line.name)
        left -= len(line.kinds)
    return full.with_uses(frozenset(off), frozenset())


def _kinds_in_use(snapshot: Snapshot) -> int:
    return len(snapshot.kinds) - sum(len(snapshot.lines[name].kinds) for name in snapshot.off)


def _size() -> str:
    from luoshi.evidence.journal.models import Entry
    from luoshi.kernel.duties.models import Occurrence
    from luoshi.plans.base.models.commitment import Commitment

    counted = {"commitments": Commitment, "due dates": Occurrence, "entries": Entry}
    return ", ".join(f"{model.objects.count():,} {name}" for name, model in counted.items())


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, PARTS, commitments=100_000, units=5000)
