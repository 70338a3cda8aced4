"""Pure rules for rows: differences, order, repeated lines, and pasted text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class RowLine:
    """A row as stored or as it shall be: its id, None for a new one, and its values by column."""

    id: int | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class RowChange:
    """A changed row that stays: the columns that differ, with old and new values."""

    id: int
    was: Mapping[str, Any]
    now: Mapping[str, Any]


@dataclass(frozen=True)
class Diff:
    """The difference between two sets of rows.

    Attributes:
        added: each new row with its place, from 0, among all rows afterwards.
        removed: the rows that are removed, with their old values.
        order: the ids of those that stay, in their new order; () if it is unchanged.
    """

    added: tuple[tuple[int, Mapping[str, Any]], ...] = ()
    changed: tuple[RowChange, ...] = ()
    removed: tuple[RowLine, ...] = ()
    order: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.order)


def diff_rows(before: Sequence[RowLine], after: Sequence[RowLine]) -> Diff:
    """Return the difference from the stored rows to the new ones; rows are matched by id alone.

    Raises:
        ValueError: an id comes twice or belongs to no stored row.
    """
    stood = {line.id: line for line in before}
    kept = [line for line in after if line.id is not None]
    ids = [line.id for line in kept if line.id is not None]
    if len(set(ids)) != len(ids) or not stood.keys() >= set(ids):
        raise ValueError("a row comes twice, or is none of these")
    changed = []
    for line in kept:
        was = stood[line.id].values
        names = [name for name, value in line.values.items() if value != was.get(name)]
        if names and line.id is not None:
            old, new = ({name: some.get(name) for name in names} for some in (was, line.values))
            changed.append(RowChange(line.id, old, new))
    same = [line.id for line in before if line.id in set(ids)] == ids
    return Diff(
        tuple((place, line.values) for place, line in enumerate(after) if line.id is None),
        tuple(changed),
        tuple(line for line in before if line.id not in set(ids)),
        () if same else tuple(ids),
    )


def apply_row_diff(made: Diff, before: Sequence[RowLine]) -> list[RowLine]:
    """Return the stored rows after a difference is applied: the same ids, in order, with the new ones inserted."""
    gone, now = {line.id for line in made.removed}, {change.id: change.now for change in made.changed}
    kept = {
        line.id: RowLine(line.id, {**line.values, **now.get(line.id or 0, {})})
        for line in before
        if line.id not in gone
    }
    after = [kept[pk] for pk in made.order] if made.order else list(kept.values())
    for place, values in made.added:
        after.insert(place, RowLine(None, values))
    return after


def order_by_places(places: Sequence[int | None]) -> list[int]:
    """Return the order of lines by the places typed beside them: for each new place, the index of its line from 0.

    A line without a place stays where it is. If two have the same place, the one that moved up comes first, and the one
    that moved down last: typing 1 beside the third line means the first place.
    """

    def key(at: int) -> tuple[int, int]:
        typed = places[at]
        place = at + 1 if typed is None else typed
        return place, (place > at + 1) - (place < at + 1)

    return sorted(range(len(places)), key=key)


def repeated_lines(lines: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[tuple[int, int]]:
    """List the lines, from 0, that repeat an earlier one in these columns, each with the earlier one.

    A line with an empty value in one of these columns equals no other.
    """
    first: dict[tuple[Any, ...], int] = {}
    found = []
    for at, values in enumerate(lines):
        said = tuple(values.get(name) for name in names)
        if None in said or "" in said:
            continue
        if said in first:
            found.append((at, first[said]))
        else:
            first[said] = at
    return found


def exact_sum(values: Sequence[Any]) -> Decimal:
    """Return the exact sum of whole numbers and Decimals; empty values are skipped."""
    return sum((Decimal(value) for value in values if value is not None and value != ""), Decimal(0))


@dataclass
class Pasted:
    """Pasted lines by column, and lines that fit no columns.

    Attributes:
        strange: (number of the line from 1, the words that fit no column).
        rest: the text that was not accepted, to be shown again.
    """

    lines: list[dict[str, str]] = field(default_factory=list)
    strange: list[tuple[int, str]] = field(default_factory=list)
    rest: str = ""


def parse_pasted_rows(text: str, columns: Mapping[str, str], most: int) -> Pasted:
    """Parse rows copied from a sheet: cells separated by tabs, in column order or under a header that names them.

    Args:
        columns: label by name, in their order.
        most: the number of lines to accept; the others are left in ``rest``.
    """
    names: list[str | None] = list(columns)
    by_label = {fold_label(label): name for name, label in columns.items()}
    found, rest, begun = Pasted(), [], False
    for number, cells in enumerate(_cells(text), 1):
        if not any(cells):
            continue
        if not begun:
            begun = True
            heads = [by_label.get(fold_label(cell)) for cell in cells]
            if sum(head is not None for head in heads) * 2 > len([cell for cell in cells if cell]):
                names = heads
                found.strange += [(number, cell) for cell, name in zip(cells, heads, strict=True) if cell and not name]
                continue
        beyond = [cell for at, cell in enumerate(cells) if cell and (at >= len(names) or names[at] is None)]
        if beyond and not found.strange:
            found.strange.append((number, beyond[0]))
        if beyond or len(found.lines) >= most:
            rest.append("\t".join(cells))
        else:
            found.lines.append({name: cell for name, cell in zip(names, cells, strict=False) if name})
    found.rest = "\n".join(rest)
    return found


def _cells(text: str) -> Iterator[list[str]]:
    """Yield the cells of each line; a cell that contains a line break is quoted."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count('"') % 2 == 0:
        read: Iterator[list[str]] = csv.reader(io.StringIO(text), delimiter="\t")
    else:
        read = (line.split("\t") for line in text.split("\n"))
    return ([cell.strip() for cell in cells] for cells in read)


def fold_label(text: str) -> str:
    """Normalise a label for comparison with headers: without blanks and marks of required fields."""
    return "".join(text.split()).rstrip("*＊").casefold()


def is_same_value(one: object, other: object) -> bool:
    """Whether two values of a column are equal; "" and None are the same."""
    return _none(one) == _none(other)


def _none(value: object) -> object:
    return None if value == "" else value


Mask = Callable[[str], str]
