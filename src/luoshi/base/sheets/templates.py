"""Templates to fill in: an empty table or one with examples, and a sheet that explains each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import IO, Any

from django.utils.translation import gettext as _

from luoshi.base.sheets.lists import write_list
from luoshi.writing.sheet_heads import HEAD_ROW, WorkbookHead, Written

MUST = "*"  # after the label of a required column
FORMS = {"text": "@", "day": "yyyy-mm-dd"}  # text keeps a telephone number as typed


@dataclass(frozen=True, slots=True)
class ColumnGuide:
    """A column of a template: its label, what it may contain, and an example, for people.

    Attributes:
        form: of empty cells: "text", "day", or "" for what the spreadsheet program chooses.
        choices: the words of which one is chosen; none if any words are allowed.
    """

    label: str
    width: int
    needed: bool
    means: str
    example: Written = ""
    form: str = ""
    choices: Sequence[str] = ()


def write_sheet_template(
    file: IO[bytes],
    head: WorkbookHead,
    columns: Sequence[ColumnGuide],
    notes: Iterable[str],
    most: int,
    examples: Sequence[Sequence[Written]] = (),
    beside: Sequence[tuple[WorkbookHead, Iterable[Sequence[Written]]]] = (),
) -> None:
    """Write a template as an .xlsx file, with lists to choose from.

    Args:
        head: title and source; its columns are those given.
        notes: sentences below the explanations.
        most: rows that can be filled in.
        examples: rows to be replaced; without any there is a sheet with the example of each column.
        beside: further sheets, which stand before the explanation.
    """
    heads = [(column.label + MUST if column.needed else column.label, column.width) for column in columns]
    explained: list[Sequence[Written]] = [
        [column.label, _("yes") if column.needed else _("no"), column.means, column.example] for column in columns
    ]
    explained += [[None, None, note, None] for note in notes]
    widths = [(_("Column"), 24), (_("Must be filled in"), 14), (_("Permitted content"), 80), (_("Example"), 30)]
    more = [*beside, (WorkbookHead(head.title, head.origin, widths, name=_("Explanation")), explained)]
    if not examples:
        row = [column.example for column in columns]
        more.append((WorkbookHead(head.title, head.origin, heads, name=_("Example")), [row]))
    first = WorkbookHead(head.title, head.origin, heads, name=head.name, frozen=head.frozen)
    write_list(file, first, examples, more=more, prepare=lambda book, sheet: _prepare(book, sheet, columns, most))


def _prepare(book: Any, sheet: Any, columns: Sequence[ColumnGuide], most: int) -> None:
    """Give the empty cells their forms and lists; the words to choose from stand in a hidden sheet."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    from luoshi.writing.cells import words_cell

    listed = [column for column in columns if column.choices]
    name = _("Lists")
    for at, column in enumerate(columns, 1):
        letter = get_column_letter(at)
        if column.form:
            sheet.column_dimensions[letter].number_format = FORMS[column.form]
        if column.choices:
            there = get_column_letter(listed.index(column) + 1)
            where = f"'{name}'!${there}$1:${there}${len(column.choices)}"
            check = DataValidation(type="list", formula1=where, allow_blank=not column.needed, showErrorMessage=True)
            check.error = _("Choose from the list.")
            check.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + most}")
            sheet.data_validations.append(check)
    if listed:
        lists = book.create_sheet(name)
        lists.sheet_state = "hidden"
        for words in zip_longest(*(column.choices for column in listed), fillvalue=""):
            lists.append([words_cell(lists, text) for text in words])
