"""What some work wrote, in whatever tables, and how long it takes to write just those rows once more by hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

FURTHER = 10**9  # an index without contents cannot be read, and takes the same texts again under further ids


class Written:
    """The rows that come after the moment at which it is made."""

    def __init__(self) -> None:
        """Note where each table ends."""
        from django.apps import apps
        from django.db.models import AutoField, BigAutoField, OneToOneField

        keys = {model._meta.db_table: model._meta.pk for model in apps.get_models(include_auto_created=True)}
        numbered = AutoField, BigAutoField, OneToOneField
        self.tables = {table: key.column for table, key in keys.items() if isinstance(key, numbered)}
        self.before = {table: self._last(table) for table in self.tables}

    def _last(self, table: str) -> int:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(f'SELECT COALESCE(MAX("{self.tables[table]}"), 0) FROM "{table}"')
            return int(cursor.fetchone()[0])

    def again(self) -> tuple[float, int]:
        """Milliseconds in which all that came is written in one transaction, having been taken out; how many rows.

        The database is of no use after it: nothing watches over the journal any more.
        """
        from django.db import connection, transaction

        from luoshi.evidence.witness import triggers
        from luoshi.kernel.search.models import Passage

        triggers.take_off(connection)
        passages = Passage.objects.filter(pk__gt=self.before[Passage._meta.db_table])
        spoken = list(passages.values_list("pk", "text"))
        work: list[tuple[str, list[Any]]] = []
        with connection.cursor() as cursor, _without_rules(cursor):
            for table, key in self.tables.items():
                if rows := self._taken(cursor, table, f'"{key}" > {self.before[table]}'):
                    work.append(rows)
            work.append(self._grams(cursor, dict(work), spoken))
        with connection.cursor() as cursor:
            start = time.perf_counter()
            with transaction.atomic():
                for sql, rows in work:
                    cursor.executemany(sql, rows)
            return (time.perf_counter() - start) * 1000, sum(len(rows) for _sql, rows in work)

    def _taken(self, cursor: Any, table: str, which: str) -> tuple[str, list[Any]] | None:
        """The rows of a table, taken out, with the statement that writes them."""
        cursor.execute(f'SELECT * FROM "{table}" WHERE {which} ORDER BY 1')
        rows = cursor.fetchall()
        if not rows:
            return None
        names = ", ".join(f'"{column[0]}"' for column in cursor.description)
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(cursor.description))})'
        cursor.execute(f'DELETE FROM "{table}" WHERE {which}')
        return sql, rows

    def _grams(self, cursor: Any, taken: dict[str, list[Any]], spoken: list[Any]) -> tuple[str, list[Any]]:
        """The index of the words of what was taken."""
        if cursor.db.vendor == "postgresql":
            last, passage = self.before["records_record"], self.before["records_passage"]
            found = self._taken(cursor, "records_grams", f"record_id > {last} OR record_id < -{passage}")
            assert found is not None
            return found
        from luoshi.kernel.search.rules import grams_of_text

        texts = [(pk + FURTHER, text) for sql, rows in taken.items() if "records_searched" in sql for pk, text in rows]
        texts += [(-pk - FURTHER, text) for pk, text in spoken]
        rows = [(pk, " ".join(grams_of_text(text))) for pk, text in texts]
        return "INSERT INTO records_grams (rowid, grams) VALUES (%s, %s)", rows


@contextmanager
def _without_rules(cursor: Any) -> Iterator[None]:
    """Rows may be taken out, though they only ever come, and others lead to them."""
    postgresql = cursor.db.vendor == "postgresql"
    cursor.execute("SET session_replication_role = replica" if postgresql else "PRAGMA foreign_keys = OFF")
    if not postgresql:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    cursor.execute("SET session_replication_role = origin" if postgresql else "PRAGMA foreign_keys = ON")
