"""What the database holds: the bytes of its own files, read as another process would, and words in any table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.db import connection

READ = "import sys, pathlib; sys.stdout.buffer.write(pathlib.Path(sys.argv[1]).read_bytes())"


def bytes_of(path: Path) -> bytes:
    """What a file of the database holds; nothing where there is none.

    Never read here: whoever closes a file gives up all the locks that their process holds on it (POSIX fcntl), SQLite's
    too. The next process to close the database then thinks that it was the last, removes -wal and -shm under the
    connections of this one, and every statement from then on is "disk I/O error".
    """
    if not path.exists():
        return b""
    return subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, check=True).stdout


def tables() -> list[str]:
    """All tables of the database."""
    return connection.introspection.table_names()


def rows_with(words: str) -> list[str]:
    """The tables in which any row holds these words, in any column."""
    cast = "CAST({} AS TEXT)"
    holding = []
    with connection.cursor() as cursor:
        for table in tables():
            columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            anywhere = " || '|' || ".join(
                f"coalesce({cast.format(chr(34) + column + chr(34))}, '')" for column in columns
            )
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {anywhere} LIKE %s', [f"%{words}%"])
            if cursor.fetchone()[0]:
                holding.append(table)
    return holding
