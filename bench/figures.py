#!/usr/bin/env python3
"""What figures and coverages of many records cost, on SQLite and, where there is a server, on PostgreSQL.

    python bench/figures.py [--rows 100000]

    twenty   twenty figures, as the page of a kind shows them
    eight    eight figures of the same rows in one scan, beside the least SQL by hand that gives the same numbers
    apart    the same figures, each in a scan of its own
    units    the eight divided by unit, codes by the tree of the day
    people   how many different ones, and of them those who have hours enough together
    cell     a coverage of two cells: which records others link to

Each database is made for the run and removed after it. The kinds are those of tests/linked.
"""

from __future__ import annotations

from typing import Any

from beside import medians
from databases import on_each, with_kinds_of_tests
from raw_inserts import insert_select

RUNS = 7
EIGHT = ("events", "visits", "mean", "talks", "spent", "cost", "signed", "in_force")
SURE = "r.state <> 'cancelled' AND e.same_id IS NULL"
HELD = "e.held >= '2026-01-01' AND e.held <= '2026-12-31'"
KNOWN = "e.cost IS NOT NULL AND e.paid IS NOT NULL"
BY_HAND = f"""
SELECT COUNT(CASE WHEN {HELD} AND {SURE} THEN 1 END), SUM(CASE WHEN {HELD} AND {SURE} THEN e.attendance END),
       COUNT(CASE WHEN {HELD} AND {SURE} THEN e.attendance END),
       COUNT(CASE WHEN {HELD} AND {SURE} AND e.sort = 'talk' THEN 1 END),
       COUNT(CASE WHEN {HELD} AND {SURE} AND e.sort <> '' THEN 1 END),
       SUM(CASE WHEN {HELD} AND {KNOWN} THEN e.cost END), SUM(CASE WHEN {HELD} AND {KNOWN} THEN e.paid END),
       SUM(CASE WHEN {HELD} THEN e.cost END),
       COUNT(CASE WHEN e.from_day >= '2026-01-01' AND e.from_day <= '2026-12-31' THEN 1 END),
       COUNT(CASE WHEN r.state <> 'cancelled' AND e.from_day <= '2026-12-31'
                   AND (e.to_day IS NULL OR e.to_day >= '2026-12-31') THEN 1 END)
  FROM linked_event e JOIN records_record r ON r.id = e.record_ptr_id WHERE r.kind = 'events' AND r.batch_id IS NULL
"""


def inside(kind: str, rows: int) -> None:
    """Make the tables and rows, then measure."""
    with_kinds_of_tests("kernel")
    import office
    from counted_kinds import EQUIPPED, FIGURES, MISSING, counted_kinds

    with counted_kinds(*FIGURES, *more(), MISSING, EQUIPPED) as events:
        built = office.build()
        fill(built, rows)
        print(f"== {kind}, {rows:,} events")
        measure(events, built)


def more() -> list[Any]:
    """Twelve further figures of the same rows: counts, sums and shares of some of them."""
    from counted_kinds import HELD, SURE
    from luoshi.kernel.kinds.language.conditions import Is
    from luoshi.kernel.kinds.language.figures import Figure

    made = []
    for at, sort in enumerate(("talk", "fair", "", "match")):
        some = SURE & Is(sort=sort) if sort else SURE & Is(sort__not="talk")
        made += [
            Figure(f"n{at}", "Events", where=some, unit="场", **HELD),
            Figure(f"v{at}", "Visits", "attendance", measure="sum", where=some, unit="人次", **HELD),
            Figure(f"s{at}", "Share", measure="share", where=some, base=SURE, unit="%", **HELD),
        ]
    return made


def fill(built: Any, rows: int) -> None:
    """Events of four units, and hours at every second one, spent by a thousand people."""
    from django.db import connection, transaction

    from counted_kinds import LONG, PUT
    from linked.models import Body, Event, Hours
    from luoshi.kernel.kinds.models import Record
    from luoshi.kernel.parameters.actions import set_value
    from office import FOUNDED, NOW

    units = [built.units[name] for name in ("kexie", "society", "bureau", "town")]
    with transaction.atomic():
        for name, count in (("bodies", 1000), ("events", rows), ("hours", rows // 2)):
            Record.objects.bulk_create(
                Record(kind=name, number=f"{name} {at}", state="open", opened=NOW, unit=units[at % 4], title="科普集市")
                for at in range(count)
            )
        with connection.cursor() as cursor:
            (body,), (first,) = (_first(cursor, name) for name in ("bodies", "events"))
            told, rest = insert_select(Body, {"record_ptr_id": "id"})
            cursor.execute(f"{told} FROM records_record WHERE kind = 'bodies'", rest)
            day = "CASE id %% 4 WHEN 0 THEN '2025-11-05' WHEN 1 THEN '2026-03-04' ELSE '2026-06-07' END"
            day = f"CAST({day} AS date)" if connection.vendor == "postgresql" else day
            columns = {
                "record_ptr_id": "id", "held": day, "from_day": day, "paid": "20000000",
                "sort": "CASE id %% 3 WHEN 0 THEN 'talk' WHEN 1 THEN 'fair' ELSE '' END",
                "attendance": "CASE WHEN id %% 10 > 0 THEN id %% 300 END", "cost": "id %% 1000 * 10000",
            }  # fmt: skip
            told, rest = insert_select(Event, columns)
            cursor.execute(f"{told} FROM records_record WHERE kind = 'events'", rest)
            columns = {
                "record_ptr_id": "id", "event_id": f"{first} + id %% {rows}", "person_id": f"{body} + id %% 1000",
                "hours": "id %% 3", "day": day,
            }  # fmt: skip
            told, rest = insert_select(Hours, columns)
            cursor.execute(f"{told} FROM records_record WHERE kind = 'hours'", rest)
    set_value(LONG, None, "≥36", FOUNDED, "云科协〔2026〕3号", built.actor("admin"), at=NOW)
    set_value(PUT, None, "sum", FOUNDED, "云科协〔2026〕3号", built.actor("admin"), at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _first(cursor: Any, kind: str) -> Any:
    cursor.execute(f"SELECT MIN(id) FROM records_record WHERE kind = '{kind}'")
    return cursor.fetchone()


def measure(kind: Any, built: Any) -> None:
    """Medians of each."""
    from datetime import date

    from django.db import connection

    from counted_kinds import MISSING
    from luoshi.desk.figures.queries import coverage
    from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures
    from luoshi.desk.figures.queries.suppression import disclosable_figures
    from office import TODAY

    actor, span = built.actor("supervisor"), FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
    among = [unit.pk for name, unit in built.units.items() if name in ("county", "kexie", "bureau", "town")]

    def by_hand() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND)
            return cursor.fetchone()

    def eight() -> Any:
        return compute_figures(kind, EIGHT, span, actor, TODAY)[()]

    found, told = eight(), by_hand()
    assert (found["events"].exact, found["visits"].exact, found["in_force"].exact) == (told[0], told[1], told[9])
    twenty = [*EIGHT, *(indicator.name for indicator in more())]
    hand, one_scan, page, apart, units, people, cell = medians(
        by_hand,
        eight,
        lambda: disclosable_figures(kind, twenty, span, actor, TODAY),
        lambda: [compute_figures(kind, [name], span, actor, TODAY) for name in EIGHT],
        lambda: compute_figures(kind, EIGHT[:6], span, actor, TODAY, by=["unit"], among=among),
        lambda: compute_figures(kind, ["people", "trained"], span, actor, TODAY),
        lambda: coverage.count_coverage(kind, MISSING, actor, TODAY, date(2026, 12, 31)),
        runs=RUNS,
    )
    print(f"  the least SQL by hand                    {hand:8.1f} ms")
    print(f"  eight figures in one scan                {one_scan:8.1f} ms, {one_scan / hand:.1f} times")
    print(f"  a page of twenty figures                 {page:8.1f} ms")
    print(f"  the same apart                           {apart:8.1f} ms")
    print(f"  six of them by unit                      {units:8.1f} ms")
    print(f"  different people, and those with hours   {people:8.1f} ms")
    print(f"  a coverage of two cells                  {cell:8.1f} ms")


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, rows=100_000)
