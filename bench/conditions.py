#!/usr/bin/env python3
"""What a need of a step costs, on SQLite and, where there is a server, on PostgreSQL.

    python bench/conditions.py [--rows 20000]

    one      the needs of a step on one record, prepared, beside the smallest statement that there is; the same built
             anew each time; with the record locked that it reaches over a link
    lists    a condition on all records counted, others looked for all at once (IN) or row by row (EXISTS)

Each database is made for the run and removed after it. The kinds are those of tests/linked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from beside import medians
from databases import on_each, with_kinds_of_tests

EACH = 200  # asked in a row, of one record after another
RUNS = 15


def inside(kind: str, rows: int) -> None:
    """Make the tables and rows, then measure."""
    with_kinds_of_tests("kernel")
    import office
    from three_kinds import three_kinds

    with three_kinds():
        fill(office.build(), rows)
        print(f"== {kind}, {rows:,} projects of {rows // 4:,} bodies")
        one(office.TODAY)
        lists(office.TODAY)


def fill(built: Any, rows: int) -> None:
    """Bodies, each with an inspection, projects of them, and a look at every second."""
    from datetime import timedelta

    from django.db import connection, transaction

    from linked.models import Body, Check, Project
    from luoshi.kernel.duties.models import Duty, Occurrence
    from office import TODAY
    from three_kinds import written

    units = [built.units[name] for name in ("kexie", "society", "bureau", "town")]
    with transaction.atomic():
        bodies = []
        for number in range(rows // 4):
            said = {"sort": ("farm", "society")[number % 2], "size": number % 100 or None}
            bodies.append(written(Body, units[number % 4], **said, part_of=bodies[number // 2] if number else None))
        duties = [
            Duty(record=record, name="inspection", unit_id=record.unit_id, rule={}, start=TODAY) for record in bodies
        ]
        Duty.objects.bulk_create(duties)
        dues = [(duty, TODAY + timedelta(days=at % 200 - 20)) for at, duty in enumerate(duties)]
        Occurrence.objects.bulk_create(
            Occurrence(duty=duty, unit_id=duty.unit_id, due=due, first_due=due) for duty, due in dues
        )
        for number in range(rows):
            body = bodies[number % len(bodies)]
            project = written(Project, body.unit, body=body, level=("high", "low", "")[number % 3])
            if number % 2:
                written(Check, body.unit, project=project, result=("good", "bad")[number % 5 == 1])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def one(day: Any) -> None:
    """The needs of a step on one record."""
    from django.db import transaction

    from linked.models import Project
    from luoshi.base.database.statements import run_sql
    from luoshi.kernel.conditions.queries import evaluation
    from luoshi.kernel.conditions.queries.locks import lock_linked
    from luoshi.kernel.conditions.queries.needs import unmet_needs
    from luoshi.kernel.kinds.language.conditions import Is, Need, No, Owes
    from luoshi.kernel.kinds.registry import current_snapshot

    link = [Need(Is(body__state="open"), "")]
    needs = [*link, Need(~Owes("body.inspection", open=False), ""), Need(No("looks", result="bad"), "")]
    projects = list(Project.objects.order_by("pk")[:EACH])
    values = {"state": "running"}

    def ask(asked_of: list[Need]) -> Callable[[], object]:
        return lambda: [unmet_needs(asked_of, project, values, {}, day) for project in projects]

    def anew() -> None:
        current_snapshot().cache(evaluation._prepared.__wrapped__, dict).clear()
        unmet_needs(needs, projects[0], values, {}, day)

    def locked() -> None:
        for project in projects:
            lock_linked(link, project, values)

    with transaction.atomic():
        bare, single, three, lock = medians(
            lambda: [run_sql("SELECT 1") for _ in projects], ask(link), ask(needs), locked, runs=RUNS
        )
        (built,) = medians(anew, runs=RUNS)
    print(f"  SELECT 1                                 {bare / EACH:6.3f} ms")
    print(f"  a need over a link                       {single / EACH:6.3f} ms")
    print(f"  three needs: link, duty over it, others  {three / EACH:6.3f} ms")
    print(f"  the linked record locked                 {lock / EACH:6.3f} ms")
    print(f"  three needs built anew                   {built:6.3f} ms")


def lists(day: Any) -> None:
    """All records counted."""
    from linked.models import Body, Project
    from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true
    from luoshi.kernel.kinds.language.conditions import Is, No, Owes, Some

    print(f"  {'all counted':40} {'bare':>7} {'IN':>7} {'EXISTS':>7}")
    for said, model, condition in (
        ("projects of a farm body", Project, Is(body__sort="farm")),
        ("projects whose body owes nothing", Project, ~Owes("body.inspection")),
        ("bodies with a project of high level", Body, Some("trials", level="high")),
        ("bodies without a look that is bad", Body, No("trials", where=Some("looks", result="bad"))),
    ):
        found = [
            model.objects.all(),
            *(model.objects.filter(definitely_true(condition, model, day, each=choice)) for choice in (False, True)),
        ]
        bare, at_once, row_by_row = medians(*(rows.all().count for rows in found), runs=5)
        known = counts(model, definitely_true(condition, model, day), definitely_false(condition, model, day))
        print(f"  {said:40} {bare:7.1f} {at_once:7.1f} {row_by_row:7.1f} ms   {known}")


def counts(model: Any, yes: Any, no: Any) -> str:
    """How many of which it is so, is not so, and is not known."""
    so, not_so = model.objects.filter(yes).count(), model.objects.filter(no).count()
    return f"{so:,} yes, {not_so:,} no, {model.objects.count() - so - not_so:,} not known"


if __name__ == "__main__":
    on_each(__file__, __doc__, inside, rows=20_000)
