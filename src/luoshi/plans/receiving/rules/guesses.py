"""The tables of a document whose task column no known word names, as the person who is asked sees them."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.plans.columns.rules import SAMPLES, GuessedTable
from luoshi.reading.model import Reading
from luoshi.reading.tables import cells_of

LONGEST = 80  # characters of a cell that are kept


def guessed_tables(reading: Reading, text: str, explained: Iterable[tuple[int, int]] = ()) -> list[GuessedTable]:
    """Return the tables of a reading that ask for their task column, with their first rows.

    Args:
        explained: the parts of the text whose columns are known otherwise.
    """
    known = list(explained)
    return [
        GuessedTable(one.columns, one.task, one.answered, first_rows(text, one.end, len(one.columns)))
        for one in reading.guesses
        if not any(start <= one.start < end for start, end in known)
    ]


def first_rows(text: str, end: int, width: int) -> tuple[tuple[str, ...], ...]:
    """Return the first rows below a head that ends at ``end`` and has ``width`` columns."""
    found: list[tuple[str, ...]] = []
    start = text.find("\n", end) + 1
    while start and len(found) < SAMPLES:
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        cells = cells_of(text, start, stop, width)
        if len(cells) == width and any(left < right for left, right in cells):
            found.append(tuple(text[left:right][:LONGEST] for left, right in cells))
        elif found:
            break
        start = stop + 1 if stop < len(text) else 0
    return tuple(found)
