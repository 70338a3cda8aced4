"""Django's PostgreSQL backend with hooks before each commit."""

from __future__ import annotations

from django.db.backends.postgresql import base, operations

from luoshi.base.database.backends import Watched


class StatementTexts(operations.DatabaseOperations):
    """The backend's operations, which know the text of every statement that was sent."""

    def last_executed_query(self, cursor: object, sql: str, params: object) -> str:
        """Return the text of a statement; where the server binds the values, the cursor keeps none: its template."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    """The backend's class; Django looks it up by this name."""

    ops_class = StatementTexts
