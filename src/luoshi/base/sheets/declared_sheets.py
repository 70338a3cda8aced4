"""A workbook to fill in, declared by its columns: reading, export, and a template that explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from luoshi.base.sheets.workbooks import (
    SheetColumn,
    SheetColumns,
    SheetRows,
    fold_head,
    fold_head_without_brackets,
    read_by_columns,
    read_first_sheet,
)
from luoshi.base.texts.demo_marks import add_demo_mark

if TYPE_CHECKING:
    from luoshi.writing.workbook import BookSheet, WorkbookLine


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
        enough: fields of which one identifies the header row; ``last``: the last printed field.
    """

    label: str
    fields: Mapping[str, SheetField]
    enough: tuple[str, ...]
    last: str

    def head(self, name: str) -> str:
        """Return the header of a field in the language of the page."""
        return _(self.fields[name].head)

    def lines(self, data: bytes, most: int) -> SheetRows:
        """Return the rows of a filled-in workbook; see ``sheets.read_by_columns``."""
        columns = [
            SheetColumn(name, self.head(name), frozenset((*field.alike.split(), fold_head(self.head(name)))))
            for name, field in self.fields.items()
        ]
        again = _("Use the template; do not change its first row.")
        asked = SheetColumns(columns, self.enough, fewest=2, fold=fold_head_without_brackets, again=again)
        return read_by_columns(read_first_sheet(data), asked, most)

    def written(self, title: str, origin: str, lines: Iterable[WorkbookLine], more: Sequence[BookSheet] = ()) -> bytes:
        """Return these rows as a workbook."""
        from luoshi.writing.workbook import BookSheet, build_workbook

        return build_workbook(
            add_demo_mark(title),
            origin,
            [BookSheet("rows", {name: field.width for name, field in self.fields.items()}, 2, self.last, lines), *more],
            self._say,
        )

    def template(
        self,
        title: str,
        origin: str,
        examples: Iterable[WorkbookLine],
        means: Mapping[str, str],
        filled: Mapping[str, str],
        general: Iterable[str],
    ) -> bytes:
        """Return the template: a sheet with examples, and one that explains each column and ends with general notes.

        Args:
            filled: possible content of a column, by field, where an example of it helps.
        """
        from luoshi.writing.workbook import BookSheet, WorkbookLine

        def explained() -> Iterator[WorkbookLine]:
            for name, field in self.fields.items():
                must = _("needed") if field.needed else _("optional")
                yield WorkbookLine(
                    {"head": _(field.head), "must": must, "means": means[name], "example": filled.get(name)}
                )
            for words in general:
                yield WorkbookLine({"head": None, "must": None, "means": words, "example": None})

        widths = {"head": 22, "must": 10, "means": 80, "example": 26}
        return self.written(title, origin, examples, [BookSheet("explained", widths, 1, "example", explained())])

    def _say(self, code: str, **values: object) -> str:
        sort, _dot, name = code.partition(".")
        if sort == "column" and name in self.fields:
            return self.head(name)
        said = {
            "sheet.rows": _(self.label),
            "sheet.explained": _("Explained"),
            "sheet.page": "&P / &N",
            "column.head": _("Column"),
            "column.must": _("Needed"),
            "column.means": _("Description"),
            "column.example": _("Example"),
        }
        return said[code]
