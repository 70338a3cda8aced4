"""The index of grams in each database's own form: contentless FTS5, or a tsvector with GIN."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.expressions import RawSQL

from luoshi.kernel.search.rules import grams_of_text

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE records_grams USING fts5(grams, content='', tokenize='unicode61 remove_diacritics 0')"
    ],
    "postgresql": [
        # No foreign key: the test runner's TRUNCATE and a restore do not know this table.
        "CREATE TABLE records_grams (record_id bigint PRIMARY KEY, grams tsvector NOT NULL)",
        "CREATE INDEX records_grams_gin ON records_grams USING gin (grams)",
    ],
}


def create_grams_index(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Create the empty index, in the migration."""
    for statement in MAKE[schema.connection.vendor]:
        schema.execute(statement)


def drop_grams_index(apps: object, schema: BaseDatabaseSchemaEditor) -> None:
    """Undo ``create_grams_index``."""
    schema.execute("DROP TABLE records_grams")


def put_gram_rows(rows: Iterable[tuple[int, str | None, str | None]]) -> None:
    """Index texts within the transaction: id, the text now indexed or None, and the text to index or None.

    Passages are in the same index, under negative ids.
    """
    many = [(pk, old, new) for pk, old, new in rows if old != new]
    if not many:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A contentless index deletes a row only when given exactly the words that were indexed.
            gone = [(pk, " ".join(grams_of_text(old))) for pk, old, _ in many if old is not None]
            if gone:
                cursor.executemany(
                    "INSERT INTO records_grams (records_grams, rowid, grams) VALUES ('delete', %s, %s)", gone
                )
            come = [(pk, " ".join(grams_of_text(new))) for pk, _, new in many if new is not None]
            cursor.executemany("INSERT INTO records_grams (rowid, grams) VALUES (%s, %s)", come)
            return
        if dropped := [pk for pk, old, _ in many if old is not None]:
            cursor.execute("DELETE FROM records_grams WHERE record_id = ANY(%s)", [dropped])
        cursor.executemany(
            "INSERT INTO records_grams (record_id, grams) VALUES (%s, array_to_tsvector(%s))",
            [(pk, grams_of_text(new)) for pk, _, new in many if new is not None],
        )


def ids_holding_grams(needed: Sequence[str], *, passages: bool = False) -> RawSQL:
    """Return a subquery for the ids of records, or passages, whose text contains all these grams."""
    return ids_holding_any([needed], passages=passages)


def ids_holding_any(wanted: Sequence[Sequence[str]], *, passages: bool = False) -> RawSQL:
    """Return the same for texts that contain all grams of at least one of these groups."""
    sign = "-" if passages else ""
    if connection.vendor == "sqlite":
        groups = [" AND ".join(f'"{gram}"' for gram in needed) for needed in wanted]
        return RawSQL(  # noqa: S611  names of our tables; words go as parameters
            f"SELECT {sign}rowid FROM records_grams WHERE records_grams MATCH %s",
            [" OR ".join(f"({group})" for group in groups) if len(groups) > 1 else groups[0]],
        )
    groups = [" & ".join(f"'{gram}'" for gram in needed) for needed in wanted]
    return RawSQL(  # noqa: S611  names of our tables; words go as parameters
        f"SELECT {sign}record_id FROM records_grams WHERE grams @@ %s::tsquery",
        [" | ".join(f"({group})" for group in groups) if len(groups) > 1 else groups[0]],
    )


def newest_ids_with_grams(needed: Sequence[str], most: int, *, passages: bool = False) -> list[int]:
    """Return the ids of the newest texts, or passages, with all these grams; of a common word only some are read."""
    if connection.vendor == "sqlite":
        own, hit, value = "rowid", "records_grams MATCH %s", " ".join(f'"{gram}"' for gram in needed)
    else:
        own, hit, value = "record_id", "grams @@ %s::tsquery", " & ".join(f"'{gram}'" for gram in needed)
    side = f"{own} < 0 ORDER BY {own}" if passages else f"{own} > 0 ORDER BY {own} DESC"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {own} FROM records_grams WHERE {hit} AND {side} LIMIT %s", [value, most])
        return [abs(pk) for (pk,) in cursor.fetchall()]


def purge_grams_index() -> None:
    """Purge deleted words from the index files: FTS5 keeps them in old segments until these are merged."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO records_grams (records_grams) VALUES ('optimize')")


def clear_grams_index() -> None:
    """Clear the whole index for a rebuild."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO records_grams (records_grams) VALUES ('delete-all')")
        else:
            cursor.execute("DELETE FROM records_grams")
