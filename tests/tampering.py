"""What somebody does who has the database and not the keys: cases made from the declarations of what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models import Field, Model

from entries import lift, run
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness.rules.rows import Shape
from luoshi.evidence.witness.tables import table_shapes
from luoshi.kernel.history.queries.integrity import integrity_findings

# Another value of each sort, as SQL on the column that stands for {0}.
OTHER = {
    "text": "'x' || substr({0}, 2)",
    "whole": "{0} + 1",
    "flag": "NOT {0}",
    "day": {"sqlite": "date({0}, '-1 year')", "postgresql": "{0} - 365"},
    "moment": {"sqlite": "datetime({0}, '-1 year')", "postgresql": "{0} - interval '1 year'"},
    "decimal": "{0} + 1",
    "json": {"sqlite": "'[\"x\"]'", "postgresql": "'[\"x\"]'::jsonb"},
    "bytes": {"sqlite": "X'00'", "postgresql": "'\\x00'::bytea"},
    "uuid": {"sqlite": "'" + "0" * 32 + "'", "postgresql": "'00000000-0000-0000-0000-000000000000'"},
}

# A plain value of each type of column; the first that fits is taken.
VALUES: tuple[tuple[type[Field[Any, Any]], object], ...] = (
    (models.DateTimeField, datetime(2026, 1, 5, 8, tzinfo=UTC)),
    (models.DateField, date(2026, 1, 5)),
    (models.UUIDField, UUID(int=7)),
    (models.BooleanField, True),
    (models.JSONField, ["y"]),
    (models.BinaryField, b"y"),
    (models.DecimalField, 1),
    (models.IntegerField, 1),
)


@dataclass(frozen=True)
class Case:
    """One thing done to one row of a table; and how it must be named."""

    table: str
    act: str  # "change", "take away", "put in"
    column: str = ""

    @property
    def code(self) -> str:
        return {"change": "row_changed", "take away": "row_gone", "put in": "row_put_in"}[self.act]

    def __str__(self) -> str:
        return f"{self.table} {self.act} {self.column}".strip()


def cases(*, every: bool) -> Iterator[Case]:
    """For each compared table: a row changed in every of its columns, or in its last one, taken away, put in."""
    for shape in table_shapes().values():
        own = [name for name in shape.names if name != shape.key]
        yield from (Case(shape.table, "change", name) for name in (own if every else own[-1:]))
        yield Case(shape.table, "take away")
        yield Case(shape.table, "put in")


def tried(case: Case) -> list[IntegrityFinding] | None:
    """What verify finds after the case was done; None where no row of the table lends itself to it. All is undone."""
    shape = table_shapes()[case.table]
    with transaction.atomic():
        try:
            unguard()
            return list(integrity_findings()) if _done(shape, case) else None
        except (DataError, IntegrityError):  # the database itself refuses it
            return None
        finally:
            transaction.set_rollback(True)


def unguard() -> None:
    """No constraint or append-only trigger holds until the savepoint is taken back, as for who owns the database."""
    lift()
    replica = "SET session_replication_role = replica"
    run(replica if connection.vendor == "postgresql" else "PRAGMA defer_foreign_keys = ON")


def _done(shape: Shape, case: Case) -> bool:
    with connection.cursor() as cursor:
        if case.act == "change":
            sort = dict(shape.columns)[case.column]
            other = OTHER[sort]
            to = (other if isinstance(other, str) else other[connection.vendor]).format(f'"{case.column}"')
            row = f'SELECT min("{shape.key}") FROM {shape.table} WHERE "{case.column}" IS NOT NULL'
            row += f" AND CAST(\"{case.column}\" AS text) <> ''" if sort == "text" else ""
            cursor.execute(f'UPDATE {shape.table} SET "{case.column}" = {to} WHERE "{shape.key}" = ({row})')
        elif case.act == "take away":
            cursor.execute(
                f'DELETE FROM {shape.table} WHERE "{shape.key}" = (SELECT max("{shape.key}") FROM {shape.table})'
            )
        else:
            key = f"'x' || \"{shape.key}\"" if dict(shape.columns)[shape.key] == "text" else f'"{shape.key}" + 100000'
            rest = [name for name in _columns(shape.table) if name != shape.key]
            taken = _unique(shape.table)
            named = ", ".join(f'"{column}"' for column in (shape.key, *rest))
            values = ", ".join(taken.get(name, f'"{name}"') for name in rest)
            cursor.execute(
                f"INSERT INTO {shape.table} ({named}) SELECT {key}{', ' if rest else ''}{values} FROM {shape.table} "
                f'WHERE "{shape.key}" = (SELECT max("{shape.key}") FROM {shape.table})'
            )
        return bool(cursor.rowcount)


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _unique(table: str) -> dict[str, str]:
    """Columns of unique constraints, with another value for each: what is put in must get past the database."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    columns = {
        constraint["columns"][-1]
        for constraint in found.values()
        if constraint["unique"] and not constraint["primary_key"] and constraint["columns"]
    }
    whole = dict(table_shapes()[table].columns)
    return {
        column: f'"{column}" + 100000' if whole.get(column) == "whole" else f"substr(\"{column}\" || 'x', 2)"
        for column in columns
        if whole.get(column) in ("whole", "text")
    }


def fill_empty_tables() -> list[str]:
    """Put a row into each compared table that has none, and return the tables whose constraints refuse what is made up.

    No demonstration has a row of every table: what was registered by tests, who has asked to be erased, what an office
    has switched off. Somebody at the database can write into all of them.
    """
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    refused = []
    for table in table_shapes():
        try:
            with transaction.atomic():
                _first_pk(by_table[table])
        except (DataError, IntegrityError):
            refused.append(table)
    return refused


def _first_pk(model: type[Model]) -> object:
    """The lowest key of a model's rows; one row is made up if there is none, and what it refers to with it."""
    if (there := model._base_manager.order_by("pk").values_list("pk", flat=True).first()) is not None:
        return there
    made = model()
    for field in model._meta.local_concrete_fields:
        if field.remote_field is not None and field.null and field.remote_field.model is model:
            continue
        if field.remote_field is not None:
            setattr(made, field.attname, _first_pk(field.remote_field.model))
        elif not field.primary_key and getattr(made, field.attname) in (None, "", [], {}):
            setattr(made, field.attname, _value_of(field))
    made.save_base(raw=True, force_insert=True)
    return made.pk


def _value_of(field: Field[Any, Any]) -> object:
    """A value that a column takes: one of its choices, else the plainest of its type that says something."""
    if field.choices:
        return next(code for code, _label in field.flatchoices if code != "")
    for type_, value in VALUES:
        if isinstance(field, type_):
            return value
    return "y"  # a change makes an x of the first letter
