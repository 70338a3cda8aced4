#!/usr/bin/env python3
"""What many rows inside one record cost, on SQLite and, where there is a server, on PostgreSQL.

    python bench/rows.py [--rows 100000]

    page     the record's page with the first and the last page of its rows
    adds     further rows that come one by one, each a step of its own with its entry
    ends     the form by which one of them ends
    yes      all records of which some row is so, counted

Each database is made for the run and removed after it. The kinds are those of tests/linked.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from beside import medians
from databases import on_each, with_kinds_of_tests

RUNS, ADDED = 9, 500


def inside(kind: str, rows: int) -> None:
    """Make the tables and rows, then measure."""
    with_kinds_of_tests("kernel")
    import office
    from rows_of_bodies import MEMBERS, STEPS, founded
    from rows_of_bodies import kind as declared
    from sample_line import one_kind

    with one_kind(declared(replace(MEMBERS, large=True, most=0), STEPS[1:])) as of:
        people = office.build()
        record = founded(people, of)
        fill(record, rows)
        print(f"== {kind}, {rows:,} rows in one record")
        page(people, record, rows)
        adds(people, record)
        said("records of which a row is so", lambda: some(of))


def fill(record: Any, rows: int) -> None:
    """Rows past the steps."""
    from linked.models import Member

    made = (Member(record_id=record.pk, place=n, name=f"第{n}户", votes=n, percent=1) for n in range(1, rows + 1))
    Member.objects.bulk_create(made, batch_size=5000)


def said(words: str, call: Any) -> None:
    """Print the median of a call in milliseconds."""
    (found,) = medians(call, runs=RUNS)
    print(f"{words:<44}{found:>10.1f} ms")


def page(people: Any, record: Any, rows: int) -> None:
    """The record's page, the card alone, and the form that ends a row."""
    from django.test import Client

    from linked.models import Member

    client = Client()
    client.force_login(people.people["clerk"].user)
    way, last = record.get_absolute_url(), -(-rows // 50)
    newest = Member.objects.latest("pk").pk
    for words, address, headers in (
        ("page of the record", way, {}),
        ("with the last page of its rows", f"{way}?card=members&page={last}", {}),
        ("that card alone", f"{way}?card=members&page={last}", {"HX-Request": "true"}),
        ("form by which one ends", f"{way}leave/?row={newest}", {}),
    ):
        said(words, lambda address=address, headers=headers: client.get(address, headers=headers).content)


def adds(people: Any, record: Any) -> None:
    """Rows that come one by one."""
    from luoshi.kernel.steps.actions.steps import take
    from office import NOW

    actor, begun = people.actor("clerk"), time.perf_counter()
    for n in range(ADDED):
        take(record, "join", actor, {"members": {"name": f"新第{n}户", "percent": "1"}}, at=NOW)
    print(f"{f'one more row, of {ADDED}':<44}{(time.perf_counter() - begun) * 1000 / ADDED:>10.1f} ms")


def some(kind: Any) -> int:
    """How many records have a row of many votes."""
    from luoshi.kernel.conditions.queries.evaluation import definitely_true
    from luoshi.kernel.kinds.language.conditions import Least, Some
    from office import TODAY

    found: int = kind.record.objects.filter(
        definitely_true(Some("members", where=Least("votes", 5)), kind.record, TODAY)
    ).count()
    return found


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, rows=100_000)
