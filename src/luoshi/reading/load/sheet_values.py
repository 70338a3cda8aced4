"""Read a sheet file (.xlsx, or comma-separated text) to a plain table: the value of each cell, not how it is shown.

This is the reader of imports by columns. Documents and ledgers are read by ``cells``: they need what a cell shows, 45%
for 0.45, and .ods and .xls. Both read the file by ``workbook``.
"""

from __future__ import annotations

import csv
import io
from itertools import islice

from luoshi.reading.errors import ReadError
from luoshi.reading.load.limits import DEFAULT, FileLimits
from luoshi.reading.load.sheet import SheetLine, SheetValues


def read_workbook_values(data: bytes, *, first: bool = False, limits: FileLimits = DEFAULT) -> list[SheetValues]:
    """Return the sheets of an .xlsx workbook in order, including hidden ones.

    Args:
        first: only the first visible sheet; an empty list if there is none.

    Raises:
        ReadError: ``load.damaged``, ``load.encrypted``, ``load.too_large``: of ``cells``, because values stand too far
            apart.
    """
    from luoshi.reading.load.workbook import list_xlsx_values

    if len(data) > limits.bytes:
        raise ReadError("load.too_large", what="bytes", limit=limits.bytes)
    return list_xlsx_values(data, limits, first=first)


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
