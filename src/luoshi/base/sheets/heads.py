"""The head of a sheet as an office made it: one line or several, with merged cells. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.reading.load.cells import Place, merged_cell_anchors
from luoshi.reading.load.draft import flatten_cell_text
from luoshi.reading.load.sheet import SheetCells

DEEPEST = 3  # rows that a header may have
SHORT = 14  # characters of a column's name in a second row


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The header of a sheet: its first and last row, and each column's words, from the top row to the lowest."""

    first: int
    last: int
    words: Mapping[int, str]

    @property
    def digest(self) -> str:
        """SHA-256 of the columns' words and positions: the key of a unit's remembered choice."""
        said = "\x1f".join(f"{column}:{normalise_column_head(words)}" for column, words in sorted(self.words.items()))
        return hashlib.sha256(said.encode()).hexdigest()


def normalise_column_head(words: str) -> str:
    """Normalise a header for comparison: no spaces, half-width, no bracketed suffix."""
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    return re.sub(r"(?<=.)\([^()]*\)$", "", plain)


def read_head_at(
    sheet: SheetCells, first: int, knows: Callable[[str], bool], covered: Mapping[Place, Place] | None = None
) -> SheetHead:
    """Return the header that begins at a row. Its merged cells or the naming of its columns decide its number of rows.

    Args:
        knows: whether words name a column.
        covered: ``merged_cell_anchors(sheet)``, if the caller has it.
    """
    covered = merged_cell_anchors(sheet) if covered is None else covered
    last = last_head_row(sheet, first, knows)
    columns = sorted({column for row in sheet.rows.values() for column in row})
    parts = head_parts(sheet, (first, last), columns, covered)
    return SheetHead(first, last, {column: " ".join(said) for column, said in parts.items()})


def last_head_row(sheet: SheetCells, first: int, knows: Callable[[str], bool]) -> int:
    """Return the last row of the header that begins at a row."""
    merged = [area for area in sheet.merged if area[0] == first]
    last = max((bottom for top, _l, bottom, _r in merged if bottom - top < DEEPEST), default=first)
    across = [(left, right) for top, left, bottom, right in merged if top == bottom and right > left]
    below = sheet.rows.get(first + 1, {})
    if last == first and below and _names_parts(sheet.rows.get(first, {}), below, across, knows):
        last = first + 1
    return last


def head_parts(
    sheet: SheetCells, rows: tuple[int, int], columns: Sequence[int], covered: Mapping[Place, Place]
) -> dict[int, tuple[str, ...]]:
    """Return the words above each of these columns, from the first row of the header to its last."""
    first, last = rows
    parts: dict[int, tuple[str, ...]] = {}
    for column in columns:
        said: list[str] = []
        for row in range(first, last + 1):
            top, left = covered.get((row, column), (row, column))
            one = flatten_cell_text(sheet.rows.get(top, {}).get(left, ""))
            if one and top >= first and one not in said:
                said.append(one)
        if said:
            parts[column] = tuple(said)
    return parts


def _names_parts(
    upper: Mapping[int, str],
    lower: Mapping[int, str],
    across: Sequence[tuple[int, int]],
    knows: Callable[[str], bool],
) -> bool:
    """Check whether a second row names the columns below merged cells, or fills the gaps of the first row."""
    if any(len(normalise_column_head(words)) > SHORT for words in lower.values()):
        return False
    under = {column for column in lower for left, right in across if left <= column <= right}
    if sum(knows(words) for words in lower.values()) * 2 < len(lower):
        return len(under) > 1 and under == {*lower} and not any(words.strip().isdecimal() for words in lower.values())
    gaps = len(lower) > 1 and not lower.keys() & upper.keys() - {min(upper, default=0) + 1}
    return bool(under) or gaps
