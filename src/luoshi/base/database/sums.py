"""Exact sums of integers in the database that exceed 64 bits: SQLite has no larger integers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, Sum

from luoshi.base.forms.fields import Fixed

HALF = 10**9


def wide_sum_columns(name: str, path: str, asked: Q | None = None) -> dict[str, Sum]:
    """Return two columns that sum the low and the high part of a 64-bit column, under ``name`` and ``name_high``.

    Args:
        asked: which rows are summed; None: all of them.
    """
    exact = ExpressionWrapper(F(path), output_field=BigIntegerField())
    # As operators: the function MOD works on floats on SQLite.
    low = ExpressionWrapper(exact % HALF, output_field=BigIntegerField())
    high = ExpressionWrapper((exact - low) / HALF, output_field=BigIntegerField())
    return {name: Sum(low, filter=asked), f"{name}_high": Sum(high, filter=asked)}


def of_halves(row: Mapping[str, int | None], name: str, *, fixed: bool) -> Fraction:
    """Return the sum that ``wide_sum_columns`` produced in a result row; 0 if nothing was summed.

    Args:
        fixed: the column is a ``Fixed``, where the integer 1 is 1/10,000.
    """
    low, high = row.get(name), row.get(f"{name}_high")
    return Fraction(int(low or 0) + HALF * int(high or 0), 10**Fixed.SCALE if fixed else 1)
