"""Align the cells of a table that was flattened to one cell a line, if rows differ in their number of lines.

A row has no fixed number of lines if it lacks a cell, has two units below each other or shares its units with the next.
The content of a line shows its column: a time belongs to the column of times, unit names to that of units.
"""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.reading.notes import column_kind, only_units
from luoshi.reading.structure import Span
from luoshi.reading.words import lazy_pattern

_TIME = lazy_pattern(
    r"(?:\d{4}年)?(?:\d{1,2}月|[一二三四]季度|[上下]半年|年[内底末终]|全年|长期|持续|每[年季月周]|国庆|春节|元旦|五一|汛期|暑期|十[一二]?月|[一二三四五六七八九]月)"
    r"[^，,；;。]{0,14}$"
)

_SHORT = 12  # code points of a unit's name


def align_cell_rows(
    text: str, lines: Sequence[Span], columns: Sequence[str], last: bool
) -> tuple[list[list[Span]], int]:
    """Return the rows made by the lines of one numbered item, and how many of its lines they take.

    Args:
        lines: the lines of the item, its number first; those of the last item may run on behind the table.
        columns: the heads, that of the numbers first.
        last: no further item follows, so words after its times and units are not a second row.

    Returns:
        Rows with as many cells as heads; a missing cell is an empty span. A second row of the same item takes the units
        of the first if it names none. Lines from the first that fits no column are left over.
    """
    kinds = [column_kind(head) for head in columns]
    empty = (lines[0][1], lines[0][1])
    rows = [[lines[0], *[empty] * (len(columns) - 1)]]
    at = 0
    for number, line in enumerate(lines[1:], 1):
        kind = _kind(text, line)
        row = rows[-1]
        following = [index for index in range(at + 1, len(columns)) if kinds[index] == kind]
        if kind in ("lead", "support"):
            following = [index for index in range(at + 1, len(columns)) if kinds[index] in ("lead", "support")]
        if not following and _may_hold(text, line, kinds[at + 1 : at + 2]):
            following = [at + 1]
        if following and (kind != "other" or following[0] == at + 1):
            at = following[0]
            row[at] = line
        elif kind == "lead" and kinds[at] in ("lead", "support"):
            row[at] = (row[at][0], line[1])  # two units, one below the other
        elif not last and kind == "other" and "other" in kinds[1:] and at and kinds[at] != "other":
            at = kinds.index("other", 1)
            shared = [cell if kinds[index] in ("lead", "support") else empty for index, cell in enumerate(row)]
            rows.append([lines[0], *shared[1:]])
            rows[-1][at] = line
        else:
            return rows, number
    return rows, len(lines)


def _may_hold(text: str, line: Span, kinds: list[str]) -> bool:
    """Check whether the next column takes a line of another look: a stage's date, a unit with an unknown name."""
    start, end = line
    if not kinds or kinds[0] == "other":
        return False
    if kinds[0] == "due":
        return _TIME.search(text, start, end) is not None
    return end - start <= _SHORT


def is_time_cell(text: str, cell: Span) -> bool:
    """Check whether a cell begins with a time and says little more."""
    return _TIME.match(text, *cell) is not None


def _kind(text: str, line: Span) -> str:
    if is_time_cell(text, line):
        return "due"
    return "lead" if only_units(text, *line) else "other"
