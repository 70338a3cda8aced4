"""Differences of two fields in SQL, the same on every database: of days in days, of numbers without overflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler

from luoshi.base.forms.fields import Fixed

if TYPE_CHECKING:
    from django.db.models.sql.compiler import _AsSqlType


class Distance(Func):
    """The first number less the second, in stored units."""

    template, arg_joiner, arity = "(%(expressions)s)", " - ", 2
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _AsSqlType:
        """PostgreSQL refuses a result beyond 64 bits, which a numeric has not."""
        return self.as_sql(compiler, connection, template="((%(expressions)s))", arg_joiner=")::numeric - (")


class DayDistance(Func):
    """The number of days from the second day to the first.

    SQLite keeps days as text; the Julian day of midnight ends on .5, so the difference is whole.
    """

    template, arg_joiner, arity = "CAST(julianday(%(expressions)s) AS INTEGER)", ") - julianday(", 2
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _AsSqlType:
        """PostgreSQL subtracts days."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ")


class InUnits(Func):
    """A whole number in the units in which ``Fixed`` is stored."""

    template, arity = f"(%(expressions)s * {10**Fixed.SCALE})", 1
    output_field = models.BigIntegerField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _AsSqlType:
        """PostgreSQL multiplies 32-bit integers to such a one."""
        return self.as_sql(compiler, connection, template=f"((%(expressions)s)::numeric * {10**Fixed.SCALE})")
