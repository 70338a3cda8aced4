"""Read filled-in workbooks by declared columns: the rows under the heads of the first visible sheet, in any order.

One way for the imports of all rooms: a room declares its columns (``SheetColumns``), and the sentences are the same
everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.record_errors import RecordError
from luoshi.base.texts.invisible_characters import clean_invisible_characters
from luoshi.reading.errors import ReadError
from luoshi.reading.load.sheet import CellError, CellValue, SheetLine, SheetValues, column_letter
from luoshi.reading.load.sheet_values import read_workbook_values

LOOKED = 20  # rows searched for the heads
TextLine = tuple[int, list[str]]
_ERRORS = frozenset(("#N/A", "#REF", "#VALUE", "#DIV/0", "#NAME", "#NULL", "#NUM"))


def fold_head(words: str) -> str:
    """Normalize a head for comparison: half width, lower case, without blanks and the mark of a needed column."""
    return re.sub(r"[\s*_]", "", unicodedata.normalize("NFKC", words)).casefold()


def fold_head_without_brackets(words: str) -> str:
    """Normalize a head as ``fold_head``, and leave out what is in brackets."""
    return fold_head(re.sub(r"[(（].{0,200}?[)）]", "", words))


def heads_in_all_languages(label: Callable[[], object], fold: Callable[[str], str] = fold_head) -> frozenset[str]:
    """Return a label in each language of the interface, as ``fold`` normalizes it: a sheet is read in any of them."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(fold(str(label())))
    return frozenset(found)


def refuse_sheet(what: str, remedy: str) -> RecordError:
    """Return the error of a sheet that is not taken, with no part of it."""
    return RecordError("incomplete", what, remedy=" ".join(filter(None, [_("Nothing was saved."), remedy])))


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its name in the code, its label in the language of the page, and all its heads, folded.

    Attributes:
        needed: a sheet without it is refused.
    """

    name: str
    label: str
    heads: frozenset[str]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """The columns of a sheet, and how strictly it is read.

    Attributes:
        one_of: the head row has one of these columns; its label is named where there is no head row.
        fewest: so many columns make a head row.
        strict: refuse heads that no column has, heads that come twice, and cells beside the columns; otherwise the
            first head counts, and what belongs to no column is left out.
        fold: normalizes a head for comparison.
        again: what to do about wrong heads.
    """

    columns: Sequence[SheetColumn]
    one_of: tuple[str, ...] = ()
    fewest: int = 1
    strict: bool = False
    fold: Callable[[str], str] = fold_head
    again: str = ""

    def label(self, name: str) -> str:
        """Return the label of a column."""
        return next(column.label for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows under the heads: row number from 1 and the values by column, without empty ones.

    Attributes:
        heads: the head of each column, as written in the sheet.
        unread: the heads that no column has, and further ones of a column.
    """

    lines: list[tuple[int, dict[str, CellValue]]]
    heads: dict[str, str]
    unread: list[str]


def read_first_sheet(data: bytes) -> list[SheetLine]:
    """Return the rows of an .xlsx workbook's first visible sheet, without empty ones.

    Raises:
        RecordError: ``incomplete``: it is no workbook, or too large.
    """
    return read_visible_sheets(data, first=True)[0].lines


def read_visible_sheets(data: bytes, *, first: bool = False) -> list[SheetValues]:
    """Return the visible sheets of an .xlsx workbook, or only the first.

    Raises:
        RecordError: ``incomplete``: it is no workbook, it is too large, or it has no sheet.
    """
    try:
        sheets = [sheet for sheet in read_workbook_values(data, first=first) if sheet.visible]
    except ReadError as error:
        if error.code != "load.too_large":
            what = _("This is not an .xlsx workbook, or it is damaged.")
            raise refuse_sheet(what, _("Fill in the template and save it as .xlsx (in WPS: Save as).")) from error
        if error.values.get("what") == "cells":
            what, remedy = _("Its cells lie too far apart."), _("Delete what stands far from the table.")
        else:
            what, remedy = (
                _("The file unpacks to far more than its size suggests."),
                _("Save it again with its own program."),
            )
        raise refuse_sheet(what, remedy) from error
    if not sheets:
        raise refuse_sheet(_("The workbook has no sheet."), "")
    return sheets


def has_head_row(lines: Sequence[tuple[int, Sequence[CellValue]]], asked: SheetColumns) -> bool:
    """Return True if the first rows contain a head row with these columns."""
    return _head_places(lines, asked)[0] >= 0


def read_rows(data: bytes, most: int) -> list[TextLine]:
    """Return the rows of a workbook's first visible sheet as text, each with its number, without empty rows.

    Raises:
        RecordError: ``incomplete``: it is no workbook, longer than one import may be, or a cell holds an error.
    """
    lines = read_first_sheet(data)
    if len(lines) > most + LOOKED:
        raise too_many_rows(most)
    return read_texts(lines)


def read_texts(lines: Iterable[SheetLine]) -> list[TextLine]:
    """Return the rows as text; see ``read_cell_text``. Rows without words are left out.

    Raises:
        RecordError: ``incomplete``: a cell holds an error.
    """
    found = []
    for number, cells in lines:
        words = [read_cell_text(value) for value in cells]
        while words and not words[-1]:
            words.pop()
        for column, text in enumerate(words):
            if text.startswith("#") and (what := explain_cell_error(number, column, cells[column])):
                raise refuse_sheet(what, _("Enter the actual value there and save again."))
        if words:
            found.append((number, words))
    return found


def explain_cell_error(number: int, column: int, value: CellValue) -> str:
    """Return the sentence about the error that a cell holds, such as ``#N/A``; "" if it holds none.

    Args:
        number, column: of the cell: its row from 1, its column from 0.
    """
    text = read_cell_text(value)
    if not (isinstance(value, CellError) or (text.startswith("#") and text.rstrip("!?") in _ERRORS)):
        return ""
    words = {"place": f"{column_letter(column)}{number}", "error": text}
    return _("Cell %(place)s contains the error %(error)s.") % words


def read_by_columns(lines: Sequence[tuple[int, Sequence[CellValue]]], asked: SheetColumns, most: int) -> SheetRows:
    """Return the rows under the heads, which are searched in the first rows: those with most of the columns.

    Args:
        most: the most rows accepted.

    Raises:
        RecordError: ``incomplete``.
    """
    at, places = find_columns(lines, asked)
    unread = [
        words
        for column, cell in enumerate(lines[at][1])
        if (words := read_cell_text(cell)) and column not in places.values()
    ]
    if len(lines) - at - 1 > most:
        raise too_many_rows(most)
    found = []
    for number, cells in lines[at + 1 :]:
        if asked.strict and (beside := _beside(cells, places)):
            what = _("Row %(row)d: “%(words)s” is outside the columns.") % {"row": number, "words": beside[:40]}
            raise refuse_sheet(what, asked.again)
        line = {name: cells[place] for name, place in places.items() if place < len(cells) and _filled(cells[place])}
        if line:
            found.append((number, line))
    if not found:
        raise sheet_without_rows()
    heads = {name: read_cell_text(lines[at][1][place]) for name, place in places.items()}
    return SheetRows(found, heads, [words[:40] for words in unread])


def sheet_without_rows() -> RecordError:
    """Return the error of a sheet that has a head and nothing below it."""
    return refuse_sheet(_("The sheet has a head, but no rows below it."), _("Fill in at least one row."))


def find_columns(lines: Sequence[tuple[int, Sequence[CellValue]]], asked: SheetColumns) -> tuple[int, dict[str, int]]:
    """Return the index of the head row, and the place of each of its columns from 0.

    Raises:
        RecordError: ``incomplete``: there is no head row, or its heads are not those of the columns.
    """
    at, places = _find_heads(lines, asked)
    if asked.strict:
        _refuse_strange_heads(lines[at][1], asked)
    if missing := [column.label for column in asked.columns if column.needed and column.name not in places]:
        raise refuse_sheet(_("The column “%(label)s” is missing.") % {"label": "”, “".join(missing)}, asked.again)
    return at, places


def too_many_rows(most: int) -> RecordError:
    """Return the error of a sheet with more rows than one import may have."""
    return refuse_sheet(_("The sheet has more than %(most)d rows.") % {"most": most}, _("Split it into several files."))


def _find_heads(lines: Sequence[tuple[int, Sequence[CellValue]]], asked: SheetColumns) -> tuple[int, dict[str, int]]:
    """Return the index of the head row, and the place of each of its columns from 0."""
    best, places = _head_places(lines, asked)
    if best < 0:
        what = _("The sheet has no head with the columns of the template.")
        if asked.one_of:
            what = _("The sheet has no head with the column “%(label)s”.") % {"label": asked.label(asked.one_of[-1])}
        raise refuse_sheet(what, asked.again)
    return best, places


def _head_places(lines: Sequence[tuple[int, Sequence[CellValue]]], asked: SheetColumns) -> tuple[int, dict[str, int]]:
    """Return the same; the index is -1 if there is no head row."""
    best = -1
    places: dict[str, int] = {}
    for at, (_number, cells) in enumerate(lines[:LOOKED]):
        found: dict[str, int] = {}
        for place, name in enumerate(_names(cells, asked)):
            if name:
                found.setdefault(name, place)
        fits = len(found) >= asked.fewest and (not asked.one_of or not found.keys().isdisjoint(asked.one_of))
        if fits and len(found) > len(places):
            best, places = at, found
    return best, places


def _names(cells: Sequence[CellValue], asked: SheetColumns) -> list[str]:
    """Return the column that each cell is the head of; "" if none."""
    by_head = {head: column.name for column in asked.columns for head in column.heads}
    return [by_head.get(asked.fold(read_cell_text(cell)), "") for cell in cells]


def _refuse_strange_heads(cells: Sequence[CellValue], asked: SheetColumns) -> None:
    names = _names(cells, asked)
    if strange := [
        words for cell, name in zip(cells, names, strict=True) if (words := read_cell_text(cell)) and not name
    ]:
        what = _("There is no column “%(label)s”.") % {"label": "”, “".join(strange)}
        raise refuse_sheet(what, asked.again)
    if twice := [column.label for column in asked.columns if names.count(column.name) > 1]:
        raise refuse_sheet(_("The column “%(label)s” occurs twice.") % {"label": twice[0]}, asked.again)


def _beside(cells: Sequence[CellValue], places: Mapping[str, int]) -> str:
    """Return the first words of a row that are in none of the columns; "" if there are none."""
    used = set(places.values())
    return next((words for at, cell in enumerate(cells) if at not in used and (words := read_cell_text(cell))), "")


def _filled(value: CellValue) -> bool:
    return not (value is None or (isinstance(value, str) and not value.strip()))


def read_cell_text(value: CellValue) -> str:
    """Return a value as text: days in ISO form, numbers with all their digits, 1 or 0 for yes or no."""
    if isinstance(value, str):
        return clean_invisible_characters(value).strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
