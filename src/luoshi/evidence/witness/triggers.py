"""Triggers that report which rows of compared tables a transaction changes, and their previous values.

On SQLite they are temporary and belong to one connection: they call a Python function that notes the row. On PostgreSQL
they note it in settings of the transaction. Both forget with the transaction, and PostgreSQL with a savepoint too. A
row noted in vain does no harm, since it is read again before the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError

from luoshi.evidence.witness.rules.rows import RowKey, Shape, read_json

log = logging.getLogger("luoshi.witness")

EVENTS = ("insert", "update", "delete")
JOURNAL = "records_entry"  # inserts are noted too, by key: the acts of the transaction
PIECE = 16_000  # characters of one setting, so that appending stays cheap however many rows a transaction writes
FUNCTION = "luoshi_notes_rows"
PATH = "SET search_path = pg_catalog, pg_temp"  # keeps functions and operators made by others out of its body
BODY = f"""
DECLARE
  n text := coalesce(nullif(current_setting('luoshi.n', true), ''), '0');
  was text := coalesce(current_setting('luoshi.rows_' || n, true), '');
BEGIN
  IF length(was) > {PIECE} THEN
    n := (n::int + 1)::text;
    PERFORM set_config('luoshi.n', n, true);
    was := '';
  END IF;
  IF TG_OP = 'INSERT' THEN
    was := was || pg_catalog.json_build_array(TG_TABLE_NAME, pg_catalog.to_jsonb(NEW) -> TG_ARGV[0])::text || E'\\n';
  ELSE
    was := was || pg_catalog.json_build_array(TG_TABLE_NAME, pg_catalog.to_jsonb(OLD) -> TG_ARGV[0],
      pg_catalog.to_jsonb(OLD))::text || E'\\n';
  END IF;
  PERFORM set_config('luoshi.rows_' || n, was, true);
  RETURN NULL;
END
"""
_NOTED = """
SELECT noted, CASE WHEN noted <> '' THEN nextval('records_witness_id_seq') END
FROM (
  SELECT string_agg(current_setting('luoshi.rows_' || n, true), '' ORDER BY n) AS noted
  FROM generate_series(0, coalesce(nullif(current_setting('luoshi.n', true), ''), '0')::int) AS n
) AS all_of_it
"""
Noted = dict[str, object] | Sequence[object] | None  # a row as PostgreSQL or SQLite noted it
Touched = dict[tuple[str, RowKey], Noted]  # by table and key: the row before the transaction; None: it did not exist


def create_triggers(base: BaseDatabaseWrapper, shapes: Iterable[Shape]) -> None:
    """Create the triggers: on SQLite for this connection, on PostgreSQL for all. ``base``: the open connection."""
    raw = base.connection
    if base.vendor == "sqlite":
        _note_on(base)
    else:
        raw.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql {PATH} AS $${BODY}$$")
    for shape in [*shapes, Shape(JOURNAL, "id", ())]:
        for event in EVENTS if shape.columns else ("insert",):
            raw.execute(_dropped(base.vendor, shape, event))
            raw.execute(_made(base.vendor, shape, event))


def take_off(base: BaseDatabaseWrapper) -> None:
    """Remove all triggers before tables are rebuilt; ``create_triggers`` creates them again."""
    raw = base.connection
    if base.vendor == "sqlite":
        found = raw.execute("SELECT name FROM sqlite_temp_master WHERE type = 'trigger' AND name LIKE 'luoshi_notes_%'")
        for (name,) in found.fetchall():
            raw.execute(f'DROP TRIGGER temp."{name}"')
    else:
        raw.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}() CASCADE")


def missing_triggers(base: BaseDatabaseWrapper, shapes: Iterable[Shape]) -> list[str]:
    """Return triggers that are missing or differ. Empty on SQLite, where each connection creates its own."""
    if base.vendor == "sqlite":
        return []
    found = base.connection.execute(
        "SELECT c.relname, t.tgname, p.prosrc FROM pg_catalog.pg_trigger t "
        "JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
        "AND c.relnamespace = pg_catalog.current_schema()::regnamespace AND p.proconfig IS NOT NULL"
    )
    there = {(table, name) for table, name, body in found.fetchall() if body == BODY}
    wanted = [(shape, event) for shape in shapes for event in EVENTS] + [(Shape(JOURNAL, "id", ()), "insert")]
    return [_name(shape, event) for shape, event in wanted if (shape.table, _name(shape, event)) not in there]


def trigger_statements(shapes: Iterable[Shape]) -> Iterator[str]:
    """Yield the statements that create the triggers on PostgreSQL."""
    for shape in [*shapes, Shape(JOURNAL, "id", ())]:
        yield from (_made("postgresql", shape, event) for event in (EVENTS if shape.columns else ("insert",)))


def touched_rows(base: BaseDatabaseWrapper) -> tuple[Touched, list[int], int | None]:
    """Return the rows that this transaction changed, its journal entries, and on PostgreSQL a number for its witness.

    One query on PostgreSQL, which also takes the number; none on SQLite. A row's first note holds its value before the
    transaction.
    """
    if base.vendor == "sqlite":
        noted = getattr(base, "luoshi_noted", None)
        return (noted[0], noted[1], None) if noted else ({}, [], None)
    rows: Touched = {}
    entries: list[int] = []
    said, number = base.connection.execute(_NOTED).fetchone()
    for line in (said or "").splitlines():
        table, key, *was = read_json(line)
        if table == JOURNAL:
            entries.append(int(key))
        else:
            rows.setdefault((table, key), was[0] if was else None)
    return rows, entries, number


def forget_transaction(base: BaseDatabaseWrapper) -> None:
    """Clear the notes of a finished transaction. PostgreSQL clears them itself."""
    noted = getattr(base, "luoshi_noted", None)
    if noted:
        noted[0].clear()
        noted[1].clear()


def _note_on(base: Any) -> None:
    rows: Touched = {}
    entries: list[int] = []

    def note(table: str, key: RowKey, *was: object) -> int:
        if not base.in_atomic_block:
            log.error("%s was written outside of a transaction: on PostgreSQL that is not witnessed", table)
            if settings.WITNESS_STRICTLY:
                raise TransactionManagementError(table)
        if table == JOURNAL:
            entries.append(int(key))
        else:
            rows.setdefault((table, key), was or None)
        return 0

    base.luoshi_noted = rows, entries
    base.connection.create_function(FUNCTION, -1, note)


def _name(shape: Shape, event: str) -> str:
    return f"luoshi_notes_{shape.table}_{event}"


def _dropped(vendor: str, shape: Shape, event: str) -> str:
    if vendor == "sqlite":
        return f"DROP TRIGGER IF EXISTS temp.{_name(shape, event)}"
    return f"DROP TRIGGER IF EXISTS {_name(shape, event)} ON {shape.table}"


def _made(vendor: str, shape: Shape, event: str) -> str:
    of = " OF " + ", ".join(f'"{name}"' for name in shape.names) if event == "update" else ""
    if vendor == "postgresql":
        return (
            f"CREATE TRIGGER {_name(shape, event)} AFTER {event.upper()}{of} ON {shape.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}('{shape.key}')"
        )
    old = [f'OLD."{column}"' for column in (shape.key, *shape.names)]
    told = f'NEW."{shape.key}"' if event == "insert" else ", ".join(old)
    return (
        f"CREATE TEMP TRIGGER {_name(shape, event)} AFTER {event.upper()}{of} ON main.{shape.table} "
        f"BEGIN SELECT {FUNCTION}('{shape.table}', {told}); END"
    )
