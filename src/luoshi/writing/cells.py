"""Write values as spreadsheet cells: words stay words, numbers and dates are real, nothing becomes a formula."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import luoshi.writing.openpyxl_alone  # noqa: F401 before openpyxl

# isort: split
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | Decimal | date | None

LONGEST = 32_767  # maximum length of a cell in Excel, in UTF-16 units
DIGITS = 15  # significant digits that Excel keeps; a longer number is written as text
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read _x0041_ as A
FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")

_LINE = Side(style="thin", color="FFD0D5DD")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
TITLE = Font(name="宋体", size=16, bold=True)
SMALL = Font(name="宋体", size=9, color="FF475467")
HEAD = Font(name="宋体", size=10, bold=True, color="FFFFFFFF")
BODY = Font(name="宋体", size=10)
DOUBT = Font(name="宋体", size=10, color="FFB42318")
HEAD_FILL = PatternFill("solid", fgColor="FF1D4E89")
BAND_FILL = PatternFill("solid", fgColor="FFF5F8FC")
WRAP = Alignment(vertical="top", wrap_text=True)
TOP = Alignment(vertical="top", horizontal="center")
MIDDLE = Alignment(vertical="center", horizontal="center", wrap_text=True)


def cell_safe_text(text: str) -> str:
    """Return ``text`` as a cell can hold it: without characters that XML or Excel refuse, and cut to length."""
    text = ESCAPE_LIKE.sub("_x005F_", ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        text = text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
    return text


def style_empty_cell(sheet: WriteOnlyWorksheet, kind: str, band: bool, form: str) -> Cell:
    """Return an empty cell of a style.

    Args:
        kind: head, body or doubt, which have borders, or title or small.
        form: words, formula (words that look like one), number, day or moment.
    """
    model = WriteOnlyCell(sheet)
    model.font = {"head": HEAD, "doubt": DOUBT, "title": TITLE, "small": SMALL}.get(kind, BODY)
    if form == "formula":
        model.quotePrefix = True  # still text after someone has edited the cell
    if kind in ("title", "small"):
        return model
    model.border = BORDER
    if kind == "head" or band:
        model.fill = HEAD_FILL if kind == "head" else BAND_FILL
    model.alignment = MIDDLE if kind == "head" else WRAP if form in ("words", "formula") else TOP
    if form in ("day", "moment"):
        model.number_format = "yyyy-mm-dd" if form == "day" else "yyyy-mm-dd hh:mm"
    return model


def words_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Return a cell of a write-only sheet that holds a text as text."""
    made = WriteOnlyCell(sheet)
    put_words(made, text)
    return made


def put_words(made: Cell, text: str) -> None:
    """Set a text as text: openpyxl would take ``=1+1`` for a formula and ``#N/A`` for an error."""
    made.value = cell_safe_text(text)
    made.data_type = "s"
