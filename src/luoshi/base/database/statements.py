"""Precompiled statements of a fixed shape: only for the few that every step or every page sends.

Django builds the SQL of a query each time, which takes several times as long as PostgreSQL needs to run it: with all
reads built each time, a step takes three times the CPU, and a report's POST 1.5 times and more (``bench/application.py
plain``). Here the query is still written with Django, but compiled once per database type, with slots for the values
that differ from run to run; on PostgreSQL the connection then prepares it (``prepare_threshold``): where Django binds
the values itself, a step takes 1.3 to 1.7 times the server's CPU. Constants are written as literals, so that a
prepared plan may still use a partial index. Rows are written by Django: this costs a step 1.3 times what precompiled
writes did, 1,000 records opened at once 1.1 times, a report's POST and a return of 200 cells nothing.

The remaining cost is counted in microseconds, since a step sends up to sixteen statements. ``django.db.connection``
looks itself up at every access, so it is read once per statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper, _SQLType
    from django.db.models.expressions import Col

SqlValues: TypeAlias = "Sequence[_SQLType]"
DatabaseRow: TypeAlias = tuple[Any, ...]  # as the driver returns it
Converters: TypeAlias = "tuple[tuple[int, Sequence[Callable[[object, object, BaseDatabaseWrapper], object]], Col], ...]"
R = TypeVar("R")

Row = TypeVar("Row", bound=Model)
AT_ONCE = 500  # rows per statement of ``insert_own``, if the database takes so many


class ValueSlot(Expression):
    """A placeholder for a value in a statement; ``field`` determines how the database takes it."""

    def __init__(self, name: str, field: Field[object, object]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    @classmethod
    def number(cls, name: str) -> ValueSlot:
        """Return a slot for an integer or an id."""
        return cls(name, models.BigIntegerField())

    @classmethod
    def text(cls, name: str) -> ValueSlot:
        """Return a slot for text."""
        return cls(name, models.TextField())

    @classmethod
    def day(cls, name: str) -> Any:
        """Return a slot for a date."""
        return cls(name, models.DateField())

    @classmethod
    def moment(cls, name: str) -> ValueSlot:
        """Return a slot for an aware datetime."""
        return cls(name, models.DateTimeField())


# The place of a column in a row, what converts its values, and the column itself.
Converter: TypeAlias = tuple[int, Sequence[Callable[[object, object, BaseDatabaseWrapper], object]], object]


@dataclass(frozen=True)
class _Part:
    """The columns of a row that make one instance, and its relation ``name`` to the earlier part ``of``."""

    model: type[Model]
    columns: tuple[str, ...]
    first: int
    key: int  # the position of its primary key
    of: int = 0
    name: str = ""


@dataclass(frozen=True)
class _Built:
    sql: str
    values: tuple[ValueSlot, ...] = ()
    converters: Converters = ()
    parts: tuple[_Part, ...] = ()  # of an instance and its related ones; none if rows are tuples

    def params(self, given: Mapping[str, object], base: BaseDatabaseWrapper) -> list[_SQLType]:
        return [slot.output_field.get_db_prep_value(given[slot.name], base) for slot in self.values]


class SqlStatement(Generic[R]):
    """A query with slots, compiled once per database type.

    Args:
        build: returns the query, with a ``ValueSlot`` for each value that differs; called once.
        related: foreign keys to load along, as for ``select_related``.
        into: makes it an INSERT: each row of its ``values_list`` becomes a row of this model, in these fields;
            conflicting rows are skipped.
        sets: makes it an UPDATE of these fields.
    """

    def __init__(
        self,
        build: Callable[[], QuerySet[Model, R]],
        *,
        related: tuple[str, ...] = (),
        into: tuple[type[Model], tuple[str, ...]] | None = None,
        **sets: object,
    ) -> None:
        self.build, self.related, self.into, self.sets = build, related, into, sets
        self.built: dict[str, _Built] = {}

    def rows(self, **given: object) -> list[R]:
        """Return the rows found: instances, or tuples if the query is a ``values_list``. One query."""
        base = connections[DEFAULT_DB_ALIAS]
        built = self._get_built(base)
        if not built.sql:
            return []
        found: list[Any] = _execute(base, built.sql, built.params(given, base))[0]
        if built.converters:
            found = [_converted(row, built.converters, base) for row in found]
        return [_made(row, built) for row in found] if built.parts else found

    def run(self, **given: object) -> int:
        """Return how many rows it changed. One statement."""
        base = connections[DEFAULT_DB_ALIAS]
        built = self._get_built(base)
        return _execute(base, built.sql, built.params(given, base))[1] if built.sql else 0

    def _get_built(self, base: BaseDatabaseWrapper) -> _Built:
        found = self.built.get(base.vendor)
        if found is None:
            found = self.built[base.vendor] = self._compile()
        return found

    def _compile(self) -> _Built:
        made: QuerySet[Model, object] = self.build()
        parts: list[_Part] = []
        if not (self.sets or self.into) and made.query.default_cols:  # no ``values_list``: instances
            parts, columns = _parts(made.model, self.related)
            made = made.values_list(*columns)
        query = made.query
        if self.sets:
            query = query.chain(UpdateQuery)
            query.add_update_values(self.sets)  # type: ignore[attr-defined]
        compiler = query.get_compiler(connection=connection)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:  # it can match nothing, whatever the values
            return _Built("")
        sql, values = _literal(sql, values)
        if self.into:
            model, names = self.into
            named = [getattr(model._meta.get_field(name), "column", name) for name in names]
            fields = ", ".join(connection.ops.quote_name(column) for column in named)
            sql = (
                f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({fields}) {sql} ON CONFLICT DO NOTHING"
            )
        if self.sets or self.into:
            return _Built(sql, tuple(values))
        kept = compiler.get_converters([selection[0] for selection in compiler.select[: compiler.col_count]])
        converters = tuple((at, calls, column) for at, (calls, column) in kept.items())
        return _Built(sql, tuple(values), converters, tuple(parts))


def _parts(model: type[Model], related: Sequence[str]) -> tuple[list[_Part], list[str]]:
    """Return the parts that each row consists of, and the names of the columns for ``values_list``."""
    parts: list[_Part] = []
    names: list[str] = []
    places = {"": 0}
    for path in ("", *related):
        prefix, steps = "", path.split("__") if path else [""]
        for step in steps:
            above, prefix = prefix, f"{prefix}__{step}" if prefix else step
            if prefix and prefix in places:
                continue
            of: Any = parts[places[above]].model._meta.get_field(step).related_model if step else model
            columns = tuple(field.attname for field in of._meta.concrete_fields)
            key = len(names) + columns.index(of._meta.pk.attname)
            parts.append(_Part(of, columns, len(names), key, places[above], step))
            places[prefix] = len(parts) - 1
            names += [f"{prefix}__{column}" if prefix else column for column in columns]
    return parts, names


def run_sql(sql: str, values: SqlValues = ()) -> list[Any]:
    """Run a statement written as SQL; return its rows, if any."""
    return _execute(connections[DEFAULT_DB_ALIAS], sql, values)[0]


def insert_own(rows: Sequence[Model]) -> None:
    """Insert rows only into the table of their own class; the parent rows exist. ``bulk_create`` refuses this.

    One statement for as many rows as the database takes at once.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = list(model._meta.local_concrete_fields)
    size = min(AT_ONCE, connection.ops.bulk_batch_size(fields, list(rows)))
    for first in range(0, len(rows), size):
        query = InsertQuery(model)
        query.insert_values(fields, list(rows[first : first + size]))
        query.get_compiler(connection=connection).execute_sql()


def _execute(base: BaseDatabaseWrapper, sql: str, values: SqlValues) -> tuple[list[DatabaseRow], int]:
    """Return the rows of a statement, and how many it found or changed.

    On PostgreSQL the server binds the values, as prepared plans require: this cursor does, others of Django do not.
    """
    with _cursor(base) as cursor:
        cursor.execute(sql, values)
        return (cursor.fetchall() if cursor.description else []), cursor.rowcount


def _cursor(base: BaseDatabaseWrapper) -> CursorWrapper:
    base.ensure_connection()
    if base.vendor != "postgresql":
        return base.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # psycopg comes with PostgreSQL

    held = base.connection
    usual, held.cursor_factory = held.cursor_factory, ServerBindingCursor
    try:
        return base.cursor()
    finally:
        held.cursor_factory = usual


def _literal(sql: str, values: Sequence[object]) -> tuple[str, list[ValueSlot]]:
    """Write the constants into the SQL as literals; the slots stay.

    SQLite replans a statement at each run if a bound value decides whether a partial index can be used.
    """
    left = iter(values)
    slots: list[ValueSlot] = []
    parts: list[str] = []
    for part in re.split("(%s|%%)", sql):
        value = next(left) if part == "%s" else None
        if isinstance(value, ValueSlot):
            slots.append(value)
        elif part == "%s":
            part = _quoted(value).replace("%", "%%")
        parts.append(part)
    return "".join(parts), slots


def _quoted(value: object) -> str:
    """Return a constant as SQL.

    Raises:
        TypeError: on SQLite for anything but text, integers and None: no statement here has another.
    """
    if connection.vendor == "postgresql":
        from psycopg.sql import Literal

        return Literal(value).as_string(connection.connection)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(int(value))
    raise TypeError(f"no literal for {value!r}")


def _converted(row: DatabaseRow, converters: Converters, base: BaseDatabaseWrapper) -> DatabaseRow:
    made = list(row)
    for at, calls, column in converters:
        if made[at] is not None:  # every converter here leaves None unchanged, and half of what a step reads is None
            for call in calls:
                made[at] = call(made[at], column, base)
    return tuple(made)


def _made(row: DatabaseRow, built: _Built) -> Any:
    """Build an instance from a row, with its related instances."""
    made: list[Model | None] = []
    for part in built.parts:
        one = None
        if row[part.key] is not None:
            one = part.model.from_db(DEFAULT_DB_ALIAS, part.columns, row[part.first : part.first + len(part.columns)])
        if part.name and made[part.of] is not None:
            setattr(made[part.of], part.name, one)
        made.append(one)
    return made[0]
