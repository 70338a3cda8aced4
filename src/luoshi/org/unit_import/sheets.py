"""Workbooks of units: the template with its explanations, what is exported, and a filled-in one read as rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.codes.model import Remark
from luoshi.org.base.marked import marked
from luoshi.org.base.sheets import folded, is_error, read_lines, words_of
from luoshi.org.tree.rules.particulars import tidy
from luoshi.org.unit_import.rules import Row
from luoshi.writing.book import Line, Sheet, book

MOST_ROWS = 50_000
NOTHING = frozenset({"-", "－", "—", "–", "无"})  # what empties a field
HEADS = {
    "code": N_("Unit code"),
    "name": N_("Unit name"),
    "short": N_("Abbreviation"),
    "parent": N_("Code of the unit above"),
    "division": N_("Division code"),
    "credit": N_("Credit code"),
    "sort": N_("Order number"),
    "start": N_("From day"),
    "remark": N_("Remark"),
}
WIDTHS = {
    "code": 16,
    "name": 36,
    "short": 18,
    "parent": 18,
    "division": 14,
    "credit": 22,
    "sort": 10,
    "start": 12,
    "remark": 30,
}
# As people head such columns; besides the heads themselves in the language of the page.
_ALIKE = {
    "code": "单位代码 单位编码 代码 编码 unitcode code",
    "name": "名称 单位名称 单位全称 全称 name",
    "short": "简称 单位简称 abbreviation shortname",
    "parent": "上级单位代码 上级代码 上级编码 上级单位编码 codeoftheunitabove parentcode",
    "division": "行政区划代码 区划代码 divisioncode",
    "credit": "统一社会信用代码 信用代码 社会信用代码 creditcode",
    "sort": "排序号 排序 顺序号 排列序号 ordernumber sort order",
    "start": "起始日期 起 自 成立日期 生效日期 from fromday",
    "remark": "备注 说明 remark",
}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Read:
    """A filled-in workbook: its rows, and the heads of columns that are not read."""

    rows: list[Row]
    unread: list[str]


def read(data: bytes) -> Read:
    """The rows of a workbook's first visible sheet.

    A blank cell says nothing (None); one with a dash empties the field ("").

    Raises:
        OrgError: ``file.wrong``, ``file.too_large``, ``file.no_heads``, ``file.empty``.
    """
    heads = {one: field for field, words in _ALIKE.items() for one in words.split()}
    heads |= {folded(_(head)): field for field, head in HEADS.items()}
    made = read_lines(data, heads, ("code", "name"), MOST_ROWS, _head("name"))
    rows = [_row(number, cells) for number, cells in made.lines]
    return Read(rows, made.unread)


def _row(number: int, cells: dict[str, Any]) -> Row:
    values: dict[str, Any] = {}
    faults: list[Remark] = []
    for field, cell in cells.items():
        value = cell.value
        if is_error(cell):
            faults.append(Remark("import.error_cell", {"text": str(value)[:20], "field": field}))
        elif field == "start":
            values[field] = _day(value)
            if values[field] is None:
                faults.append(Remark("import.day", {"text": str(value)[:20], "field": field}))
        else:
            words = tidy(field, words_of(value))
            values[field] = "" if words in NOTHING and field not in ("code", "name") else words
    return Row(number, **{"code": "", **values}, faults=tuple(faults))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = unicodedata.normalize("NFKC", words_of(value)).strip()
    found = _DAY.fullmatch(words)
    parts = found.groups() if found else (words[:4], words[4:6], words[6:]) if re.fullmatch(r"\d{8}", words) else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


# Writing


def _head(field: str) -> str:
    return _(HEADS[field])


def exported(rows: Iterable[Row], day: date) -> bytes:
    """The units of a day as a workbook that can be imported again: then every row says that nothing changes."""
    title = marked(_("Units on %(day)s") % {"day": day})
    origin = _("A blank cell changes nothing when it is imported again; a dash empties the field.")
    sheets = [Sheet("units", WIDTHS, 2, "remark", map(_line, rows))]
    return book(title, origin, sheets, _say)


def template(day: date) -> bytes:
    """The workbook to fill in: a sheet with examples, and one that explains each column."""
    title = marked(_("Units: template for import"))
    origin = _("Replace the examples by your own units. What each column means stands on the second sheet.")
    widths = {"head": 22, "must": 10, "means": 70, "example": 26}
    sheets = [
        Sheet("units", WIDTHS, 2, "remark", map(_line, _examples(day))),
        Sheet("explained", widths, 1, "example", _explained(day)),
    ]
    return book(title, origin, sheets, _say)


def _examples(day: date) -> Iterator[Row]:
    start = date(day.year, 1, 1)
    yield Row(0, "YL", "云岭县", "云岭", "", "", "", _("The top of the tree: nothing above it."), start=start)
    yield Row(0, "YL-KX", "云岭县科学技术协会", "县科协", "YL", "", "", "", "10", start)
    remark = _("The day may stay blank: then that of the import holds.")
    yield Row(0, "YL-QS", "青石镇", "", "YL", "", "", remark, "20")


def _line(row: Row) -> Line:
    return Line({field: getattr(row, field) or None for field in HEADS})


def _explained(day: date) -> Iterator[Line]:
    means = {
        "code": _(
            "Your own code for the unit. It never changes: by it a row knows its unit. Blank: the unit of that name, or"
            " for a new one a code is proposed."
        ),
        "name": _("The whole name. Needed for a new unit; another name than the recorded one renames the unit."),
        "short": _("What people say; units are found by it too."),
        "parent": _(
            "Code or name of the unit right above, here or already recorded. Blank for a new unit: top of the tree."
        ),
        "division": _("Of the place: 2, 4, 6, 9 or 12 digits; checked."),
        "credit": _("18 characters; its check character is checked."),
        "sort": _("Lists of units go by it, then by name. Blank for a new unit: it comes last."),
        "start": _("The day from which the row holds. Blank, or the day of founding: the day of the import."),
        "remark": _("Free words."),
    }
    examples = {"code": "YL-KX", "name": "云岭县科学技术协会", "short": "县科协", "parent": "YL", "division": "530000"}
    examples |= {"sort": "10", "start": day.isoformat()}
    for field, head in HEADS.items():
        must = _("needed") if field == "name" else _("optional")
        yield Line({"head": _(head), "must": must, "means": means[field], "example": examples.get(field)})
    general = (
        _("A blank cell changes nothing. A dash (-) empties the field; under “%(parent)s” it puts the unit at the top.")
        % {"parent": _head("parent")},
        _("Nothing is closed by an import: units that are not in the sheet stay as they are. Close them by an order."),
        _("First all rows are tried and reported; nothing is written before you confirm, and then all or nothing."),
    )
    for words in general:
        yield Line({"head": None, "must": None, "means": words, "example": None})


def _say(code: str, **values: Any) -> str:
    sort, _dot, name = code.partition(".")
    if sort == "column" and name in HEADS:
        return _(HEADS[name])
    said = {
        "sheet.units": _("Units"),
        "sheet.explained": _("Explained"),
        "sheet.page": "&P / &N",
        "column.head": _("Column"),
        "column.must": _("Needed"),
        "column.means": _("What it means"),
        "column.example": _("Example"),
    }
    return said[code]
