"""The tables of a document whose task column no known word names, as the person who is asked sees them."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.plans.columns.rules import GuessedTable
from luoshi.reading.model import Reading

LONGEST = 80  # characters of a cell that are kept


def guessed_tables(reading: Reading, explained: Iterable[tuple[int, int]] = ()) -> list[GuessedTable]:
    """Return the tables of a reading that ask for their task column, with their first rows.

    Args:
        explained: the parts of the text whose columns are known otherwise.
    """
    known = list(explained)
    return [
        GuessedTable(guess.columns, guess.task, guess.answered, tuple(_shortened(row) for row in guess.rows))
        for guess in reading.guesses
        if not any(start <= guess.start < end for start, end in known)
    ]


def _shortened(row: Iterable[str]) -> tuple[str, ...]:
    cells = (" ".join(words.split()) for words in row)
    return tuple(words[:LONGEST] + ("…" if len(words) > LONGEST else "") for words in cells)
