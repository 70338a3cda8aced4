"""Compare every row of the compared tables with what the program last wrote there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from luoshi.evidence.journal.models import Payload
from luoshi.evidence.journal.queries.seals import guard_reading
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness.models import Witness
from luoshi.evidence.witness.queries.rows import WatchingError, adopted_shapes, rows_in_key_order, witness_mac
from luoshi.evidence.witness.rules.rows import Shape, differing_columns, row_mac
from luoshi.evidence.witness.tables import loose_shapes
from luoshi.evidence.witness.tables import model_shape as shape_of
from luoshi.evidence.witness.triggers import missing_triggers

PIECE = 1000  # rows at a time
WITNESSES = 200  # read at once: each may list a thousand rows


def row_differences() -> Iterator[IntegrityFinding | None]:
    """Yield all differences from what the witnesses record. Call within `read_snapshot`. Memory is bounded.

    Yield ``None`` after each piece, so that a background reader can stop. Yield nothing if rows
    were never adopted, as in a database that no program of this version has begun to serve.

    ============  =====================================================================================
    watching      the row that says how tables are compared is not the program's
    witness       the witness ``number`` is not the program's
    row_changed   the row ``key`` of ``table`` differs from what was written last, in these ``columns``
    row_between   the same, but the program has written it again since (witness ``number``)
    row_put_in    the program never wrote it
    row_gone      the row was written and is missing
    unguarded     a ``trigger`` is missing
    adopted       rows were adopted by an ``entry`` despite ``count`` known differences
    compared      so many ``rows`` of so many ``tables`` were compared; nothing is broken
    ============  =====================================================================================

    ``record``: the number of the record that the row belongs to, or ``table`` and ``key``.
    """
    try:
        found = adopted_shapes()
    except WatchingError:
        yield IntegrityFinding("watching", 0)
        return
    if found is None:
        return
    connection.ensure_connection()
    yield from (
        IntegrityFinding("unguarded", 0, {"trigger": name}) for name in missing_triggers(connection, found.now.values())
    )
    with closing(sqlite3.connect("")) as told:  # in a temporary file, as there are many rows
        told.execute(
            "CREATE TABLE told (tab TEXT, key TEXT, mac TEXT, tags TEXT, shape TEXT, "
            "PRIMARY KEY (tab, key)) WITHOUT ROWID"
        )
        yield from _told(told)
        rows = told.execute("SELECT count(*) FROM told WHERE mac <> ''").fetchone()[0]
        for table, shape in found.now.items():
            yield from guard_reading(table, partial(_of_table, told, table, shape))
            yield None
            gone = told.execute("SELECT key FROM told WHERE tab = ? AND mac <> ''", (table,))
            yield from (_finding("row_gone", table, key) for (key,) in gone)
        yield from _adopted()
    yield IntegrityFinding("compared", 0, {"tables": len(found.now), "rows": rows})


def _adopted() -> Iterator[IntegrityFinding]:
    """Yield adoptions with known differences: such rows are compared only from then on."""
    adopted = Payload.objects.filter(entry__subject="journal", entry__step="journal.adopt", data__isnull=False)
    rows = adopted.order_by("pk")
    for entry, at, data in rows.values_list("entry_id", "entry__at", "data"):
        count = (json.loads(data or "{}").get("before") or {}).get("found", 0)
        if count:
            yield IntegrityFinding(
                "adopted", 0, {"entry": str(entry), "on": timezone.localdate(at).isoformat(), "count": count}
            )


def oddly_stored() -> Iterator[IntegrityFinding | None]:
    """Yield rows of uncompared tables, such as the journal's, that are not stored as the program stores them.

    ``row_odd``: these ``columns`` of a row have another storage class, or another spelling of a value. On SQLite only,
    and not before an upgrade, since the columns are those of this version's models.
    """
    connection.ensure_connection()
    for shape in loose_shapes():
        for some in rows_in_key_order(connection, shape, PIECE):
            for key, plain in some:
                if odd := shape.odd(plain):
                    yield _finding("row_odd", shape.table, key, columns=", ".join(odd))
            yield None


def _told(told: sqlite3.Connection) -> Iterator[IntegrityFinding | None]:
    """Read the witnesses in order, and note the last recorded form of each row."""
    shape = shape_of(Witness)
    for some in rows_in_key_order(connection, shape, WITNESSES):
        for number, plain in some:
            witness: dict[str, Any] = dict(zip(shape.names, plain, strict=True))
            parts = [witness[name] for name in ("entry_id", "adopts", "shapes", "rows")]
            if shape.odd(plain) or witness["mac"] != witness_mac(settings.JOURNAL_KEY, int(number), *parts):
                yield IntegrityFinding("witness", int(number))
                continue
            yield from _of_witness(told, int(number), *parts[1:])
        yield None


def _of_witness(
    told: sqlite3.Connection, number: int, adopts: bool, shapes: str, rows: str
) -> Iterator[IntegrityFinding]:
    named = json.loads(shapes)
    for table, changes in json.loads(rows).items():
        for key, before, after, tags in changes:
            where = (table, str(key))
            if not adopts:
                found = told.execute("SELECT mac, shape FROM told WHERE tab = ? AND key = ?", where).fetchone()
                was, shape = found or ("", named[table])
                if was != before and shape == named[table]:
                    yield _finding("row_between", table, key, number)
            told.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?)", (*where, after, tags, named[table]))


def _of_table(told: sqlite3.Connection, table: str, shape: Shape) -> Iterator[IntegrityFinding | None]:
    key = settings.JOURNAL_KEY
    for some in rows_in_key_order(connection, shape, PIECE):
        for pk, plain in some:
            where, odd = (table, str(pk)), shape.odd(plain)
            found = told.execute("SELECT mac, tags, shape FROM told WHERE tab = ? AND key = ?", where).fetchone()
            if found is None or not found[0]:
                yield _finding("row_put_in", table, pk)
            elif odd or found[2] != shape.id or row_mac(key, shape, plain) != found[0]:
                columns = differing_columns(key, shape, plain, found[1]) if found[2] == shape.id else []
                yield _finding("row_changed", table, pk, columns=", ".join(dict.fromkeys([*odd, *columns])) or "?")
            told.execute("DELETE FROM told WHERE tab = ? AND key = ?", where)
        yield None


def _finding(code: str, table: str, key: object, number: int = 0, **more: str) -> IntegrityFinding:
    return IntegrityFinding(code, number, {"table": table, "key": str(key), "record": _named(table, key), **more})


def _named(table: str, key: object) -> str:
    """Return the number of the record that a row is or belongs to; "" if there is none, or no longer."""
    model = next((model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table), None)
    if model is None:
        return ""
    try:
        pk = model._meta.pk.to_python(key)
    except ValidationError:
        return ""
    record = apps.get_model("records.Record")
    if issubclass(model, record):
        found = record._base_manager.filter(pk=pk)
    else:
        names = [
            field.name
            for field in model._meta.fields
            if field.related_model and issubclass(field.related_model, record)
        ]
        held = model._base_manager.filter(pk=pk).values_list(names[0], flat=True).first() if names else None
        found = record._base_manager.filter(pk=held if isinstance(held, int) else 0)
    return next(iter(found.values_list("number", flat=True)), "")
