"""Rows inside a record in a sheet: several lines for one record, or columns numbered 1, 2, 3. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from luoshi.base.sheets.names import split_cell_names

CONTINUES = "_continues"  # the key of a line that belongs to the record of the line before it
ROLE = "@"  # in the name of a column of which each name is a row inside with this role: "parties.org@part=client"
CLASH = "_clash"  # the key of the error for a record whose lines contradict each other or have a cell that says nothing
Values = dict[str, object]
RowsByPart: TypeAlias = dict[str, list[dict[str, str]]]


def plain_column(name: str) -> str:
    """Return the name of a column of the template without its number or role."""
    return name.partition("#")[0].partition(ROLE)[0]


def split_line(line: Mapping[str, str]) -> tuple[dict[str, str], RowsByPart, RowsByPart]:
    """Return a line's own values, the rows inside by part (of its columns, then of numbered ones), and those of roles.

    Args:
        line: words by column: "title", "parties.name", "parties.name#2", "parties.name@role=buyer".
    """
    own: dict[str, str] = {}
    rows: dict[str, dict[int, dict[str, str]]] = {}
    in_roles: RowsByPart = {}
    for name, value in line.items():
        part, dot, column = name.partition(".")
        if not dot:
            own[name] = value
            continue
        column, is_role, role = column.partition(ROLE)
        if is_role:
            said_role = dict([role.split("=", 1)])
            in_roles.setdefault(part, []).extend({column: word, **said_role} for word in split_cell_names(value))
            continue
        column, _sign, place = column.partition("#")
        rows.setdefault(part, {}).setdefault(int(place or 0), {})[column] = value
    return own, {part: [places[place] for place in sorted(places)] for part, places in rows.items()}, in_roles


def join_lines(
    lines: Iterable[tuple[int, Mapping[str, str]]], key: str, clash: str, *, parts: Sequence[str]
) -> list[tuple[int, Values]]:
    """Return the records in the lines of a sheet, each with its rows: lines with the same key belong to one record.

    A line with only row columns continues the record before it, and so does one with ``CONTINUES``. If the sheet has
    no columns of rows, or only such of roles, each other line is a separate record.

    Args:
        lines: a line with ``CLASH`` makes its record one that is refused for this reason.
        key: the column that identifies the record of a line.
        clash: the message for a record whose lines differ in its own values, with the number of the later line.
        parts: the names of the sheet's columns of rows.
    """
    in_lines = any(ROLE not in name for name in parts)
    found: list[tuple[int, Values]] = []
    by_key: dict[str, Values] = {}
    last: Values | None = None
    for number, line in lines:
        own, rows, in_roles = split_line(line)
        why, continues = own.pop(CLASH, ""), bool(parts) and (CONTINUES in own or not own)
        own.pop(CONTINUES, None)
        record = last if continues else by_key.get(own[key]) if in_lines and key in own else None
        if record is None:
            record = {**own}
            found.append((number, record))
            if key in own:
                by_key[own[key]] = record
        elif any(record.get(name) != value for name, value in own.items()):
            record.setdefault(CLASH, clash % {"row": number})
        if why:
            record.setdefault(CLASH, why)
        for part, inner in rows.items():
            lines_of_part = record.setdefault(part, [])
            if isinstance(lines_of_part, list):
                lines_of_part += inner
        for part, inner in in_roles.items():
            lines_of_part = record.setdefault(part, [])
            if isinstance(lines_of_part, list):  # a merged cell stands in each of its lines, and is one row
                lines_of_part += [row for row in inner if row not in lines_of_part]
        last = record
    return found


def unfold_record(values: Mapping[str, object]) -> list[dict[str, str]]:
    """Return a record as lines of a sheet: its own values in each, and the rows of each part one below the other."""
    own = {name: str(value) for name, value in values.items() if not isinstance(value, list) and name != CLASH}
    parts = {name: value for name, value in values.items() if isinstance(value, list)}
    count = max([1, *(len(rows) for rows in parts.values())])
    return [
        own
        | {
            f"{part}.{column}": str(value)
            for part, rows in parts.items()
            for row in rows[place : place + 1]
            for column, value in row.items()
        }
        for place in range(count)
    ]
