"""Workbooks of units: the template with its explanations, what is exported, and a filled-in one read as rows."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from luoshi.codes.model import Remark
from luoshi.org.base.errors import OrgError
from luoshi.org.base.marked import marked
from luoshi.org.tree.rules.particulars import tidy
from luoshi.org.unit_import.rules import Row
from luoshi.writing.book import Line, Sheet, book

MOST_ROWS = 50_000
MOST_COLUMNS = 60
LOOKED = 20  # rows in which the heads of the columns are looked for
BLANK = 1000  # blank rows after which nothing more is expected
EXPANDED = 200_000_000  # bytes out of the container
RATIO = 400  # expanded to packed
NOTHING = frozenset({"-", "－", "—", "–", "无"})  # what empties a field
HEADS = {
    "code": N_("Unit code"),
    "name": N_("Unit name"),
    "short": N_("Abbreviation"),
    "parent": N_("Code of the unit above"),
    "division": N_("Division code"),
    "credit": N_("Credit code"),
    "start": N_("From day"),
    "remark": N_("Remark"),
}
WIDTHS = {"code": 16, "name": 36, "short": 18, "parent": 18, "division": 14, "credit": 22, "start": 12, "remark": 30}
# As people head such columns; besides the heads themselves in the language of the page.
_ALIKE = {
    "code": "单位代码 单位编码 代码 编码 unitcode code",
    "name": "名称 单位名称 单位全称 全称 name",
    "short": "简称 单位简称 abbreviation shortname",
    "parent": "上级单位代码 上级代码 上级编码 上级单位编码 codeoftheunitabove parentcode",
    "division": "行政区划代码 区划代码 divisioncode",
    "credit": "统一社会信用代码 信用代码 社会信用代码 creditcode",
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
    _refuse_bombs(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl does not know of a file's styling does not matter here
            made = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = next((one for one in made.worksheets if one.sheet_state == "visible"), None)
            if sheet is None:
                raise _wrong()
            sheet.reset_dimensions()  # some programs say that a sheet ends at its first cell
            return _rows(sheet.iter_rows(max_col=MOST_COLUMNS))
    except OrgError:
        raise
    except Exception as error:  # openpyxl promises nothing about what it meets in broken files
        raise _wrong() from error


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            infos = pack.infolist()
    except Exception as error:  # struct.error and the like: zipfile promises nothing about broken input
        raise _wrong() from error
    # More than a part claims to hold never comes out of it: zipfile stops there.
    whole = sum(one.file_size for one in infos)
    if (
        len(infos) > 5000
        or whole > EXPANDED
        or any(one.file_size > 1_000_000 and one.file_size > RATIO * one.compress_size for one in infos)
    ):
        raise _large(_("Far more is packed into the file than its size says."))
    if "[Content_Types].xml" not in {one.filename for one in infos}:
        raise _wrong()


def _wrong() -> OrgError:
    said = _("This is no workbook that can be read.")
    return OrgError("file.wrong", said, remedy=_("Fill in the template and save it as .xlsx, without a password."))


def _large(why: str) -> OrgError:
    return OrgError("file.too_large", why, remedy=_("Import it in parts."))


def _rows(lines: Iterable[Sequence[Any]]) -> Read:
    heads: dict[str, int] = {}
    unread: list[str] = []
    found: list[Row] = []
    blank = 0
    for number, cells in enumerate(lines, 1):
        if not heads:
            heads, unread = _heads(cells)
            if number > LOOKED:
                break
            continue
        row = _row(number, cells, heads)
        blank = 0 if row else blank + 1
        if row:
            found.append(row)
        if len(found) > MOST_ROWS:
            raise _large(_("More than %(most)d rows at once are too many.") % {"most": MOST_ROWS})
        if blank > BLANK:
            break
    if not heads:
        said = _("The heads of the columns are not found: there must be one “%(code)s”.") % {"code": _head("code")}
        raise OrgError("file.no_heads", said, remedy=_("Take the template; its first row must stay as it is."))
    if not found:
        raise OrgError("file.empty", _("There is no row under the heads."), remedy=_("Enter a unit a row."))
    return Read(found, unread)


def _heads(cells: Sequence[Any]) -> tuple[dict[str, int], list[str]]:
    known = {one: field for field, words in _ALIKE.items() for one in words.split()}
    known |= {_folded(_(head)): field for field, head in HEADS.items()}
    found: dict[str, int] = {}
    unread = []
    for place, cell in enumerate(cells):
        words = str(cell.value or "")
        field = known.get(_folded(words))
        if field and field not in found:
            found[field] = place
        elif words.strip():
            unread.append(words.strip()[:40])
    return (found, unread) if "code" in found and len(found) > 1 else ({}, [])


def _folded(words: str) -> str:
    plain = re.sub(r"[(（].{0,200}?[)）]|[\s*＊_]", "", unicodedata.normalize("NFKC", words))
    return plain.lower()


def _row(number: int, cells: Sequence[Any], heads: dict[str, int]) -> Row | None:
    values: dict[str, Any] = {}
    faults: list[Remark] = []
    for field, place in heads.items():
        cell = cells[place] if place < len(cells) else None
        value = getattr(cell, "value", None)
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if getattr(cell, "data_type", "") == "e":
            faults.append(Remark("import.error_cell", {"text": str(value)[:20], "field": field}))
        elif field == "start":
            values[field] = _day(value)
            if values[field] is None:
                faults.append(Remark("import.day", {"text": str(value)[:20], "field": field}))
        else:
            words = tidy(field, _words(value))
            values[field] = "" if words in NOTHING and field not in ("code", "name") else words
    if not values and not faults:
        return None
    return Row(number, **{"code": "", **values}, faults=tuple(faults))


def _words(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return unescape(value) if isinstance(value, str) else str(value)  # _x0041_ is how a workbook may write A


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = unicodedata.normalize("NFKC", _words(value)).strip()
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
    yield Row(0, "YL", "云岭县", "云岭", "", "", "", _("The top of the tree: nothing above it."), start)
    yield Row(0, "YL-KX", "云岭县科学技术协会", "县科协", "YL", "", "", "", start)
    yield Row(0, "YL-QS", "青石镇", "", "YL", "", "", _("The day may stay blank: then that of the import holds."))


def _line(row: Row) -> Line:
    return Line({field: getattr(row, field) or None for field in HEADS})


def _explained(day: date) -> Iterator[Line]:
    means = {
        "code": _("Your own code for the unit. It never changes: by it a row knows its unit. Needed."),
        "name": _("The whole name. Needed for a new unit; another name than the recorded one renames the unit."),
        "short": _("What people say; units are found by it too."),
        "parent": _(
            "The code of the unit right above, here or already recorded. Blank for a new unit: top of the tree."
        ),
        "division": _("Of the place: 2, 4, 6, 9 or 12 digits; checked."),
        "credit": _("18 characters; its check character is checked."),
        "start": _("The day from which the row holds. Blank, or the day of founding: the day of the import."),
        "remark": _("Free words."),
    }
    examples = {"code": "YL-KX", "name": "云岭县科学技术协会", "short": "县科协", "parent": "YL", "division": "530000"}
    examples |= {"start": day.isoformat()}
    for field, head in HEADS.items():
        must = _("needed") if field in ("code", "name") else _("optional")
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
