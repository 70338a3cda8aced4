"""How a database is emptied between tests that commit: append-only triggers refuse it, and must be back afterwards."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.db import connection, transaction

from luoshi.org.tree.models import UnitsMark
from luoshi.records.base import append_only
from luoshi.records.search import grams_index

# What migrations and Django itself wrote; nothing of it is made by a test.
STAYS = {"django_migrations", "django_content_type", "auth_permission", UnitsMark._meta.db_table}


def flushed(flush: Callable[[], None]) -> None:
    """Empty by Django's own ``flush``, without the triggers; it ends with post_migrate, which lays them again.

    The index of grams is no model's table: it is emptied here, or a later file's tests would find words in it.
    """
    with connection.cursor() as cursor:
        for kept in append_only.KEPT:
            for event in ("update", "delete", "truncate"):
                on = f" ON {kept.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {kept.table}_no_{event}{on}")
    flush()
    grams_index.emptied()


def emptied_on_postgresql() -> bool:
    """Empty only the tables that hold rows, or answer False where that cannot be done: not PostgreSQL, no superuser.

    TRUNCATE of every table, as ``flush`` does it, makes a new file for each table and index: seconds a test.
    """
    if connection.vendor != "postgresql":
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone() != (True,):
            return False
        tables = [one for one in connection.introspection.table_names(cursor) if one not in STAYS]
        name = connection.ops.quote_name
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT 1 FROM {name(t)})" for t in tables))
        full = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
        for table in full:
            cursor.execute(f"DELETE FROM {name(table)}")
        cursor.execute("SET LOCAL session_replication_role = origin")
        UnitsMark.objects.update_or_create(pk=1, defaults={"token": uuid4()})  # the units are others now
    if append_only.missing():  # a test took one away
        append_only.lay()
    return True
