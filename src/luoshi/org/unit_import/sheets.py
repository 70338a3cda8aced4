"""Workbooks of units: the template with its explanations, the export, and reading a filled-in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.sheets.declared_sheets import DeclaredSheet, SheetField
from luoshi.base.sheets.workbooks import read_cell_text, read_first_sheet
from luoshi.codes.model import CodeRemark
from luoshi.org.tree.rules.particulars import normalize_particular
from luoshi.org.unit_import.rules import UnitSheetRow
from luoshi.reading.load.sheet import CellError, CellValue, SheetLine

MOST_ROWS = 50_000
NOTHING = frozenset({"-", "－", "—", "–", "无"})  # entries that clear a field
FIELDS = {
    "code": SheetField(N_("Unit code"), 16, "单位代码 单位编码 代码 编码 unitcode code"),
    "name": SheetField(N_("Unit name"), 36, "名称 单位名称 单位全称 全称 name", needed=True),
    "short": SheetField(N_("Abbreviation"), 18, "简称 单位简称 abbreviation shortname"),
    "parent": SheetField(
        N_("Code of the unit above"),
        18,
        "上级单位代码 上级代码 上级编码 上级单位编码 上级单位 上级单位名称 上级 codeoftheunitabove parentcode",
    ),
    "division": SheetField(N_("Division code"), 14, "行政区划代码 区划代码 divisioncode"),
    "credit": SheetField(N_("Credit code"), 22, "统一社会信用代码 信用代码 社会信用代码 creditcode"),
    "sort": SheetField(N_("Order number"), 10, "排序号 排序 顺序号 排列序号 ordernumber sort order"),
    "start": SheetField(N_("From day"), 12, "起始日期 起 自 成立日期 生效日期 from fromday"),
    "remark": SheetField(N_("Remark"), 30, "备注 说明 remark"),
}
SHEET = DeclaredSheet(N_("Units"), FIELDS, enough=("code", "name"))
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class UnitWorkbook:
    """A filled-in workbook: its rows, and the headers not recognised."""

    rows: list[UnitSheetRow]
    unread: list[str]


def read_unit_workbook(data: bytes) -> UnitWorkbook:
    """Return the rows of a workbook's first visible sheet.

    A blank cell means no change (None); a dash clears the field ("").

    Raises:
        RecordError: ``incomplete``.
    """
    return read_unit_lines(read_first_sheet(data), MOST_ROWS)


def read_unit_lines(lines: Sequence[SheetLine], most: int) -> UnitWorkbook:
    """Return the same of one of a workbook's sheets."""
    made = SHEET.rows(lines, most)
    return UnitWorkbook([_row(number, cells) for number, cells in made.lines], made.unread)


def _row(number: int, cells: Mapping[str, CellValue]) -> UnitSheetRow:
    values: dict[str, Any] = {}
    faults: list[CodeRemark] = []
    for field, value in cells.items():
        if isinstance(value, CellError):
            faults.append(CodeRemark("import.error_cell", {"text": str(value)[:20], "field": field}))
        elif field == "start":
            values[field] = _day(value)
            if values[field] is None:
                faults.append(CodeRemark("import.day", {"text": str(value)[:20], "field": field}))
        else:
            words = normalize_particular(field, read_cell_text(value))
            values[field] = "" if words in NOTHING and field not in ("code", "name") else words
    return UnitSheetRow(number, **{"code": "", **values}, faults=tuple(faults))


def _day(value: CellValue) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = unicodedata.normalize("NFKC", read_cell_text(value)).strip()
    found = _DAY.fullmatch(words)
    parts = found.groups() if found else (words[:4], words[4:6], words[6:]) if re.fullmatch(r"\d{8}", words) else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


# Writing


def export_unit_workbook(rows: Iterable[UnitSheetRow], day: date) -> bytes:
    """Return the units of a day as a workbook that can be imported again: it then changes nothing."""
    origin = _("A blank cell changes nothing when it is imported again; a dash empties the field.")
    return SHEET.build_workbook(_("Units on %(day)s") % {"day": day}, origin, rows)


def _examples(day: date) -> Iterator[UnitSheetRow]:
    start = date(day.year, 1, 1)
    yield UnitSheetRow(0, "YL", "云岭县", "云岭", "", "", "", _("The top of the tree: nothing above it."), start=start)
    yield UnitSheetRow(0, "YL-KX", "云岭县科学技术协会", "县科协", "YL", "", "", "", "10", start)
    remark = _("The day may be left blank: the day of the import then applies.")
    yield UnitSheetRow(0, "YL-QS", "青石镇", "", "YL", "", "", remark, "20")


def build_unit_template(day: date) -> bytes:
    """Build the template: a sheet with examples, and one that explains each column."""
    means = {
        "code": _(
            "Your own code for the unit. It never changes and identifies the unit in imports. If blank, the unit is "
            "found by its name; for a new unit a code is proposed."
        ),
        "name": _(
            "The full name. Required for a new unit; a name that differs from the recorded one renames the unit."
        ),
        "short": _("The usual short name; units can be found by it too."),
        "parent": _(
            "Code or name of the unit directly above, in this sheet or already recorded. Blank for a new unit: top "
            "of the tree."
        ),
        "division": _("Code of the place: 2, 4, 6, 9 or 12 digits; verified."),
        "credit": _("18 characters; the check character is verified."),
        "sort": _("Lists of units are sorted by it, then by name. Blank for a new unit: it comes last."),
        "start": _("The day from which the row is valid. If blank or the day of founding, the day of the import."),
        "remark": _("Free text."),
    }
    examples = {"code": "YL-KX", "name": "云岭县科学技术协会", "short": "县科协", "parent": "YL", "division": "530000"}
    examples |= {"sort": "10", "start": day.isoformat()}
    general = (
        _("A blank cell changes nothing. A dash (-) empties the field; under “%(parent)s” it puts the unit at the top.")
        % {"parent": SHEET.head("parent")},
        _("An import never closes a unit: units missing in the sheet stay as they are. Close a unit on its page."),
        _(
            "A preview lists all rows first; nothing is written before you confirm, and then either everything or "
            "nothing."
        ),
    )
    origin = _("Replace the examples with your own units. The second sheet explains the columns.")
    title = _("Units: template for import")
    return SHEET.template(title, origin, _examples(day), means, examples, general, MOST_ROWS)
