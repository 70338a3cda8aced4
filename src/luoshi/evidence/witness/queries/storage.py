"""SQLite's check of its own file: pages and indexes are sound, and rows refer to existing rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from django.db import connection

from luoshi.evidence.journal.rules.proof import IntegrityFinding

MOST = 20  # findings per table
PER_TABLE = (3, 33, 0)  # the first SQLite version that checks a single table


def sqlite_storage_findings() -> Iterator[IntegrityFinding | None]:
    """Yield the findings table by table, with ``None`` after each; they include violated row constraints."""
    connection.ensure_connection()
    raw = connection.connection
    rows = raw.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    names = [name for name, sql in rows if not str(sql).startswith("CREATE VIRTUAL")]
    singly = sqlite3.sqlite_version_info >= PER_TABLE
    if not singly:
        yield from _sound("")
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        if singly:
            yield from _sound(quoted)
        for at, (table, row, parent, _key) in enumerate(raw.execute(f"PRAGMA main.foreign_key_check({quoted})")):
            if at < MOST:
                yield IntegrityFinding("orphan", 0, {"table": table, "key": str(row), "to": parent})
        yield None


def _sound(quoted: str) -> Iterator[IntegrityFinding]:
    asked = f"({quoted})" if quoted else ""
    for at, (said,) in enumerate(connection.connection.execute(f"PRAGMA main.integrity_check{asked}")):
        if said != "ok" and at < MOST:
            yield IntegrityFinding("file", 0, {"said": str(said)[:200]})
