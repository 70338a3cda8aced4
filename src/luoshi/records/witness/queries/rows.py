"""Reads rows as they stand, and how they are compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from luoshi.records.journal.models import Entry
from luoshi.records.witness import triggers
from luoshi.records.witness.models import Watching
from luoshi.records.witness.rules.rows import Shape, fingerprint, read_json, signed
from luoshi.records.witness.tables import shapes

ONE = 1  # the key of the one row of Watching
SOME = 500  # keys of one query on SQLite


def watched(base: Any, *, anew: bool = False) -> bool:
    """Whether what this connection changes is noted: the database was adopted by a program that compares as this one.

    Asked once for each connection; on SQLite it then lays the triggers, which are the connection's own.

    Args:
        base: the connection, open.
    """
    found: bool | None = None if anew else getattr(base, "luoshi_watched", None)
    if found is None:
        found = adopted(base) == fingerprint(shapes().values())
        if found and base.vendor == "sqlite":
            triggers.lay(base, shapes().values())
        base.luoshi_watched = found
    return found


def adopted(base: Any) -> str:
    """The fingerprint of the shapes for which the database was adopted; "" where it never was. One query."""
    there = {
        "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'records_watching'",
        "postgresql": "SELECT 1 WHERE to_regclass('records_watching') IS NOT NULL",
    }
    if not base.connection.execute(there[base.vendor]).fetchone():
        return ""
    row = base.connection.execute(f"SELECT fingerprint FROM records_watching WHERE id = {ONE}").fetchone()
    return str(row[0]) if row else ""


def on_connection(connection: Any, **_: Any) -> None:
    """A receiver of ``connection_created``: who opens a connection notes what it changes."""
    connection.luoshi_watched = None
    connection.luoshi_noted = None
    watched(connection)


def current(base: Any, keys: Mapping[Shape, Sequence[Any]]) -> dict[tuple[str, Any], list[Any]]:
    """Rows by table and key in their one form, as the open transaction sees them. On PostgreSQL one query."""
    if base.vendor == "sqlite":
        found = {}
        for shape, some in keys.items():
            for first in range(0, len(some), SOME):
                asked = some[first : first + SOME]
                sql = f'{_select(shape)} WHERE "{shape.key}" IN ({", ".join("?" * len(asked))})'
                for one, *values in base.connection.execute(sql, asked):
                    found[shape.table, one] = shape.plain(values)
        return found
    parts = [
        f'SELECT {at}, to_jsonb(x)::text FROM {shape.table} x WHERE "{shape.key}" = ANY(%s)'
        for at, shape in enumerate(keys)
    ]
    known = list(keys)
    rows = base.connection.execute(" UNION ALL ".join(parts), list(keys.values())).fetchall()
    return {
        (known[at].table, row[known[at].key]): known[at].of(row)
        for at, row in ((at, read_json(one)) for at, one in rows)
    }


def rows_of(base: Any, shape: Shape, piece: int) -> Iterator[list[tuple[Any, list[Any]]]]:
    """All rows of a table with their keys, in order of the key, so many at a time. Memory stays bounded."""
    last: Any = None
    mark = "?" if base.vendor == "sqlite" else "%s"
    while True:
        past = "" if last is None else f' WHERE "{shape.key}" > {mark}'
        order = f'{past} ORDER BY "{shape.key}" LIMIT {piece}'
        given = () if last is None else (last,)
        if base.vendor == "sqlite":
            found = base.connection.execute(_select(shape) + order, given).fetchall()
            some = [(one, shape.plain(values)) for one, *values in found]
        else:
            sql = f"SELECT to_jsonb(x)::text FROM {shape.table} x{order}"
            read = [read_json(row) for (row,) in base.connection.execute(sql, given).fetchall()]
            some = [(row[shape.key], shape.of(row)) for row in read]
        if some:
            yield some
        if len(some) < piece:
            return
        last = some[-1][0]


def signature(key: bytes, number: int, entry: int | None, adopts: bool, named: str, rows: str) -> str:
    """The MAC of a witness: with its number, so that none can be put in another's place."""
    return signed(key, "witness", number, entry or 0, bool(adopts), named, rows)


@dataclass(frozen=True)
class Known:
    """How tables are compared: ``now``, and by the id of a shape each that ever was."""

    now: Mapping[str, Shape]
    ever: Mapping[str, Shape]


def known() -> Known | None:
    """How the database's tables are compared; None where it was never adopted. One query.

    Raises:
        WatchingError: what tells it does not bear the program's MAC: it was changed, or the key is another.
    """
    row = Watching.objects.filter(pk=ONE).first()
    if row is None:
        if Entry.objects.filter(subject="journal", step="journal.adopt").exists():
            raise WatchingError
        return None
    if signed(settings.JOURNAL_KEY, "watching", row.fingerprint, row.since_id, row.shapes) != row.mac:
        raise WatchingError
    read = json.loads(row.shapes)
    ever = {
        name: Shape(one[0], one[1], tuple((column, sort) for column, sort in one[2]))
        for name, one in read["ever"].items()
    }
    return Known({ever[one].table: ever[one] for one in read["now"]}, ever)


class WatchingError(Exception):
    """What tells how tables are compared does not bear the MAC of this program's key."""


def _select(shape: Shape) -> str:
    return "SELECT " + ", ".join(f'"{one}"' for one in (shape.key, *shape.names)) + f" FROM {shape.table}"
