"""How a statement that is ready goes to the database, without what Django's cursor would do around it.

On PostgreSQL a thread keeps one cursor: a new one, with Django's round it, takes longer than the server needs for the
statement.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any


def execute_prepared(base: Any, sql: str, values: Sequence[Any]) -> tuple[list[Any], int]:
    """The rows that a statement returned, and how many it found or changed.

    On PostgreSQL values are bound in the server, as prepared plans need. What Django's own cursor would do is done here
    without it, save where someone counts or times what is sent.
    """
    if base.vendor not in ("postgresql", "sqlite") or base.execute_wrappers or base.queries_logged:
        with base.cursor() as cursor:
            cursor.execute(sql, values)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount
    if base.connection is None or not base.in_atomic_block:  # within a transaction it is open and was looked at
        base.close_if_health_check_failed()
        base.ensure_connection()
    base.validate_no_broken_transaction()
    if base.vendor == "sqlite":
        with base.wrap_database_errors:
            cursor = base.connection.execute(_marked(sql), values)
            return (cursor.fetchall() if cursor.description else []), cursor.rowcount
    cursor = _KEPT.cursor
    if cursor is None or cursor.connection is not base.connection:
        cursor = _KEPT.cursor = _in_server()(base.connection)
    with base.wrap_database_errors:
        cursor.execute(sql, values)
        return (cursor.fetchall() if cursor.pgresult.nfields else []), cursor.rowcount


@lru_cache(maxsize=500)
def _marked(sql: str) -> str:
    """The statement with SQLite's own placeholders."""
    return re.sub("%s|%%", lambda found: "?" if found[0] == "%s" else "%", sql)


class _Kept(threading.local):
    """The cursor of this thread's connection; a new one as soon as the connection is another."""

    cursor: Any = None


_KEPT = _Kept()


@lru_cache(maxsize=1)
def _in_server() -> Any:
    """Django's cursor that binds values in the server; psycopg is there only with PostgreSQL."""
    from django.db.backends.postgresql.base import ServerBindingCursor

    return ServerBindingCursor
