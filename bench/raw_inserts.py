"""Raw INSERT … SELECT statements that stay whole when a table gets another column: its default is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def insert_select(model: Any, given: Mapping[str, str]) -> tuple[str, list[Any]]:
    """Build an ``INSERT INTO … SELECT …`` of a model, without its FROM.

    Args:
        given: SQL expressions by column; their parameters come first.

    Returns:
        The statement, and the parameters of the columns that are not given: those that must not be NULL, with the
        field's default, or an empty text.
    """
    from django.db import connection
    from django.db.models import NOT_PROVIDED

    quote = connection.ops.quote_name
    columns, values = dict(given), []
    for field in model._meta.local_concrete_fields:
        if field.column in given or field.primary_key or field.null:
            continue
        assert field.default is not NOT_PROVIDED or field.empty_strings_allowed, f"{field} has no default"
        columns[field.column] = "%s"
        values.append(field.get_db_prep_save(field.get_default(), connection))
    if unknown := set(given) - {field.column for field in model._meta.local_concrete_fields}:
        raise AssertionError(f"{model.__name__} has no columns {unknown}")
    names = ", ".join(quote(name) for name in columns)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT {', '.join(columns.values())}", values
