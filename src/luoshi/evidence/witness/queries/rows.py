"""Read rows as stored, and how they are compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from luoshi.evidence.journal.models import Entry
from luoshi.evidence.witness import triggers
from luoshi.evidence.witness.models import Watching
from luoshi.evidence.witness.rules.rows import Plain, RowKey, Shape, mac_of_values, read_json, shapes_fingerprint
from luoshi.evidence.witness.tables import table_shapes

ONE = 1  # the key of the one row of Watching
SOME = 500  # keys per query on SQLite


def is_witnessed(base: Any, *, anew: bool = False) -> bool:
    """Return whether changes of this connection are noted: a program that compares as this one adopted the database.

    Asked once per connection; on SQLite it then creates the triggers, which belong to the connection.

    Args:
        base: The open connection.
    """
    found: bool | None = None if anew else getattr(base, "luoshi_watched", None)
    if found is None:
        found = adopted_fingerprint(base) == shapes_fingerprint(table_shapes().values())
        if found and base.vendor == "sqlite":
            triggers.create_triggers(base, table_shapes().values())
        base.luoshi_watched = found
    return found


def adopted_fingerprint(base: BaseDatabaseWrapper) -> str:
    """Return the fingerprint of the shapes for which the database was adopted; "" if it never was. One query."""
    there = {
        "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'records_watching'",
        "postgresql": "SELECT 1 WHERE pg_catalog.to_regclass('records_watching') IS NOT NULL",
    }
    if not base.connection.execute(there[base.vendor]).fetchone():
        return ""
    row = base.connection.execute(f"SELECT fingerprint FROM records_watching WHERE id = {ONE}").fetchone()
    return str(row[0]) if row else ""


def on_connection(connection: Any, **_: object) -> None:
    """Receive ``connection_created``: each new connection notes what it changes."""
    connection.luoshi_watched = None
    connection.luoshi_noted = None
    is_witnessed(connection)


def current_rows(
    base: BaseDatabaseWrapper, keys: Mapping[Shape, Sequence[RowKey]]
) -> dict[tuple[str, RowKey], list[Plain]]:
    """Return rows by table and key in normal form, as the open transaction sees them. On PostgreSQL one query."""
    if base.vendor == "sqlite":
        found = {}
        for shape, some in keys.items():
            for first in range(0, len(some), SOME):
                asked = some[first : first + SOME]
                sql = f'{_select(shape)} WHERE "{shape.key}" IN ({", ".join("?" * len(asked))})'
                for pk, *values in base.connection.execute(sql, asked):
                    found[shape.table, pk] = shape.sqlite_values(values)
        return found
    parts = [
        f'SELECT {at}, pg_catalog.to_jsonb(x)::text FROM {shape.table} x WHERE "{shape.key}" = ANY(%s)'
        for at, shape in enumerate(keys)
    ]
    known = list(keys)
    rows = base.connection.execute(" UNION ALL ".join(parts), list(keys.values())).fetchall()
    return {
        (known[at].table, row[known[at].key]): known[at].of(row)
        for at, row in ((at, read_json(text)) for at, text in rows)
    }


def rows_in_key_order(
    base: BaseDatabaseWrapper, shape: Shape, piece: int
) -> Iterator[list[tuple[RowKey, list[Plain]]]]:
    """Yield all rows of a table with their keys, in key order and in pieces. Memory is bounded.

    Columns are read one by one and exactly as stored, so that no layer hides or smooths their values: on SQLite by
    storage class and exact text, on PostgreSQL as it prints them, from the table itself and not from an index. Call
    within a transaction.
    """
    if base.vendor == "sqlite":
        yield from _from_sqlite(base, shape, piece)
    else:
        yield from _from_postgresql(base, shape, piece)


def _from_sqlite(base: BaseDatabaseWrapper, shape: Shape, piece: int) -> Iterator[list[tuple[RowKey, list[Plain]]]]:
    last: RowKey | None = None
    while True:
        past = "" if last is None else f' WHERE "{shape.key}" > ?'
        sql = f'{_select(shape)}{past} ORDER BY "{shape.key}" LIMIT {piece}'
        with _any_text(base.connection):
            found = base.connection.execute(sql, () if last is None else (last,)).fetchall()
        if found:
            yield [(pk, shape.sqlite_values(values)) for pk, *values in found]
        if len(found) < piece:
            return
        last = found[-1][0]


def _from_postgresql(base: BaseDatabaseWrapper, shape: Shape, piece: int) -> Iterator[list[tuple[RowKey, list[Plain]]]]:
    names = ", ".join(f'"{column}"' for column in (shape.key, *shape.names))
    whole = next((sort == "whole" for name, sort in shape.columns if name == shape.key), True)
    from psycopg.types.string import TextLoader

    raw = base.connection
    with raw.cursor(name="luoshi_rows") as cursor:
        for kind in _PRINTED:
            cursor.adapters.register_loader(kind, TextLoader)
        was = raw.execute(_INDEXES, ("off", "off")).fetchone()
        cursor.execute(f'SELECT {names} FROM {shape.table} ORDER BY "{shape.key}"')
        raw.execute(_INDEXES, was[:2])
        while found := cursor.fetchmany(piece):
            yield [(int(pk) if whole else pk, shape.postgresql_values(values)) for pk, *values in found]


@contextmanager
def _any_text(raw: Any) -> Iterator[None]:
    """Also read text that is not UTF-8: others inserted it."""
    was = raw.text_factory
    raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = was


def witness_mac(key: bytes, number: int, entry: int | None, adopts: bool, named: str, rows: str) -> str:
    """Return the MAC of a witness; it covers the number, so that no witness can take another's place."""
    return mac_of_values(key, "witness", number, entry or 0, bool(adopts), named, rows)


@dataclass(frozen=True)
class AdoptedShapes:
    """How tables are compared: ``now``, and every shape ``ever`` used by its id."""

    now: Mapping[str, Shape]
    ever: Mapping[str, Shape]


def adopted_shapes() -> AdoptedShapes | None:
    """Return how the database's tables are compared; None if it was never adopted. One query.

    Raises:
        WatchingError: The row that says so lacks the program's MAC: it was changed, or the key is another.
    """
    row = Watching.objects.filter(pk=ONE).first()
    if row is None:
        if Entry.objects.filter(subject="journal", step="journal.adopt").exists():
            raise WatchingError
        return None
    if not _is_ours(row):
        raise WatchingError
    read = json.loads(row.shapes)
    ever = {
        name: Shape(shape[0], shape[1], tuple((column, sort) for column, sort in shape[2]))
        for name, shape in read["ever"].items()
    }
    return AdoptedShapes({ever[shape_id].table: ever[shape_id] for shape_id in read["now"]}, ever)


def _is_ours(row: Watching) -> bool:
    try:
        made = mac_of_values(settings.JOURNAL_KEY, "watching", row.fingerprint, row.since_id, row.shapes)
    except TypeError:  # a column holds bytes
        return False
    return made == row.mac


class WatchingError(Exception):
    """The row that says how tables are compared does not bear the MAC of this program's key."""


def _select(shape: Shape) -> str:
    """Select columns as expressions: of bare ones SQLite's driver converts dates and times, hiding the spelling."""
    return f'SELECT "{shape.key}", ' + ", ".join(f'+"{name}"' for name in shape.names) + f" FROM main.{shape.table}"


# Returns both settings as they were, then sets them: within a statement the first columns are evaluated first.
_INDEXES = (
    "WITH was AS MATERIALIZED "
    "(SELECT current_setting('enable_indexscan') AS a, current_setting('enable_bitmapscan') AS b) "
    "SELECT was.a, was.b, set_config('enable_indexscan', %s, true), set_config('enable_bitmapscan', %s, true) FROM was"
)
_PRINTED = (
    "bool",
    "int2",
    "int4",
    "int8",
    "float4",
    "float8",
    "numeric",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "interval",
    "json",
    "jsonb",
    "bytea",
    "uuid",
)
