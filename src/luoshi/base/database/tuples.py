"""A condition that several columns together are one of some rows: no such lookup is in Django for all databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from math import prod
from typing import cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Q
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.sql.compiler import SQLCompiler


def columns_in(columns: Sequence[str], rows: Collection[tuple[str, ...]]) -> Q:
    """Return the condition that these text columns together are one of these rows, of which there is at least one.

    Each column is compared alone, too: only so do the databases find the rows by an index.
    """
    single = [sorted({row[place] for row in rows}) for place in range(len(columns))]
    alone = Q(**{f"{column}__in": values for column, values in zip(columns, single, strict=True)})
    return alone if len(set(rows)) == prod(map(len, single)) else alone & Q(ColumnsIn(columns, rows))


class ColumnsIn(Expression):
    """``(a, b) IN (VALUES (…), (…))``.

    Args:
        columns: paths of the columns, as in ``filter``.
        rows: at least one, each with a text for each column.
    """

    conditional = True

    def __init__(self, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
        super().__init__(output_field=BooleanField())
        self.columns = cast("list[BaseExpression]", [F(column) for column in columns])
        self.rows = tuple(sorted(rows))

    def get_source_expressions(self) -> list[BaseExpression]:
        return list(self.columns)

    def set_source_expressions(self, exprs: Sequence[Combinable | Expression]) -> None:
        self.columns = cast("list[BaseExpression]", list(exprs))

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        compiled = [compiler.compile(column) for column in self.columns]
        names = ", ".join(sql for sql, _values in compiled)
        row = f"({', '.join(['%s'] * len(self.columns))})"
        values = [value for _sql, own in compiled for value in own]
        values += [value for asked in self.rows for value in asked]
        return f"({names}) IN (VALUES {', '.join([row] * len(self.rows))})", tuple(values)
