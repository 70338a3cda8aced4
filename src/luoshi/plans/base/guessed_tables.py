"""A table of a document whose task column no known word names, as it is stored."""

from __future__ import annotations

from typing import TypedDict


class StoredTable(TypedDict):
    """See ``columns.rules.GuessedTable``."""

    columns: list[str]
    task: int | None
    answered: bool
    rows: list[list[str]]
