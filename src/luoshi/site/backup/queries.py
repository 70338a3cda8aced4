"""Read whole tables as the applied migrations made them, whatever the models of this version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps as of_today
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.models import AutoField, BigAutoField, Field, SmallAutoField
from django.db.models.functions import Now

from luoshi.base.database.single_migrations import load_single_migrations, single_migration_keys
from luoshi.kernel.messages.models import Lease
from luoshi.kernel.messages.queries.background_work import SILENT
from luoshi.site.backup.columns import KINDS, BackupColumn, neutral_value
from luoshi.site.backup.errors import BackupError
from luoshi.site.backup.manifest import ManifestTable

PIECE = 2000  # rows fetched at a time
LEFT_OUT = {
    "django_session",  # a thief of the file could continue a signed-in person's session
    "records_lease",  # after a restore another process runs the background work
}
OWN = {"django_migrations", "records_grams"}  # without a model; the first is in the manifest, the second is rebuilt
HOLDS = ("records_entry", "records_record", "records_evidence", "org_unit", "org_person", "org_user")


def database_migrations() -> list[tuple[str, str]]:
    """List app and name of every migration of this database, in order.

    Raises:
        BackupError: ``newer_database``: this program does not know one of them.
    """
    loader = MigrationLoader(connection)
    unknown = [
        migration
        for migration in loader.applied_migrations
        if migration not in loader.disk_migrations and migration[0] in _apps()
    ]
    if unknown:
        raise BackupError("newer_database", names=", ".join(".".join(migration) for migration in sorted(unknown)[:3]))
    return sorted(single_migration_keys(loader) & loader.applied_migrations.keys())


def is_current(migrations: Iterable[tuple[str, str]]) -> bool:
    """Return True if these are all migrations of this program, so that its models fit the tables."""
    return single_migration_keys(MigrationLoader(None)) <= set(migrations)


def unknown_migrations(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """List those of these migrations that this program does not have."""
    loader = MigrationLoader(None)
    return sorted(".".join(migration) for migration in migrations if migration not in loader.disk_migrations)


def leaf_migrations(migrations: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """List the last of these migrations in each app: migrating to them applies all."""
    loader = load_single_migrations(None)
    graph, had = loader.graph, single_migration_keys(loader) & set(migrations)
    return sorted(
        migration
        for migration in had
        if not any(child.key[0] == migration[0] for child in graph.node_map[migration].children if child.key in had)
    )


def backup_tables(migrations: Iterable[tuple[str, str]]) -> list[ManifestTable]:
    """List the tables that these migrations make, by name, without those never backed up.

    Raises:
        BackupError: ``column``: one has a type that a backup does not support.
    """
    loader = load_single_migrations(None)
    state = loader.project_state(sorted(single_migration_keys(loader) & set(migrations)))
    found = []
    for model in state.apps.get_models(include_auto_created=True):
        said = model._meta
        if said.managed and not said.proxy and said.db_table not in LEFT_OUT:
            columns = tuple(_column(field, said.db_table) for field in said.local_concrete_fields)
            found.append(
                ManifestTable(said.db_table, columns, str(said.pk.column), last=0 if _counts(said.pk) else None)
            )
    return sorted(found, key=lambda one: one.name)


def known_table_names() -> set[str]:
    """Return the names of all tables of this version, including those without a model."""
    named = {model._meta.db_table for model in of_today.get_models(include_auto_created=True)}
    return named | OWN | LEFT_OUT


def made_here() -> set[str]:
    """Return the names of all tables that this program's migrations made here, or may have made in half an upgrade."""
    loader = MigrationLoader(connection)
    single = single_migration_keys(loader)
    every = backup_tables(single) + backup_tables(single & loader.applied_migrations.keys())
    return known_table_names() | {table.name for table in every}


def existing_table_names() -> set[str]:
    """Return the names of the tables in the database."""
    return set(connection.introspection.table_names())


def foreign_table_names(told: Iterable[ManifestTable]) -> list[str]:
    """List the tables that are not this program's and so in no backup; FTS5 has several index tables."""
    ours = known_table_names() | {table.name for table in told}
    return sorted(name for name in existing_table_names() - ours if not name.startswith(("records_grams_", "sqlite_")))


def holds_data() -> bool:
    """Return True if an office has begun in this database."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False  # connecting would create the file
    names = existing_table_names()
    return any(_any(name) for name in HOLDS if name in names)


def iterate_table_rows(table: ManifestTable) -> Iterator[list[object]]:
    """Yield the rows of a table, in plain form, by key; memory stays bounded.

    Raises:
        BackupError: ``value``: a column has an invalid value.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_select(table))
        while many := cursor.fetchmany(PIECE):
            for row in many:
                yield _plain(table, row)


def _plain(table: ManifestTable, row: Iterable[object]) -> list[object]:
    told = []
    for column, value in zip(table.columns, row, strict=True):
        try:
            told.append(neutral_value(column, value))
        except (ValueError, TypeError, ArithmeticError):
            place = f"{table.name}.{column.name}"
            key = next(
                (str(cell) for cell, said in zip(row, table.columns, strict=True) if said.name == table.key), "?"
            )
            raise BackupError("value", place=place, key=key[:60]) from None
    return told


def last_number(table: ManifestTable) -> int:
    """Return the last number of the table's key sequence, including those of deleted rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
            row = cursor.fetchone()
            return int(row[0]) if row else 0
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")
        last, called = cursor.fetchone()
        return int(last) if called else 0


def evidence_files() -> list[tuple[str, int]]:
    """List SHA-256 and size of every file that rows name, in order."""
    return [(str(sha256), int(size)) for sha256, size in _all("SELECT sha256, size FROM records_evidence ORDER BY 1")]


def is_named(sha256: str) -> bool:
    """Return True if a row names this file now."""
    return bool(_all("SELECT 1 FROM records_evidence WHERE sha256 = %s", [sha256]))


def last_seal_head(number: int | None = None) -> tuple[int, str]:
    """Return number and head (hex) of the last seal, or of that number; 0 and "" if there is none."""
    at = "WHERE number = %s" if number is not None else ""
    found = _all(f"SELECT number, head FROM records_seal {at} ORDER BY number DESC LIMIT 1", [number] if at else [])
    return (int(found[0][0]), bytes(found[0][1]).hex()) if found else (0, "")


def count_table_rows(name: str) -> int:
    """Return how many rows a table has."""
    return int(_all(f'SELECT COUNT(*) FROM "{name}"')[0][0])


def is_worker_active() -> bool:
    """Return True if a worker runs on this database, or ran a minute ago and did not stop in an orderly way."""
    return Lease.objects.filter(beat__gt=Now() - SILENT).exclude(holder="").exists()


def search_index_rows() -> Iterator[tuple[int, str]]:
    """Yield the source of the search index: a record's text under its id, passages under their negative ids."""
    for sql in ("SELECT record_id, text FROM records_searched", "SELECT -id, text FROM records_passage"):
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql)
            while many := cursor.fetchmany(PIECE):
                yield from many


def _select(table: ManifestTable) -> str:
    """Return the SELECT for its raw values: in an expression SQLite's driver converts nothing, hiding no odd value."""
    sqlite = connection.vendor == "sqlite"
    raw = ("bool", "date", "moment", "decimal")
    names = ", ".join(
        f'COALESCE("{c.name}", NULL)' if sqlite and c.kind in raw else f'"{c.name}"' for c in table.columns
    )
    key = next(column for column in table.columns if column.name == table.key)
    order = ' COLLATE "C"' if key.kind == "text" and not sqlite else ""
    return f'SELECT {names} FROM "{table.name}" ORDER BY "{table.key}"{order}'


def _all(sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        return _fetched(cursor, sql, values)


def _fetched(cursor: CursorWrapper, sql: str, values: Iterable[Any]) -> list[tuple[object, ...]]:
    cursor.execute(sql, list(values))
    return list(cursor.fetchall())


def _any(name: str) -> bool:
    return bool(_all(f'SELECT 1 FROM "{name}" LIMIT 1'))


def _column(field: Field[Any, Any], table: str) -> BackupColumn:
    kept = field
    while kept.remote_field:
        kept = kept.target_field  # type: ignore[attr-defined]
    kind = KINDS.get(kept.get_internal_type())
    if kind is None:
        raise BackupError("column", place=f"{table}.{field.column}", kind=kept.get_internal_type())
    return BackupColumn(str(field.column), kind, getattr(kept, "decimal_places", 0) or 0)


def _counts(key: Field[Any, Any]) -> bool:
    return isinstance(key, (AutoField, BigAutoField, SmallAutoField))


def _apps() -> set[str]:
    return {config.label for config in of_today.get_app_configs()}
