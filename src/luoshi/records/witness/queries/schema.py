"""Compares the whole schema of the database with what the program's migrations make, and names what differs.

What they make is made, beside the office's own tables and taken back at once, by the database itself: so each version
of SQLite and PostgreSQL says it in its own words, and nothing has to be kept in step with the models.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from luoshi.records.base import append_only
from luoshi.records.journal.rules.proof import IntegrityFinding
from luoshi.records.search import grams_index
from luoshi.records.witness import triggers
from luoshi.records.witness.queries import schema_postgresql, schema_sqlite
from luoshi.records.witness.queries.rows import adopted_fingerprint
from luoshi.records.witness.rules.schema import Difference, Schema, compare_schemas, schema_digest
from luoshi.records.witness.tables import table_shapes

_OWN = {"sqlite": schema_sqlite, "postgresql": schema_postgresql}


def schema_findings() -> Iterator[IntegrityFinding]:
    """Each thing in the schema that the program did not make, or made otherwise, and each that is not there."""
    yield from _of_migrations()
    missed = {*append_only.missing_append_triggers(), *triggers.missing_triggers(connection, table_shapes().values())}
    for difference in list_schema_differences():
        if difference.how != "gone" or difference.thing.split(".")[-1] not in missed:  # `unguarded` says it
            yield IntegrityFinding(f"schema_{difference.how}", 0, {"thing": difference.thing})


def _of_migrations() -> Iterator[IntegrityFinding]:
    """Which of this program's migrations are not noted as made, and which of its apps are noted that it does not have.

    The next start would make those again that are not noted.
    """
    if not MigrationRecorder(connection).has_table():
        return
    loader = MigrationLoader(connection)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    made, known = {*loader.applied_migrations}, {*loader.disk_migrations}
    foreign = {key for key in made - known - replaced if key[0] in loader.migrated_apps}
    for how, keys in (("gone", known - made), ("foreign", foreign)):
        yield from (
            IntegrityFinding(f"schema_{how}", 0, {"thing": f"migration {'.'.join(key)}"}) for key in sorted(keys)
        )


def list_schema_differences() -> list[Difference]:
    """In what the schema differs from what migrations make."""
    there, made = database_schema(), dict(expected_schema())
    for name, definition in _optional(there).items():
        made.setdefault(name, definition)
    return list(compare_schemas(made, there))


def database_schema() -> Schema:
    """The schema as it is, thing by thing. A few queries of the catalogue."""
    connection.ensure_connection()
    return _OWN[connection.vendor].described(connection)


def described_digest() -> str:
    """One name for the schema as it is: the start asks it whether a verification has found the same one whole."""
    return schema_digest(database_schema())


def expected_schema() -> Schema:
    """The schema as this program's migrations make it, on this database."""
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
    """What no model makes: the index of grams, and the triggers."""
    yield from grams_index.MAKE[vendor]
    yield from append_only.append_trigger_statements(vendor)
    if vendor == "postgresql" and watched:
        yield from triggers.trigger_statements(table_shapes().values())


def _optional(there: Schema) -> Schema:
    """What Django keeps of migrations: a database that was made from the models alone has it not."""
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
