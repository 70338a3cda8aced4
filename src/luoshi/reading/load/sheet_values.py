"""Read a sheet file (.xlsx, or comma-separated text) to a plain table: the value of each cell, not how it is shown.

This is the reader of imports by columns. Documents and ledgers are read by ``cells``: they need what a cell shows, 45%
for 0.45, and .ods and .xls. Calamine does not say how numbers are formatted.

Calamine, in Rust, reads the cells. It gives nothing for an error, rounds numbers of more than 15 digits, takes a
negative number in a date format for midnight, and reserves memory for all cells between the first and the last one: two
cells far apart end the process. So the sheet's XML is looked through first, and both are done in another process.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import DEFAULT, FileLimits
from luoshi.reading.load.sheet import Range


class CellError(str):
    """The error in a cell, such as ``#N/A``."""

    __slots__ = ()


CellValue = str | int | Decimal | bool | date | datetime | time | timedelta | CellError | None
SheetLine = tuple[int, list[CellValue]]  # row number from 1, and its cells from column A to the last one with a value


@dataclass(frozen=True, slots=True)
class SheetValues:
    """A sheet with its rows that have a value, in order; ``merged`` counts rows and columns from 0."""

    name: str
    visible: bool
    lines: list[SheetLine]
    merged: list[Range] = field(default_factory=list)


def read_workbook_values(data: bytes, *, first: bool = False, limits: FileLimits = DEFAULT) -> list[SheetValues]:
    """Return the sheets of an .xlsx workbook in order, including hidden ones.

    Args:
        first: only the first visible sheet; an empty list if there is none.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_slow``, ``load.too_large``: of ``cells``, because
            values stand too far apart.
    """
    from luoshi.reading.load import isolation

    if len(data) > limits.bytes:
        raise ReadError("load.too_large", what="bytes", limit=limits.bytes)
    made = isolation.make_in_subprocess("xlsx.values", data, limits, first=int(first))
    return [
        SheetValues(
            name,
            visible,
            [(number, [_decode(cell) for cell in cells]) for number, cells in lines],
            [(top, left, bottom, right) for top, left, bottom, right in merged],
        )
        for name, visible, lines, merged in made["sheets"]
    ]


def read_csv_values(data: bytes, *, most: int) -> list[SheetLine]:
    """Return the lines of comma-separated text (UTF-8) that have words; one more than ``most`` if there are more.

    Raises:
        ReadError: ``load.not_text``: it is not UTF-8; ``load.damaged``: it is no text with commas.
    """
    try:
        rows = enumerate(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")), 1)
        return list(islice(((number, [*cells]) for number, cells in rows if any(cells)), most + 1))
    except UnicodeDecodeError as error:
        raise ReadError("load.not_text", format="csv") from error
    except csv.Error as error:
        raise ReadError("load.damaged", format="csv") from error


_DECODERS: Mapping[str, Callable[[Any], CellValue]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
    "number": Decimal,
    "error": CellError,
}


def _decode(value: Any) -> CellValue:
    return _DECODERS[value[0]](value[1]) if type(value) is list else value
