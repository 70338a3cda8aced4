"""What somebody does who has the database and not the keys: cases made from the declarations of what is compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import DataError, IntegrityError, connection, transaction

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
