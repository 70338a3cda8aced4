"""What statements built once (``base.database.statements``) are worth: the same steps with Django's own queries.

In one process, by turns: a step as it is, and the same step with each query built, compiled, sent and read anew, rows
written by ``save`` and ``bulk_create``, models made by calling them. What takes part is CPU time of a step.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ROUNDS = 6
EACH = 50  # steps of a round


def plain(built: Any, kind: str) -> None:
    """CPU seconds of a step, by statements built once and by Django's own queries."""
    from luoshi.kernel.kinds.registry import get_kind as declared
    from luoshi.kernel.steps.actions.steps import begin, take
    from office import NOW

    given = {"title": "增设科普活动室", "words": "周末", "channel": "web", "unit": built.units["desk"].pk}
    assign = {"grade": "ordinary", "unit": built.units["kexie"].pk}
    who = built.actor("supervisor")
    spent: dict[str, list[float]] = {"built once": [], "Django's own": []}
    for number in range(2 * ROUNDS + 2):
        made = [begin(declared("appeals"), who, given, at=NOW).record for _ in range(EACH)]
        name = ("built once", "Django's own")[number % 2]
        with by_django() if number % 2 else as_it_is():
            start = time.process_time()
            for record in made:
                take(record, "assign", who, assign, at=NOW)
            spent[name].append((time.process_time() - start) / EACH * 1000)
    best = {name: sorted(took[1:])[ROUNDS // 2] for name, took in spent.items()}
    for name, ms in best.items():
        print(f"  a step, {name:14} {ms:6.2f} ms of CPU in Python")
    print(f"  {best[next(reversed(best))] / best['built once']:.1f} times")


@contextmanager
def as_it_is() -> Iterator[None]:
    """Nothing is changed."""
    yield


@contextmanager
def by_django() -> Iterator[None]:
    """Everything that the module does quickly is done as Django would, wherever it was imported to."""
    from django.db import connection

    from luoshi.base.database import statements

    def sent(base: Any, sql: str, values: Any) -> tuple[list[Any], int]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount

    def insert(*rows: Any, ignore: bool = False) -> int:
        if ignore or len(rows) != 1:
            type(rows[0])._base_manager.bulk_create(rows, ignore_conflicts=ignore) if rows else None
        else:
            rows[0].save(force_insert=True)
        return len(rows)

    def compiled(self: Any, base: Any) -> Any:
        return self._compile()

    instead = {
        "insert_model_rows": insert,
        "update_row_fields": lambda row, *names: row.save(update_fields=names),
    }
    was = {name: getattr(statements, name) for name in instead}
    methods = {"_built": statements.SqlStatement._built}
    kept = {"sent": statements.execute_prepared, "_made": statements._made}
    places = [one for name, one in list(sys.modules.items()) if name.startswith("luoshi.")]

    def put(found: dict[str, Any], by: dict[str, Any]) -> None:
        for place in places:
            for name, value in found.items():
                if getattr(place, name, None) is value:
                    setattr(place, name, by[name])

    def made(row: Any, built: Any) -> Any:
        found: list[Any] = []
        for part in built.parts:
            columns = row[part.first : part.first + len(part.columns)]
            one = None if row[part.key] is None else part.model.from_db("default", part.columns, columns)
            if part.name and found[part.of] is not None:
                setattr(found[part.of], part.name, one)
            found.append(one)
        return found[0]

    put(was, instead)
    statements.SqlStatement._built, statements.execute_prepared, statements._made = compiled, sent, made  # type: ignore[method-assign]
    try:
        yield
    finally:
        put(instead, was)
        statements.SqlStatement._built = methods["_built"]  # type: ignore[method-assign]
        statements.execute_prepared, statements._made = kept["sent"], kept["_made"]
