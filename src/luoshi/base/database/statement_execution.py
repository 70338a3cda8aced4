"""Send a compiled statement to the database without the overhead of Django's cursor.

On PostgreSQL a thread keeps one cursor: creating one, with Django's wrapper, takes longer than the server needs for
the statement.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    from django.db.backends.utils import _SQLType

SqlValues: TypeAlias = "Sequence[_SQLType]"
Row: TypeAlias = tuple[Any, ...]  # as the driver returns it


def execute_prepared(base: BaseDatabaseWrapper, sql: str, values: SqlValues) -> tuple[list[Row], int]:
    """Return the rows of a statement, and how many it found or changed.

    On PostgreSQL the server binds the values, as prepared plans require. This does what Django's cursor would do,
    without the cursor; Django's cursor is used only if something counts or times statements.
    """
    if base.vendor not in ("postgresql", "sqlite") or base.execute_wrappers or base.queries_logged:
        with base.cursor() as cursor:
            cursor.execute(sql, values)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount
    if base.connection is None or not base.in_atomic_block:  # within a transaction it is open and was checked
        base.close_if_health_check_failed()
        base.ensure_connection()
    base.validate_no_broken_transaction()
    if base.vendor == "sqlite":
        with base.wrap_database_errors:
            cursor = base.connection.execute(_marked(sql), values)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount
    kept = _KEPT.cursor
    if kept is None or kept.connection is not base.connection:
        kept = _KEPT.cursor = _in_server()(base.connection)
    with base.wrap_database_errors:
        kept.execute(sql, values)
        return (kept.fetchall() if kept.pgresult.nfields else []), kept.rowcount


@lru_cache(maxsize=500)
def _marked(sql: str) -> str:
    """Return the statement with SQLite's own placeholders."""
    return re.sub("%s|%%", lambda found: "?" if found[0] == "%s" else "%", sql)


class _Kept(threading.local):
    """The cursor of this thread's connection; replaced when the connection changes."""

    cursor: Any = None


_KEPT = _Kept()


@lru_cache(maxsize=1)
def _in_server() -> Any:
    """Return Django's server-side binding cursor; psycopg is installed only with PostgreSQL."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    return ServerBindingCursor
