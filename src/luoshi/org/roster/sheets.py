"""The workbook of people: reading a filled-in one, and building the template with its explanations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.sheets.declared_sheets import DeclaredSheet, SheetField
from luoshi.base.sheets.names import split_cell_names
from luoshi.base.sheets.workbooks import read_cell_text, read_visible_sheets
from luoshi.codes.model import CodeRemark
from luoshi.org.roster.rules import RosterRow
from luoshi.org.roster.words import EXAMPLES
from luoshi.org.unit_import.rules import UnitSheetRow
from luoshi.org.unit_import.sheets import SHEET as UNITS
from luoshi.org.unit_import.sheets import UnitWorkbook, read_unit_lines
from luoshi.reading.load.sheet import CellError, CellValue, SheetLine

MOST = 500  # all of them are created in one transaction, during which others wait
MOST_UNITS = 1000  # rows of units in the same workbook; longer ones are imported by their own workbook
FIELDS = {
    "unit": SheetField(N_("Unit"), 30, "单位 单位名称 所在单位 工作单位 部门 所属单位 unit", needed=True),
    "name": SheetField(N_("Full name"), 12, "姓名 名字 人员姓名 name fullname", needed=True),
    "phone": SheetField(
        N_("Telephone"), 16, "电话 手机 手机号 手机号码 联系电话 电话号码 联系方式 telephone phone mobile"
    ),
    "title": SheetField(N_("Post"), 20, "职务 岗位 岗位名称 职务名称 现任职务 职务职级 post title"),
    "role": SheetField(N_("Role"), 14, "角色 系统角色 承担角色 工作角色 role", needed=True),
    "fields": SheetField(N_("Fields in charge"), 28, "分管领域 分管工作 负责领域 分管 工作分工 fieldsincharge"),
    "charges": SheetField(N_("Units in charge"), 28, "分管单位 联系单位 分管联系单位 unitsincharge answersfor"),
    "email": SheetField(N_("E-mail"), 22, "邮箱 电子邮箱 电子邮件 email e-mail"),
    "username": SheetField(N_("Account"), 16, "账号 用户名 登录名 账户 account username"),
}
SHEET = DeclaredSheet(N_("Roster"), FIELDS, enough=("name",))


@dataclass(frozen=True, slots=True)
class RosterWorkbook:
    """A filled-in workbook: its rows of people and of units, and the headers not recognised."""

    rows: list[RosterRow]
    unread: list[str]
    units: list[UnitSheetRow] = field(default_factory=list)


def read_roster_workbook(data: bytes) -> RosterWorkbook:
    """Return the rows of a workbook: of the first sheet with people, and of the first one with units, if it has one.

    A blank unit of a person is the one above: cells are often merged so.

    Raises:
        RecordError: ``incomplete``.
    """
    pages = [sheet.lines for sheet in read_visible_sheets(data)]
    people = next((page for page in pages if SHEET.fits(page)), None)
    units = next((page for page in pages if page is not people and _has_units(page)), None)
    if people is None and units is not None:
        read = read_unit_lines(units, MOST_UNITS)
        return RosterWorkbook([], read.unread, read.rows)
    made = SHEET.rows(people or pages[0], MOST)
    rows: list[RosterRow] = []
    for number, cells in made.lines:
        row = _row(number, cells)
        if not row.unit and rows and row.name:
            row = replace(row, unit=rows[-1].unit, carried=True)
        rows.append(row)
    drawn = read_unit_lines(units, MOST_UNITS) if units else UnitWorkbook([], [])
    return RosterWorkbook(rows, [*made.unread, *drawn.unread], drawn.rows)


def _has_units(page: Sequence[SheetLine]) -> bool:
    """Return True if a sheet has the heads of units, and not those of people."""
    return UNITS.fits(page) and not SHEET.fits(page)


def _row(number: int, cells: Mapping[str, CellValue]) -> RosterRow:
    values: dict[str, Any] = {}
    faults = []
    for name, value in cells.items():
        if isinstance(value, CellError):
            faults.append(CodeRemark("roster.error_cell", {"field": name}))
            continue
        words = read_cell_text(value)
        if name == "charges":
            values[name] = tuple(split_cell_names(words))
        elif name == "name":
            values[name] = _name(words)
        else:
            values[name] = " ".join(words.split())
    return RosterRow(number, **values, faults=tuple(faults))


def _name(words: str) -> str:
    """Return a name without the blanks that make two characters as wide as three (李　华)."""
    parts = words.split()
    return "".join(parts) if all(not part.isascii() for part in parts) else " ".join(parts)


def _units() -> Iterator[UnitSheetRow]:
    own, bureau = "云岭县督查室", "云岭县农业农村局"
    yield UnitSheetRow(0, "", "云岭县", "云岭", remark=_("The level above; nothing is above it here."))
    yield UnitSheetRow(0, "", own, "督查室", "云岭县", sort="10", remark=_("Your own office, by its exact name."))
    yield UnitSheetRow(0, "", bureau, "县农业农村局", "云岭县", sort="20", remark=_("Beside you."))
    yield UnitSheetRow(0, "", "农业股", "", bureau, sort="10", remark=_("Below it."))


def _examples() -> Iterator[RosterRow]:
    yield RosterRow(0, "云岭县督查室", "甘示例", "13800000001", "", "督查专员", "督查员")
    yield RosterRow(0, "云岭县农业农村局", "乔示例", "13800000002", "", "局长", "主要领导", "主持全面工作")
    yield RosterRow(0, "云岭县农业农村局", "安示例", "13800000003", "", "办公室干事", "联络员")
    yield RosterRow(
        0, "云岭县", "梅示例", "13800000004", "", "副县长", "分管领导", "农业农村、科普", ("云岭县农业农村局",)
    )


def build_roster_template() -> bytes:
    """Build the template: sheets of people and of units with examples, and one that explains each column."""
    means = {
        "unit": _("Name, abbreviation or code of the unit. If blank, the unit of the row above."),
        "name": _("As in the identity document. Required."),
        "phone": _(
            "Name and telephone identify a person. The number is stored encrypted and shown masked, and each look "
            "at it is recorded."
        ),
        "title": _(
            "The title used in the office. If blank, the name of the role. Posts of one unit with the same title "
            "are numbered."
        ),
        "role": _("The person's role here: %(examples)s.") % {"examples": EXAMPLES},
        "fields": _("In the office's own terms, for example 农业、水利. It grants no rights."),
        "charges": _("Units for which the post is responsible, with their subordinate units; if empty, its own unit."),
        "email": _("For messages, if the office sends any."),
        "username": _("The account name for signing in. If blank, the name in pinyin."),
    }
    general = (
        _("At most %(most)d people per sheet: send the rest in a second sheet.") % {"most": MOST},
        _(
            "A preview lists all rows first; nothing is written before you confirm, and then either everything or "
            "nothing."
        ),
        _(
            "The sheet of units draws the tree: each unit with the one above it, by name. New units, the people and "
            "their posts and accounts are made at one moment. Delete the sheet if the units are there already."
        ),
        _("People who already hold the same post are not changed: you can import the same sheet again with more rows."),
    )
    origin = _("Replace the examples with your own people and units. The last sheet explains the columns.")
    beside = [(UNITS, _units())]
    title = _("Units and people: template for import")
    return SHEET.template(title, origin, _examples(), means, {}, general, MOST, beside)
