"""A code list as a workbook, and a workbook parsed as the items of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.base.sheets.lists import write_list
from luoshi.base.sheets.workbooks import SheetColumn, SheetColumns, heads_in_all_languages, read_by_columns, read_rows
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import Listing
from luoshi.kernel.code_lists.rules import MOST
from luoshi.writing.sheet_heads import WorkbookHead

CODE, WORD = gettext_lazy("Code of the item"), gettext_lazy("Word")
_FOOT = gettext_lazy(
    "You may change names, order and columns, and add rows; do not change codes. A new item needs no code."
)


def write_sheet(file: IO[bytes], of: List, items: Sequence[Listing], origin: str) -> None:
    """Write the items in order, each with code, word and columns; empty columns stay empty."""
    heads = [(str(label), width) for label, width in ((CODE, 18), (WORD, 30))]
    heads += [(str(column.label), 16) for column in of.columns.values()]
    lines = ([listing.code, listing.word, *(listing.values.get(name, "") for name in of.columns)] for listing in items)
    write_list(file, WorkbookHead(add_demo_mark(str(of.label)), f"{origin} · {_FOOT}", heads, str(of.label)), lines)


def read_sheet(data: bytes, of: List) -> list[tuple[str, str, Mapping[str, str]]]:
    """Return code, word and columns of each row below the header of a workbook's first sheet.

    Raises:
        RecordError: ``incomplete``: not a workbook, no header, an unknown or repeated column, too many rows.
    """
    labels = {"code": CODE, "word": WORD} | {f"column {name}": column.label for name, column in of.columns.items()}
    columns = [
        SheetColumn(name, str(label), heads_in_all_languages(partial(str, label))) for name, label in labels.items()
    ]
    asked = SheetColumns(
        columns,
        ("word",),
        strict=True,
        again=_("Export the list as a workbook first, and change it there."),
    )
    found: list[tuple[str, str, Mapping[str, str]]] = []
    for _number, line in read_by_columns(read_rows(data, MOST), asked, MOST).lines:
        values = {name: str(value) for name, value in line.items()}
        own = {name: values.get(f"column {name}", "") for name in of.columns}
        found.append((values.get("code", ""), values.get("word", ""), own))
    return found
