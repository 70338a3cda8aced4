"""Whether all is whole: the schema, the journal, the rows that its steps write, the file, and the kept files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from django.db import DatabaseError, connection

from luoshi.records.files.queries import damaged_hashes
from luoshi.records.journal import head_note
from luoshi.records.journal.queries import verification
from luoshi.records.journal.queries.seals import guard_reading
from luoshi.records.journal.rules.proof import IntegrityFinding
from luoshi.records.witness.queries import schema
from luoshi.records.witness.queries.differences import oddly_stored, row_differences
from luoshi.records.witness.queries.storage import sqlite_storage_findings


def integrity_findings(heads: Mapping[int, str] | None = None, *, files: bool = True) -> Iterator[IntegrityFinding]:
    """What `verification.findings` says of the journal, `differences` of the rows, and besides:

    ==============  ===================================================================================
    schema_gone     a ``thing`` of the schema that migrations make is not there
    schema_foreign  a ``thing`` in the schema was made by no migration
    schema_other    a ``thing`` in the schema is another than migrations make it
    row_odd         these ``columns`` hold what the program never stores so: `oddly_stored`
    file            SQLite says of its own file that it is not sound: ``said``
    orphan          a row of a ``table`` points to one of another, ``to``, that is not there
    evidence        the ``file`` is not there, or not what its hash says
    ==============  ===================================================================================

    Args:
        files: also read every kept file, which may take long; a daily job reads them besides.
    """
    return (piece for piece in integrity_pieces(heads, files=files) if piece is not None)


def integrity_pieces(
    heads: Mapping[int, str] | None = None, *, files: bool = True
) -> Iterator[IntegrityFinding | None]:
    """The same, with ``None`` after each piece that was looked at: there who reads in the background can stop."""
    yield from _of_schema()
    yield None
    yield from verification.journal_findings(heads)
    yield None
    yield from guard_reading("rows", row_differences)
    if connection.vendor == "sqlite":
        yield from guard_reading("columns", oddly_stored)
        yield from guard_reading("sqlite", sqlite_storage_findings)
    if files:
        yield from (IntegrityFinding("evidence", 0, {"file": sha256[:16]}) for sha256 in damaged_hashes())


def older_than_noted(data: Path) -> Iterator[IntegrityFinding]:
    """What the data folder remembers of the journal and the database has not: `kept_head.standing`.

    ``behind``: the database ends before the ``noted`` number; ``other``: it holds another journal at that number.
    """
    found = head_note.compare_head_note(data)
    if found.how in ("behind", "other"):
        yield IntegrityFinding(f"noted_{found.how}", found.number, {"noted": found.noted})


def _of_schema() -> Iterator[IntegrityFinding]:
    """Outside of a snapshot: what is compared with is made beside the office's tables, and taken back."""
    driver: Any = cast("Any", connection).Database
    try:
        yield from schema.schema_findings()
    except (DatabaseError, driver.Error) as error:
        yield IntegrityFinding("unread", 0, {"part": "schema", "why": (str(error).splitlines() or [""])[0][:200]})
