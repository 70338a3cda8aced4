#!/usr/bin/env python3
"""What forms cost over many facts, on SQLite and, where there is a server, on PostgreSQL.

    python bench/returns.py [--facts 1000000] [--lines 200]

    sheet   the grid of a form of so many lines for a unit and a month, as its page asks for it
    ten     the same of ten lines
    send    the whole form sent, beside a bare INSERT of as many facts: the journal, the due date and all checks with it
    bytes   what a fact takes, with its indexes; and what a return of ten cells takes besides them: its record, entries,
            due date and whoever has to do with it

The facts are of the form's own indicators, of further units and months. Each database is made for the run.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from beside import medians
from databases import on_each, with_kinds_of_tests

MONTHS = 36
SENDS = 6
RETURNS = 240  # one a month, so that pages that are half full do not count


def inside(kind: str, facts: int, lines: int) -> None:
    """Make the tables, the forms and the facts, then measure."""
    with_kinds_of_tests("facts", "facts/returns")
    import office

    built = office.build()
    long, short = form(built, lines, "长表", "a"), form(built, 10, "短表", "b")
    size = fill(built, facts)
    print(f"== {kind}, {facts:,} facts, {size:.0f} bytes each with their indexes")
    measure(built, long, short)
    own_bytes(built, short, size)


def form(built: Any, lines: int, title: str, prefix: str) -> Any:
    """A monthly form of so many indicators, whose codes begin with ``prefix``, that one unit owes."""

    from figures_told import defined
    from forms_issued import form_of
    from luoshi.facts.returns.models import ReturnLine

    made = [defined(built, f"{title}{at}", code=f"{prefix}{at}") for at in range(lines)]
    found = form_of(built, *made[:10], title=title)
    ReturnLine.objects.bulk_create(
        ReturnLine(record=found, place=at, indicator=indicator) for at, indicator in enumerate(made[10:], 10)
    )
    return found


def fill(built: Any, facts: int) -> float:
    """So many facts of the indicators that there are, told by one entry; the bytes that each takes."""
    from django.db import connection, transaction

    from figures_told import entry
    from luoshi.facts.base.models.indicator import Indicator

    with transaction.atomic():
        told, indicators = entry(built).pk, Indicator.objects.count()
    units = -(-facts // (indicators * MONTHS))
    before = _size(connection)
    with connection.cursor() as cursor:
        rows = (
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %s) "
            "INSERT INTO facts_fact (value, entry_id, indicator_id, unit_id, period, breakdown, state) "
            "SELECT (i %% 100000) * 10000, %s, i %% %s + 1, %s + (i / %s) %% %s, "
            "320200000 + 10000 * ((i / %s) / 12) + 100 * ((i / %s) %% 12 + 1) + 1 - 20000, 0, 0 FROM n"
        )
        per = indicators * units
        first_unit = max(unit.pk for unit in built.units.values()) + 1
        _units(built, first_unit, units)
        cursor.execute(rows, [facts, told, indicators, first_unit, indicators, units, per, per])
        cursor.execute("ANALYZE")
    return (_size(connection) - before) / facts


def _units(built: Any, first: int, count: int) -> None:
    from luoshi.org.tree.models import Unit

    like = built.units["town"]
    rows = []
    for at in range(count):
        row = Unit(**{field.attname: getattr(like, field.attname) for field in Unit._meta.concrete_fields})
        row.pk, row.code = first + at, f"bench{at}"
        rows.append(row)
    Unit.objects.bulk_create(rows)


def _size(connection: Any) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('facts_fact')")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return int(pages * cursor.fetchone()[0])


def measure(built: Any, long: Any, short: Any) -> None:
    """Medians of the grids; the sends one month after the other."""
    from django.db import transaction

    from figures_told import entry
    from forms_issued import MONTH, NAMES, task_of
    from luoshi.dates.time_limits import shift_months
    from luoshi.facts.fact_store.actions import tell_facts
    from luoshi.facts.fact_store.rules import FactKey, FactValue
    from luoshi.facts.returns import actions, queries
    from office import NOW

    NAMES.update({name: unit.name for name, unit in built.units.items()})
    tasks = {record.title: task_of(record) for record in (long, short)}

    def sheet(of: Any) -> Any:
        return queries.load_form_grid(tasks[of.title], queries.span_of(of, MONTH), MONTH)

    wide, narrow = medians(lambda: sheet(long), lambda: sheet(short))
    print(f"  the grid of {len(sheet(long).asked)} lines          {wide:8.1f} ms")
    print(f"  the grid of {len(sheet(short).asked)} lines           {narrow:8.1f} ms")
    task, clerk = tasks[long.title], built.actor("clerk")
    asked, took, bare = sheet(long).asked, [], []
    for month in range(SENDS):
        first = shift_months(MONTH, month)
        at = NOW + timedelta(days=32 * (month + 1))
        cells = {line.cell(task.unit_id): str(month + 7) for line in asked}
        actions.get_or_begin_return(task, first, at)
        start = time.perf_counter()
        actions.send_return(task, first, clerk, cells, None, at=at)
        took.append((time.perf_counter() - start) * 1000)
        start = time.perf_counter()
        with transaction.atomic():
            told = entry(built)
            tell_facts(
                [
                    FactValue(FactKey(line.indicator, built.units["town"].pk, 3_2025_0001 + 100 * (month + 1), 0), 7)
                    for line in asked
                ],
                told,
            )
        bare.append((time.perf_counter() - start) * 1000)
    sent, alone = sorted(took)[SENDS // 2], sorted(bare)[SENDS // 2]
    print(f"  sending {len(asked)} cells           {sent:8.1f} ms, {sent / alone:.1f} times their facts alone")


def own_bytes(built: Any, short: Any, fact: float) -> None:
    """Send the short form for many months; what the database grew by, less the facts."""
    from django.db import connection

    from forms_issued import MONTH, task_of
    from luoshi.dates.time_limits import shift_months
    from luoshi.facts.returns import actions, queries
    from office import NOW

    task, clerk = task_of(short), built.actor("clerk")
    asked = queries.load_form_grid(task, queries.span_of(short, MONTH), MONTH).asked
    before = _whole(connection)
    for month in range(RETURNS):
        first, at = shift_months(MONTH, month), NOW + timedelta(days=32 * (month + 1))
        actions.send_return(task, first, clerk, {line.cell(task.unit_id): str(month) for line in asked}, None, at=at)
    grown = (_whole(connection) - before) / RETURNS - fact * len(asked)
    print(f"  a return of {len(asked)} cells          {grown:8.0f} bytes besides its facts")


def _whole(connection: Any) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    return _size(connection)


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, facts=1_000_000, lines=200)
