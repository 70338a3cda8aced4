"""The workbook of people: a filled-in one read as rows, and the template with its explanations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.codes.model import Remark
from luoshi.org.base.marked import marked
from luoshi.org.base.sheets import folded, is_error, read_lines, words_of
from luoshi.org.roster.rules import Row
from luoshi.org.roster.words import ALIKE, EXAMPLES
from luoshi.writing.book import Line, Sheet, book

MOST = 1000
HEADS = {
    "unit": N_("Unit"),
    "name": N_("Full name"),
    "phone": N_("Telephone"),
    "title": N_("Post"),
    "role": N_("Role"),
    "fields": N_("Fields in charge"),
    "charges": N_("Units in charge"),
    "email": N_("E-mail"),
    "username": N_("Account"),
}
WIDTHS = {"unit": 30, "name": 12, "phone": 16, "title": 20, "role": 14, "fields": 28, "charges": 28, "email": 22}
WIDTHS |= {"username": 16}
NEEDED = frozenset({"unit", "name", "role"})
_BETWEEN = re.compile(r"[、,，;；\n]")


@dataclass(frozen=True, slots=True)
class Read:
    """A filled-in workbook: its rows, and the heads of columns that are not read."""

    rows: list[Row]
    unread: list[str]


def read(data: bytes) -> Read:
    """The rows of a workbook's first visible sheet. A blank unit is that of the row above: cells are often merged so.

    Raises:
        OrgError: ``file.wrong``, ``file.too_large``, ``file.no_heads``, ``file.empty``.
    """
    heads = {one: field for field, words in ALIKE.items() for one in words.split()}
    heads |= {folded(_(head)): field for field, head in HEADS.items()}
    made = read_lines(data, heads, ("name",), MOST, _("Full name"))
    rows: list[Row] = []
    for number, cells in made.lines:
        row = _row(number, cells)
        if not row.unit and rows and row.name:
            row = replace(row, unit=rows[-1].unit, carried=True)
        rows.append(row)
    return Read(rows, made.unread)


def _row(number: int, cells: dict[str, Any]) -> Row:
    values: dict[str, Any] = {}
    faults = []
    for field, cell in cells.items():
        if is_error(cell):
            faults.append(Remark("roster.error_cell", {"field": field}))
            continue
        words = words_of(cell.value)
        if field == "charges":
            parts = (" ".join(one.split()) for one in _BETWEEN.split(words))
            values[field] = tuple(dict.fromkeys(one for one in parts if one))
        elif field == "name":
            values[field] = _name(words)
        else:
            values[field] = " ".join(words.split())
    return Row(number, **values, faults=tuple(faults))


def _name(words: str) -> str:
    """A name without the blanks by which two characters are set as wide as three (李　华)."""
    parts = words.split()
    return "".join(parts) if all(not one.isascii() for one in parts) else " ".join(parts)


def template() -> bytes:
    """The workbook to fill in: a sheet with examples, and one that explains each column."""
    title = marked(_("People: template for import"))
    origin = _("Replace the examples by your own people. What each column means stands on the second sheet.")
    widths = {"head": 22, "must": 10, "means": 80, "example": 26}
    sheets = [
        Sheet("people", WIDTHS, 2, "username", map(_line, _examples())),
        Sheet("explained", widths, 1, "example", _explained()),
    ]
    return book(title, origin, sheets, _say)


def _examples() -> Iterator[Row]:
    yield Row(0, "云岭县督查室", "甘示例", "13800000001", "", "督查专员", "督查员")
    yield Row(0, "云岭县农业农村局", "乔示例", "13800000002", "", "局长", "主要领导", "主持全面工作")
    yield Row(0, "云岭县农业农村局", "安示例", "13800000003", "", "办公室干事", "联络员")


def _line(row: Row) -> Line:
    values = {field: getattr(row, field) or None for field in HEADS}
    return Line({**values, "charges": "、".join(row.charges) or None})


def _explained() -> Iterator[Line]:
    means = {
        "unit": _("Name, abbreviation or code of the unit. Blank: that of the row above."),
        "name": _("As in the papers. Needed."),
        "phone": _(
            "By name and telephone a person is known. It is kept encrypted, shown masked, and each look is noted."
        ),
        "title": _("As the office calls it. Blank: the role. Two of a unit that are called alike get a number."),
        "role": _("What the person does here: %(examples)s.") % {"examples": EXAMPLES},
        "fields": _("In the office's words, for instance 农业、水利. No right follows from it."),
        "charges": _("Units for which the post answers, with those beneath them, if not for its own."),
        "email": _("For messages, where the office sends any."),
        "username": _("What the person signs in with. Blank: the name in pinyin."),
    }
    for field, head in HEADS.items():
        must = _("needed") if field in NEEDED else _("optional")
        yield Line({"head": _(head), "must": must, "means": means[field], "example": None})
    for words in (
        _("First all rows are tried and reported; nothing is written before you confirm, and then all or nothing."),
        _("Who holds the very post already stays as they are: the same sheet can be imported again with further rows."),
    ):
        yield Line({"head": None, "must": None, "means": words, "example": None})


def _say(code: str, **values: Any) -> str:
    sort, _dot, name = code.partition(".")
    if sort == "column" and name in HEADS:
        return _(HEADS[name])
    said = {
        "sheet.people": _("Roster"),
        "sheet.explained": _("Explained"),
        "sheet.page": "&P / &N",
        "column.head": _("Column"),
        "column.must": _("Needed"),
        "column.means": _("What it means"),
        "column.example": _("Example"),
    }
    return said[code]
