#!/usr/bin/env python3
"""Measure the application beside bare SQL in one run, on SQLite and, where there is a server, on PostgreSQL.

    python bench/application.py [--rows 100000] [SECTION …]

    join     a kind's own fields one to one on the table of records: the list's queries with and without the join
    pages    lists, home, messages, search and the tree of units over 100,000 records, each beside the SQL that it sends
    open     a list of 100,000 records that anybody reads without signing in, its search, a question by number
    steps    kernel.steps.actions.steps.take with its journal entry: one after another; on PostgreSQL from 16
             connections too, one after another in each, and 300 a second offered to all
    plain    the same step with each query built anew instead of once
    batch    1,000 records opened at once
    links    a keystroke in the box in which one of 100,000 records is chosen to link to, beside the least SQL by hand
    units    a workbook of 20,000 units tried, its report read, imported and exported through the pages

Each database is made for the run and removed after it. Figures of one machine say little; the ratios say more.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import application_links
import application_open
import application_pages
import application_plain
import application_steps
import application_units
from beside import median
from databases import ROOT, make_tables, on_each


def inside(kind: str, parts: list[str], rows: int) -> None:
    """Make the office and its records, then measure."""
    from django.conf import settings

    sys.path.insert(0, str(ROOT / "tests"))
    if "links" in parts:
        settings.INSTALLED_APPS += ["linked.apps.Linked"]  # kinds of tests, which link to each other
    make_tables()
    import office

    built = office.build()
    needed = {"join", "open", "pages"} & set(parts)
    fill(built, rows if needed else 0)
    as_served()
    print(f"== {kind}, {rows if needed else 0:,} records")
    for section in parts:
        SECTIONS[section](built, kind, rows) if section == "links" else SECTIONS[section](built, kind)


def as_served() -> None:
    """As the service begins: from here on each transaction signs the rows that it changes."""
    from django.utils import timezone

    from luoshi.evidence.witness.actions import after_migrating

    after_migrating(timezone.now(), {})


def fill(built: Any, rows: int) -> None:
    """Write records with their own fields past the actions: only the reading is measured on them."""
    from datetime import timedelta

    from django.db import connection, transaction

    from luoshi.kernel.kinds.models import Record
    from luoshi.kernel.kinds.registry import kind_of
    from luoshi.kernel.search.actions import rebuild_search_index
    from luoshi.lines.appeals.models import Appeal

    units = [built.units[name].pk for name in ("kexie", "society", "bureau", "town", "desk")]
    states = list(kind_of(Appeal(kind="appeals")).cycle.states)
    with transaction.atomic():
        made = []
        for number in range(rows):
            state = states[number % len(states)]
            moment = NOW() - timedelta(minutes=number)
            made.append(
                Record(
                    kind="appeals", number=f"诉{number:07d}", state=state, title=f"第{number}件：增设科普活动室",
                    unit_id=units[number % len(units)], opened=moment, due=(moment + timedelta(days=20)).date(),
                    closed=moment if state == "closed" else None, opener_id=built.people["clerk"].pk,
                )
            )  # fmt: skip
        Record.objects.bulk_create(made, batch_size=2000)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO appeals_appeal (record_ptr_id, channel, words, speaker, contact, grade, answer) "
                "SELECT id, 'hotline', title, '', '', 'ordinary', '' FROM records_record"
            )
    application_pages.villages(built, rows // 20)
    with transaction.atomic():
        rebuild_search_index()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def NOW() -> Any:
    """The moment of the office's making."""
    import office

    return office.NOW


def join(built: Any, kind: str) -> None:
    """What the one-to-one table costs."""
    from luoshi.kernel.kinds.models import Record
    from luoshi.lines.appeals.models import Appeal

    with_own = Appeal.objects.filter(kind="appeals", state="assigned").order_by("due", "pk")
    alone = Record.objects.filter(kind="appeals", state="assigned").order_by("due", "pk")
    for name, appeal, other in (
        ("a page of 50 by due date", with_own[:50], alone[:50]),
        ("count of a state", with_own, alone),
        ("narrowed by an own field", with_own.filter(channel="hotline")[:50], alone[:50]),
    ):
        count = name.startswith("count")
        joined = median((lambda q=appeal: q.count()) if count else (lambda q=appeal: list(q.all())))
        single = median((lambda q=other: q.count()) if count else (lambda q=other: list(q.all())))
        print(f"  {name:44} {joined:8.1f} ms   one table {single:8.1f} ms   {joined / single:5.2f}×")


def batch(built: Any, kind: str) -> None:
    """A thousand records opened at once."""
    from luoshi.desk.bulk.actions.bulk import begin_many
    from luoshi.kernel.kinds.registry import get_kind as declared

    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": built.units["desk"].pk}
    rows = [{**given, "title": f"第{number}件"} for number in range(1000)]
    start = time.perf_counter()
    begin_many(declared("appeals"), built.actor("supervisor"), rows, at=NOW())
    print(f"  1,000 records in a batch: {1000 / (time.perf_counter() - start):.0f}/s")


SECTIONS = {
    "join": join,
    "open": application_open.opened,
    "pages": application_pages.pages,
    "steps": application_steps.steps,
    "plain": application_plain.plain,
    "batch": batch,
    "units": application_units.units,
    "links": application_links.links,
}


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, list(SECTIONS), rows=100_000)
