#!/usr/bin/env python3
"""What it costs that some must not be there twice, on SQLite and, where there is a server, on PostgreSQL.

    python bench/doubles.py [--rows 5000]

    begin    a record begun without keys, with one that refuses, with one that leaves a doubt and has a condition
    sheet    so many rows checked without keys, with each of them; half of the rows are there already
    keep     the keys of so many records brought up to date, as after a merger; and their list of possible doubles

Each database is made for the run and removed after it. The kinds are those of tests/linked.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from typing import Any

from beside import medians
from databases import on_each, with_kinds_of_tests

EACH = 50  # records begun in a row
RUNS = 7


def alone(kind: Any, actor: Any, day: Any, pks: list[int]) -> float:
    """Milliseconds a record to make the keys of records that have none, one after the other, without the commit."""
    from django.db import transaction

    from luoshi.kernel.unique.actions import keep_written
    from luoshi.kernel.unique.models import UniqueKey

    with transaction.atomic():
        UniqueKey.objects.filter(record__in=pks).delete()
        start = time.perf_counter()
        for pk in pks:
            keep_written(kind, [pk], actor, day)
        return (time.perf_counter() - start) * 1000 / len(pks)


def inside(on: str, rows: int) -> None:
    """Make the tables and the office, then measure."""
    with_kinds_of_tests("kernel")
    import office
    from linked.models import Body
    from luoshi.desk.bulk.actions.bulk import begin_many, check_many
    from luoshi.kernel.conditions.queries.evaluation import definitely_true
    from luoshi.kernel.kinds.language.conditions import Double, Is
    from luoshi.kernel.kinds.language.unique import Unique
    from luoshi.kernel.unique.actions import keep_keys
    from sample_line import one_kind
    from unique_kinds import founded, given, kind

    built, cards = office.build(), count(1_000_000)
    refuses, doubts = Unique("unit card"), Unique("sort card", where=Is(state="active"), clash="doubt", who="desk")
    kinds = {"without": kind(), "refuse": kind(refuses), "doubt, with a condition": kind(doubts)}
    desk = built.actor("supervisor")
    print(f"== {on}, {rows:,} rows")

    def begun(of: Any) -> Callable[[], object]:
        def work() -> None:
            with one_kind(of) as declared:
                for _ in range(EACH):
                    founded(built, declared, str(next(cards)))

        return work

    for name, took in zip(kinds, medians(*(begun(of) for of in kinds.values()), runs=RUNS), strict=True):
        print(f"  begin {name:25} {took / EACH:7.2f} ms a record")

    with one_kind(kinds["refuse"]) as declared:
        pks = [founded(built, declared, str(next(cards))).pk for _ in range(4 * EACH)]
        took = [alone(declared, desk, office.TODAY, pks[first : first + EACH]) for first in range(0, len(pks), EACH)]
        print(f"  begin its key alone             {min(took):7.2f} ms a record")
    sheet = [given(built, str(number)) for number in range(rows)]
    with one_kind(kind(refuses, doubts)) as declared:
        made = begin_many(declared, desk, sheet[::2], at=office.NOW)
    for name, of in kinds.items():
        with one_kind(of) as declared:
            start = time.perf_counter()
            wrong = sum(bool(row.wrong or row.doubts) for row in check_many(declared, desk, sheet, at=office.NOW))
            print(f"  sheet {name:25} {time.perf_counter() - start:7.2f} s, {wrong:,} named")
    with one_kind(kind(refuses, doubts)) as declared:
        pks = [record.pk for record in made]
        for words, card in (("nothing changed", None), ("all changed, all of them doubles", "x")):
            if card:
                Body.objects.filter(pk__in=pks).update(card=card)
            start = time.perf_counter()
            keep_keys(declared, pks, desk, office.TODAY)
            print(f"  keep  {len(pks):,} records, {words}: {time.perf_counter() - start:7.2f} s")
        found = Body.objects.filter(definitely_true(Double(), Body, office.TODAY))
        start = time.perf_counter()
        total = found.count()
        print(f"  list  {total:,} possible doubles of one counted: {(time.perf_counter() - start) * 1000:7.0f} ms")


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, rows=5_000)
