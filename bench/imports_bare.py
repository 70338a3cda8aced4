"""The floor of an import: its rows written into a copy of the same database by ``bulk_create``, and nothing checked."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BEFORE = "before.sqlite3"  # the database as it was when the import began, in the data folder
ROWS = 500  # written by one statement, as the import does


def keep_before(data: Path) -> None:
    """Copy the database before anything is imported."""
    with sqlite3.connect(data / "luoshi.sqlite3") as now, sqlite3.connect(data / BEFORE) as kept:
        now.backup(kept)


def write_bare(data: Path) -> tuple[int, int, float, float]:
    """Write what came into the database since ``keep_before`` into that copy: tables, journal and index.

    Returns:
        Tables and rows written, and the seconds and CPU seconds that took, reading not included.
    """
    from django.db import DEFAULT_DB_ALIAS, connections, transaction

    own = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings["after"] = {**own}
    connections.settings[DEFAULT_DB_ALIAS] = {**own, "NAME": data / BEFORE}
    connections.close_all()
    del connections[DEFAULT_DB_ALIAS]
    brought = list(new_rows())
    start, busy = time.perf_counter(), time.process_time()
    with transaction.atomic():
        for rows in brought:
            write_rows(rows)
    spent = time.perf_counter() - start, time.process_time() - busy
    return len(brought), sum(len(rows) for rows in brought), *spent


def new_rows() -> Iterator[list[Any]]:
    """Yield for each table the rows that the copy lacks, a table after those that it links to."""
    from django.db.models import Max

    for model in models_in_order():
        last = model._base_manager.aggregate(last=Max("pk"))["last"] or 0
        rows = model._base_manager.using("after").order_by("pk")
        if isinstance(last, int):
            rows = rows.filter(pk__gt=last)
        if found := list(rows):
            yield found


def models_in_order() -> list[type[Any]]:
    """The models whose tables an import writes, records before what belongs to them."""
    from django.apps import apps

    from luoshi.kernel.kinds.models import Record, Row

    left_out = {"DBTaskResult", "Session"}  # the work itself, not what came of it
    every = [model for model in apps.get_models() if model.__name__ not in left_out and model._meta.managed]
    return sorted(
        (model for model in every if model._meta.pk.get_internal_type() in NUMBERED),
        key=lambda model: (model is not Record, not issubclass(model, Record), not issubclass(model, Row)),
    )


NUMBERED = ("BigAutoField", "AutoField", "OneToOneField")


def write_rows(rows: list[Any]) -> None:
    """Write rows of one table; those of a searched text also into the index."""
    from luoshi.base.database.statements import insert_own
    from luoshi.kernel.search.grams_index import put_gram_rows
    from luoshi.kernel.search.models import Searched

    model = type(rows[0])
    if len(model._meta.parents):
        insert_own(rows)  # Django's bulk_create refuses a table with a parent
    else:
        model._base_manager.bulk_create(rows, batch_size=ROWS)
    if model is Searched:
        put_gram_rows((row.pk, None, row.text) for row in rows)
