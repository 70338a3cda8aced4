"""A workbook to fill in, declared by its columns: reading, export, and a template that explains itself."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from luoshi.base.sheets.lists import write_list
from luoshi.base.sheets.templates import ColumnGuide, write_sheet_template
from luoshi.base.sheets.workbooks import (
    SheetColumn,
    SheetColumns,
    SheetRows,
    fold_head_without_brackets,
    has_head_row,
    heads_in_all_languages,
    read_by_columns,
    read_first_sheet,
)
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.reading.load.sheet import SheetLine
from luoshi.writing.sheet_heads import WorkbookHead, Written


@dataclass(frozen=True, slots=True)
class SheetField:
    """A column: its header (a message id), its width in characters, and alternative headers separated by blanks."""

    head: str
    width: int
    alike: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class DeclaredSheet:
    """A sheet whose rows all have the same columns.

    Attributes:
        label: its name, a message id.
        enough: fields of which one identifies the header row.
    """

    label: str
    fields: Mapping[str, SheetField]
    enough: tuple[str, ...]

    def head(self, name: str) -> str:
        """Return the header of a field in the language of the page."""
        return _(self.fields[name].head)

    def lines(self, data: bytes, most: int) -> SheetRows:
        """Return the rows of a filled-in workbook's first sheet; see ``sheets.read_by_columns``."""
        return self.rows(read_first_sheet(data), most)

    def rows(self, lines: Sequence[SheetLine], most: int) -> SheetRows:
        """Return the rows of one of a workbook's sheets."""
        return read_by_columns(lines, self._sheet_columns(), most)

    def fits(self, lines: Sequence[SheetLine]) -> bool:
        """Return True if a sheet has the head row of this one."""
        return has_head_row(lines, self._sheet_columns())

    def _sheet_columns(self) -> SheetColumns:
        columns = [
            SheetColumn(
                name, self.head(name), heads_in_all_languages(partial(self.head, name)) | {*field.alike.split()}
            )
            for name, field in self.fields.items()
        ]
        again = _("Use the template; do not change its first row.")
        return SheetColumns(columns, self.enough, fewest=2, fold=fold_head_without_brackets, again=again)

    def build_workbook(self, title: str, origin: str, rows: Iterable[object]) -> bytes:
        """Return these rows as a workbook; their attributes have the names of the fields."""
        file = io.BytesIO()
        write_list(file, self.around(title, origin), map(self.line, rows))
        return file.getvalue()

    def template(
        self,
        title: str,
        origin: str,
        examples: Iterable[object],
        means: Mapping[str, str],
        filled: Mapping[str, str],
        general: Iterable[str],
        most: int,
        beside: Sequence[tuple[DeclaredSheet, Iterable[object]]] = (),
    ) -> bytes:
        """Return the template: a sheet with examples, and one that explains each column and ends with general notes.

        Args:
            filled: possible content of a column, by field, where an example of it helps.
            beside: further sheets with the examples in each, which stand after the first.
        """
        further = [(sheet.around(title, origin), [sheet.line(row) for row in rows]) for sheet, rows in beside]
        columns = [
            ColumnGuide(self.head(name), field.width, field.needed, means[name], filled.get(name))
            for name, field in self.fields.items()
        ]
        file = io.BytesIO()
        write_sheet_template(
            file, self.around(title, origin), columns, general, most, [self.line(row) for row in examples], further
        )
        return file.getvalue()

    def around(self, title: str, origin: str) -> WorkbookHead:
        """Return the head of a sheet of this form."""
        columns = [(self.head(name), field.width) for name, field in self.fields.items()]
        return WorkbookHead(add_demo_mark(title), origin, columns, name=_(self.label), frozen=2)

    def line(self, row: object) -> Sequence[Written]:
        """Return the cells of a row whose attributes have the names of the fields."""
        values = [getattr(row, name) for name in self.fields]
        return ["、".join(value) if isinstance(value, tuple) else value or None for value in values]
