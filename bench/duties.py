"""How long the due dates of a register's entries take: laid out month by month, all at once, shown and counted.

    python bench/duties.py [--entries 12000]

Prints the seconds in which a monthly duty of 12,000 entries is laid out for the twelve months of a year as each of them
begins, and for a year in which nobody did it; the milliseconds of a day with nothing to do; those of a grid of 100
entries by 12 months, and of counting all cells.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from databases import make_tables, on_each

RULE = {"kind": "every", "times": 1, "roll": "none", "share": 100, "every": "P1M", "day": None, "month": None}
RULE |= {"following": False}


def inside(kind: str, entries: int) -> None:
    """A database with all tables and the entries; then what is measured."""
    make_tables()
    from django.db import connection

    from luoshi.kernel.duties.actions.schedule import roll_out_all
    from luoshi.kernel.duties.models import Occurrence
    from luoshi.kernel.duties.queries.grid import count_period_states, duty_grid
    from luoshi.kernel.kinds.language.duties import Owed
    from luoshi.kernel.kinds.registry import get_kind as declared
    from luoshi.lines.appeals.models import Appeal

    declared("appeals").duties_by_name["talk"] = Owed("talk", "Talk", every="P1M")
    first, last = date(2026, 1, 1), date(2026, 12, 1)
    print(f"== {kind}, {entries} entries")
    pks = made(entries, "each month")
    months = [first.replace(month=month) for month in range(1, 13)]
    print(f"twelve months, each as it begins: {timed(lambda: [list(roll_out_all(month)) for month in months]):.1f} s")
    print(f"a day with nothing to do: {timed(lambda: list(roll_out_all(last))) * 1000:.1f} ms")
    made(entries, "at once")
    print(f"a year that nobody laid out: {timed(lambda: list(roll_out_all(last))):.1f} s")
    assert Occurrence.objects.count() == 2 * 13 * entries  # the next month too
    connection.cursor().execute("ANALYZE")
    day = last + timedelta(days=9)
    duty_grid(pks[:100], "talk", last, day)
    seconds = min(timed(lambda: duty_grid(pks[:100], "talk", last, day)) for _ in range(9))
    print(f"grid of 100 x 12: {seconds * 1000:.1f} ms")
    every = Appeal.objects.all()
    print(f"counts of {2 * entries} x 12: {timed(lambda: count_period_states(every, 'talk', first, last, day)):.2f} s")


def made(size: int, title: str) -> list[int]:
    """Entries with a monthly duty that runs since January and has no date yet; their ids."""
    from luoshi.base.rights.rules.rights import PROGRAM
    from luoshi.kernel.duties.models import Duty
    from luoshi.kernel.kinds.models import Record
    from luoshi.org.units.actions import establish_unit

    at, start = datetime(2026, 1, 1, 4, tzinfo=UTC), date(2026, 1, 1)
    unit = establish_unit("云岭县科学技术协会" + title, title.replace(" ", ""), None, date(2020, 1, 1), PROGRAM, at=at)
    rows = [Record(kind="appeals", state="received", title=title, unit=unit, opened=at) for _ in range(size)]
    records = Record.objects.bulk_create(rows, 500)
    own(records)
    laid = start - timedelta(days=1)
    duties = [Duty(record=record, name="talk", unit=unit, rule=RULE, start=start, laid=laid) for record in records]
    Duty.objects.bulk_create(duties, 500)
    return [record.pk for record in records]


def own(records: list[Any]) -> None:
    """The rows of the kind's own table."""
    from luoshi.base.database.statements import insert_own
    from luoshi.lines.appeals.models import Appeal

    shared = [field.attname for field in records[0]._meta.concrete_fields]
    insert_own(
        [Appeal(record_ptr_id=record.pk, **{name: getattr(record, name) for name in shared}) for record in records]
    )


def timed(act: Callable[[], object]) -> float:
    """The seconds that something takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, entries=12_000)
