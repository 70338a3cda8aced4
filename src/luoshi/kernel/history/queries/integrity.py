"""Verify the whole database: the schema, the journal, the rows that steps write, the file, and the stored files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from django.db import DatabaseError, connection

from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.queries.seals import guard_reading
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness.queries import schema
from luoshi.evidence.witness.queries.differences import oddly_stored, row_differences
from luoshi.evidence.witness.queries.storage import sqlite_storage_findings
from luoshi.kernel.files.queries import damaged_hashes
from luoshi.kernel.history.queries import verification


def integrity_findings(heads: Mapping[int, str] | None = None, *, files: bool = True) -> Iterator[IntegrityFinding]:
    """Yield the findings of `journal_findings`, of `row_differences`, and:

    ==============  ===================================================================================
    schema_gone     a ``thing`` of the schema that migrations make is missing
    schema_foreign  a ``thing`` in the schema was made by no migration
    schema_other    a ``thing`` in the schema differs from what migrations make
    row_odd         these ``columns`` hold values in a form that the program never stores: `oddly_stored`
    file            SQLite reports that its file is damaged: ``said``
    orphan          a row of a ``table`` refers to a missing row of another, ``to``
    evidence        the ``file`` is missing, or does not match its hash
    ==============  ===================================================================================

    Args:
        files: Read every stored file too, which may take long; a daily job reads them as well.
    """
    return (piece for piece in integrity_pieces(heads, files=files) if piece is not None)


def integrity_pieces(
    heads: Mapping[int, str] | None = None, *, files: bool = True
) -> Iterator[IntegrityFinding | None]:
    """Yield the same findings, with ``None`` after each piece, where a background reader can stop."""
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
    """Yield how the database lags behind the note in the data folder: `compare_head_note`.

    ``behind``: the database ends before the ``noted`` number; ``other``: it holds another journal at that number.
    """
    found = head_note.compare_head_note(data)
    if found.how in ("behind", "other"):
        yield IntegrityFinding(f"noted_{found.how}", found.number, {"noted": found.noted})


def _of_schema() -> Iterator[IntegrityFinding]:
    """Yield the schema findings. Outside of a snapshot: the expected schema is created beside the office's tables."""
    driver = cast("Any", connection).Database
    try:
        yield from schema.schema_findings()
    except (DatabaseError, driver.Error) as error:
        yield IntegrityFinding("unread", 0, {"part": "schema", "why": (str(error).splitlines() or [""])[0][:200]})
