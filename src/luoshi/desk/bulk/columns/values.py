"""The cells of a foreign sheet as values of fields: units of heads count exactly, days may be written in any way."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from luoshi.base.sheets.tables import SheetTable, TableColumn
from luoshi.base.sheets.workbooks import explain_cell_error, read_cell_text
from luoshi.desk.bulk.import_sheets import TemplateColumn, column_value, find_record_key, join_sheet_lines
from luoshi.desk.bulk.nested_lines import CLASH, CONTINUES, ROLE, plain_column
from luoshi.figures.style import decimal_text
from luoshi.figures.units import split_unit_size
from luoshi.figures.written_units import Own, asked_in, parse_typed_figure
from luoshi.reading.load.sheet import CellValue, column_letter

NUMBER = re.compile(r"(?=[+-]?\.?\d)[+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)?(?:\.\d+)?\s*[^\d\s.,，+-]{0,6}")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COUNTED = re.compile(r"[\d.,，]+\s*([^\d\s.,，]{1,3})")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
EMPTY = frozenset(("-", "—", "－", "/", "／", "无"))  # what people write into a cell of numbers or days that is empty


def unit_of_values(kept: str, head: str, table: str) -> Own | None:
    """Return the unit in which a column's numbers are written; None if it is no unit of what the field counts.

    Args:
        kept: the unit in which the field keeps its values; "" if it says none: then a size in the head counts (万人).
        head: the unit in the column's head; "" if it says none.
        table: the unit above the table, which counts for columns without a unit of their own where it is comparable.
    """
    if not head:
        head = table if kept and table and _comparable(kept, table) else ""
    if not head:
        return Own(kept)
    if not kept:
        found = split_unit_size(head)
        return Own(found.base, found.word)
    return _comparable(kept, head)


def _comparable(kept: str, unit: str) -> Own | None:
    try:
        return asked_in(kept, unit)
    except ValueError:
        return None


def plain_day(value: CellValue) -> str:
    """Return the day that a cell means in ISO form: 2026年3月5日, 2026.3.5, 20260305; "" if it means none."""
    text = read_cell_text(value)
    text = text[:10] if isinstance(value, datetime) else text  # cells have no zone
    found = _DAY.fullmatch(text) or _DIGITS.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    except ValueError:
        return ""


def is_day(value: CellValue) -> bool:
    """Return whether a cell means a day, be it without its year: 3月5日."""
    return bool(plain_day(value) or _WITHOUT_YEAR.fullmatch(read_cell_text(value)))


def named_year(table: SheetTable) -> str:
    """Return the year of days that say none: the only one named above the table; "" if there is not exactly one."""
    years = set(_YEAR.findall(table.title))
    return years.pop() if len(years) == 1 else ""


def describe_days(table: SheetTable, column: TableColumn) -> str:
    """Return of which year a column's days are, for people; "" if they say it themselves."""
    cells = (row.cells.get(column.place) for row in table.rows if not row.why)
    if not any(_WITHOUT_YEAR.fullmatch(read_cell_text(value)) for value in cells):
        return ""
    year = named_year(table)
    return _("days without a year: of %(year)s") % {"year": year} if year else _("days without a year")


def read_day(value: CellValue, year: str) -> tuple[str, str]:
    """Return a day in ISO form, and why it is none: then the text as it was.

    Args:
        year: of days that say none; "" if it is not known.
    """
    text = read_cell_text(value)
    if (day := plain_day(value)) or not _WITHOUT_YEAR.fullmatch(text):
        return day or text, ""
    if not year:
        said = _("“%(words)s” has no year, and neither has the line above the table: write it in one of them.")
        return text, said % {"words": text[:40]}
    return plain_day(f"{year}年{text.replace('号', '日')}") or text, ""


def read_number(text: str, own: Own) -> tuple[str, str]:
    """Return a number as a value of the field's unit, and why it is none: then the text as it was.

    Words that are no number are left to the form, which refuses them.
    """
    try:
        return decimal_text(parse_typed_figure(text, own)), ""
    except ValueError as error:
        said = {
            "unit": _("“%(words)s” is in another unit than %(unit)s."),
            "both": _("“%(words)s” says a size that the head says too."),
            "ends": _("“%(words)s” is not a whole decimal number when converted to %(unit)s."),
        }
        why = said.get(str(error), "") if own.unit or own.base else ""
        return text, why % {"words": text[:40], "unit": own.base} if why else ""


def read_cell(column: TemplateColumn, own: Own | None, value: CellValue, year: str = "") -> tuple[str, str]:
    """Return a cell's raw value for the field, and why it cannot be one.

    Args:
        year: of days that say none; "" if it is not known.
    """
    text = read_cell_text(value)
    if column.kind in ("number", "day") and text in EMPTY:
        return "", ""
    if column.kind == "number" and own is not None and not isinstance(value, bool):
        return read_number(text, own if own.unit or own.base else Own(_count_word(column, text)))
    if column.kind == "day":
        return read_day(value, year)
    return column_value(column, text), ""


def _count_word(column: TemplateColumn, text: str) -> str:
    """Return the count word behind a number that the field's label names, too: 62人 of 参加人次; "" for any other."""
    found = _COUNTED.fullmatch(text.strip())
    base = split_unit_size(found[1]).base if found else ""
    return base if base and any(base in label for label in column.labels) else ""


def rows_of_table(
    table: SheetTable,
    asked: Sequence[TemplateColumn],
    meaning: Mapping[int, tuple[str, str]],
    *,
    same: Mapping[str, str],
    counted: Collection[int] = (),
) -> list[tuple[int, dict[str, object]]]:
    """Return the records in a table, as ``by_columns`` does.

    Args:
        meaning: the name of the field that a column is, with the unit in which the field keeps its values; by place.
        same: values that all rows have, by field.
        counted: the positions of lines that are left out by themselves and count all the same.
    """
    by_name, columns = {column.name: column for column in asked}, {column.place: column for column in table.columns}
    units = {place: unit_of_values(kept, columns[place].unit, table.unit) for place, (_name, kept) in meaning.items()}
    key, year = find_record_key(asked), named_year(table)
    keys = {place for place, (name, _kept) in meaning.items() if name == key}
    found: list[tuple[int, dict[str, str]]] = []
    for at, row in enumerate(table.rows):
        if row.why and at not in counted:
            continue
        line = {CONTINUES: "1"} if keys & row.repeated else dict[str, str]()
        for place, (name, _kept) in meaning.items():
            cell = row.cells.get(place)
            column = by_name[plain_column(name)]
            why = explain_cell_error(row.number, place, cell)
            value, wrong = ("", why) if why else read_cell(column, units[place], cell, year)
            if value:  # several columns may say names of one role
                line[name] = f"{line[name]}\n{value}" if ROLE in name and name in line else value
            if wrong:
                where = _("Cell %(place)s: %(why)s") % {"place": f"{column_letter(place)}{row.number}", "why": wrong}
                line.setdefault(CLASH, why or where)
        if line:
            found.append((row.number, line))
    records = join_sheet_lines(asked, found)
    for _number, record in records:
        for name, value in same.items():
            record.setdefault(name, value)
    return records


def describe_unit(column: TableColumn, kept: str, table: str) -> str:
    """Return how a column's numbers are converted, for people; "" if they count as they are."""
    own = unit_of_values(kept, column.unit, table)
    if own is None or not own.unit or own.unit == own.base:
        return ""
    try:
        value = decimal_text(parse_typed_figure("1", own))
    except ValueError:
        return _("in %(unit)s") % {"unit": own.unit}
    return _("1 %(unit)s = %(value)s %(base)s") % {"unit": own.unit, "value": value, "base": own.base}
