"""How a database is emptied between tests that commit: append-only triggers refuse it, and must be back afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from luoshi.evidence import append_only
from luoshi.kernel.search import grams_index
from luoshi.org.tree.models import UnitsMark

MOST = 200  # tables that one statement asks about: SQLite takes 500
# What migrations and Django itself wrote; nothing of it is made by a test.
STAYS = {"django_migrations", "django_content_type", "auth_permission", UnitsMark._meta.db_table}


def emptied() -> bool:
    """Empty only the tables that hold rows, or answer False where that cannot be done: on PostgreSQL no superuser.

    Django's ``flush`` empties every table and then does what follows a migration (permissions of each model, triggers,
    keys of each kind): half a second a test. TRUNCATE makes a new file for each table and index besides.
    """
    done = _emptied_on_postgresql() if connection.vendor == "postgresql" else _emptied_on_sqlite()
    if done and append_only.missing_append_triggers():  # a test took one away
        append_only.install_append_triggers()
    return done


def flushed(flush: Callable[[], None]) -> None:
    """Empty by Django's own ``flush``, without the triggers; it ends with post_migrate, which lays them again.

    The index of grams is no model's table: it is emptied here, or a later file's tests would find words in it.
    """
    with connection.cursor() as cursor:
        _without_triggers(cursor)
    flush()
    grams_index.clear_grams_index()


def _without_triggers(cursor: Any) -> None:
    for kept in append_only.KEPT:
        for event in ("update", "delete", "truncate"):
            on = f" ON {kept.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {kept.table}_no_{event}{on}")


def _full(cursor: Any) -> list[str]:
    """The tables that hold rows; those of the index of grams, which belong to one another, are not among them."""
    names = [table for table in connection.introspection.table_names(cursor) if table not in STAYS]
    tables = [
        table_name
        for table_name in names
        if connection.vendor == "postgresql" or not table_name.startswith("records_grams")
    ]
    name = connection.ops.quote_name
    found: list[str] = []
    for some in (tables[at : at + MOST] for at in range(0, len(tables), MOST)):
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {name(t)})" for t in some))
        found += [table for (table,) in cursor.fetchall()]
    return found


def _marked() -> None:
    UnitsMark.objects.update_or_create(pk=1, defaults={"token": uuid4()})  # the units are others now


def _emptied_on_sqlite() -> bool:
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _without_triggers(cursor)
            for table in _full(cursor):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            grams_index.clear_grams_index()
            append_only.install_append_triggers()
            _marked()
    finally:
        connection.enable_constraint_checking()
    return True


def _emptied_on_postgresql() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            return False
        full = _full(cursor)
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
        for table in full:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        cursor.execute("SET LOCAL session_replication_role = origin")
        _marked()
    return True
