"""Compare the whole schema of the database with what the program's migrations make, and name the differences.

The database itself creates the expected schema, beside the office's tables and removed at once: so each version of
SQLite and PostgreSQL describes it in its own words, and nothing has to be kept in step with the models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from luoshi.base.database.single_migrations import single_migration_keys
from luoshi.evidence import append_only
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness import triggers
from luoshi.evidence.witness.queries import schema_postgresql, schema_sqlite
from luoshi.evidence.witness.queries.rows import adopted_fingerprint
from luoshi.evidence.witness.rules.schema import Difference, Schema, compare_schemas, schema_digest
from luoshi.evidence.witness.tables import table_shapes

UNMODELLED: list[Mapping[str, Iterable[str]]] = []
"""By vendor, the statements for tables that no model makes; rooms above add theirs."""
_OWN = {"sqlite": schema_sqlite, "postgresql": schema_postgresql}


def schema_findings() -> Iterator[IntegrityFinding]:
    """Yield everything in the schema that the program did not make, made otherwise, or that is missing."""
    yield from _of_migrations()
    missed = {*append_only.missing_append_triggers(), *triggers.missing_triggers(connection, table_shapes().values())}
    for difference in list_schema_differences():
        if difference.how != "gone" or difference.thing.split(".")[-1] not in missed:  # `unguarded` reports it
            yield IntegrityFinding(f"schema_{difference.how}", 0, {"thing": difference.thing})


def _of_migrations() -> Iterator[IntegrityFinding]:
    """Yield the migrations of this program not recorded as applied, and recorded ones that it does not have.

    The next start would apply those again that are not recorded.
    """
    if not MigrationRecorder(connection).has_table():
        return
    loader = MigrationLoader(connection)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    made, known = {*loader.applied_migrations}, single_migration_keys(loader)
    foreign = {key for key in made - replaced - loader.disk_migrations.keys() if key[0] in loader.migrated_apps}
    for how, keys in (("gone", known - made), ("foreign", foreign)):
        yield from (
            IntegrityFinding(f"schema_{how}", 0, {"thing": f"migration {'.'.join(key)}"}) for key in sorted(keys)
        )


def list_schema_differences() -> list[Difference]:
    """List the differences between the schema and what migrations make."""
    there, made = database_schema(), dict(expected_schema())
    for name, definition in _optional(there).items():
        made.setdefault(name, definition)
    return list(compare_schemas(made, there))


def database_schema() -> Schema:
    """Return the actual schema by name. A few queries of the catalogue."""
    connection.ensure_connection()
    return _OWN[connection.vendor].described(connection)


def described_digest() -> str:
    """Return a digest of the actual schema: the start compares it with that of the last verification."""
    return schema_digest(database_schema())


def expected_schema() -> Schema:
    """Return the schema that this program's migrations make on this database."""
    connection.ensure_connection()
    migrated = MigrationRecorder(connection).has_table()
    return _expected(connection.vendor, _version(connection), bool(adopted_fingerprint(connection)), migrated)


@cache
def _expected(vendor: str, version: str, watched: bool, migrated: bool) -> Schema:
    found = [
        model
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]
    return _OWN[vendor].made(connection, found, list(_further(vendor, watched)), migrated)


def _further(vendor: str, watched: bool) -> Iterator[str]:
    """Yield the statements for what no model makes: the index of grams, and the triggers."""
    for unmodelled in UNMODELLED:
        yield from unmodelled[vendor]
    yield from append_only.append_trigger_statements(vendor)
    if vendor == "postgresql" and watched:
        yield from triggers.trigger_statements(table_shapes().values())


def _optional(there: Schema) -> Schema:
    """Return Django's table of migrations, if present: a database made from the models alone lacks it."""
    table = MigrationRecorder(connection).Migration._meta.db_table
    if not any(name.endswith(table) for name in there):
        return {}
    return _migrations(connection.vendor, _version(connection))


@cache
def _migrations(vendor: str, version: str) -> Schema:
    model: type[models.Model] = MigrationRecorder(connection).Migration
    return _OWN[vendor].made(connection, [model], [])


def _version(base: Any) -> str:
    return str(base.Database.sqlite_version if base.vendor == "sqlite" else base.pg_version)
