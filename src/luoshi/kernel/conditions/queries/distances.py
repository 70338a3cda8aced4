"""Differences of two fields in SQL, the same on every database: of days in days, of numbers without overflow."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler

from luoshi.base.forms.fields import Fixed

Sql = tuple[str, Any]


class Distance(Func):
    """The first number less the second, in stored units."""

    template, arg_joiner, arity = "(%(expressions)s)", " - ", 2
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """PostgreSQL refuses a result beyond 64 bits, which a numeric has not."""
        return self.as_sql(compiler, connection, template="((%(expressions)s))", arg_joiner=")::numeric - (")


class DayDistance(Func):
    """The number of days from the second day to the first."""

    template, arg_joiner, arity = "(%(expressions)s)", " - ", 2
    output_field = models.BigIntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """SQLite keeps days as text; the Julian day of midnight ends on .5, so the difference is whole."""
        between = ") - julianday("
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) AS INTEGER)", arg_joiner=between
        )


class InUnits(Func):
    """A whole number in the units in which ``Fixed`` is stored."""

    template, arity = f"(%(expressions)s * {10**Fixed.SCALE})", 1
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """PostgreSQL multiplies 32-bit integers to such a one."""
        return self.as_sql(compiler, connection, template=f"((%(expressions)s)::numeric * {10**Fixed.SCALE})")
