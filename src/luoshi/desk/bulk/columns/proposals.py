"""Propose which field each column of a foreign sheet is: by what was confirmed before, by name, synonyms and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice

from luoshi.base.sheets.tables import SheetTable, TableColumn, fold_words, unit_in_head, without_unit
from luoshi.base.sheets.workbooks import read_cell_text
from luoshi.desk.bulk.columns.values import NUMBER, is_day, unit_of_values
from luoshi.desk.bulk.import_sheets import RECORD, YES, TemplateColumn, fold_sheet_head, list_sheet_columns
from luoshi.desk.bulk.nested_lines import ROLE, plain_column
from luoshi.kernel.kinds.language.row_rules import fold_label
from luoshi.reading.load.sheet import CellValue
from luoshi.reading.words import load_lexicon_table

LOOKED = 50  # values of a column that are looked at
OFFERED = 5  # numbered rows inside that a select offers
LIKELY, SURE = 60, 90  # percent of the values that must fit a field: if its name fits, and if nothing else does
SAID, SAME, LOWEST, ALIKE, ABOVE, PART, VALUES = 100, 90, 85, 70, 60, 50, 20  # how well a column fits a field
FEWEST_VALUES = 3  # values from which alone a field is proposed
LONGEST_LIKE = 10  # characters of a head that may be like another
LEFT_OUT = ""
_FILE = re.compile(r"\.[A-Za-z0-9]{2,5}\s*$")  # a cell that ends like the name of a file
NONE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ImportField:
    """A field as a column of a sheet can be it.

    Attributes:
        name: of the field; of rows inside "part.column", with the number of the row "part.column#2", and as a column
            of those with one role "part.column@role=code".
        heads: the heads by which it is known, folded, with what stands in brackets.
        plain: the same without brackets and units.
        column: the column of the template.
        unit: the unit in which its values are kept; "" if its label says none.
    """

    name: str
    label: str
    heads: frozenset[str]
    plain: frozenset[str]
    column: TemplateColumn
    unit: str
    needed: bool


def list_import_fields(asked: Sequence[TemplateColumn]) -> list[ImportField]:
    """Return the fields that a sheet's columns can be, own ones first; rows inside also with a number."""
    by_name = {column.name: column for column in asked}
    found = []
    for sheet_column in list_sheet_columns(asked):
        column = by_name[plain_column(sheet_column.name)]
        plain = frozenset(fold_sheet_head(without_unit(head)) for head in sheet_column.heads)
        unit = next((unit for head in sorted(column.labels) if (unit := unit_in_head(head))), "")
        found.append(
            ImportField(
                sheet_column.name,
                sheet_column.label,
                sheet_column.heads,
                plain,
                column,
                unit if column.kind == "number" else "",
                sheet_column.needed,
            )
        )
    return [*found, *(field for column in asked for field in _role_fields(column))]


def _role_fields(column: TemplateColumn) -> Iterator[ImportField]:
    """Yield what a column of who rows inside are is once for each of their roles: 甲方, 乙方."""
    for role in column.roles:
        plain = frozenset(fold_sheet_head(without_unit(head)) for head in role.heads)
        yield ImportField(role.name, role.label, role.heads, plain, replace(column, numbered=()), "", needed=False)


def known_heads(
    fields: Sequence[ImportField], remembered: Mapping[str, str]
) -> tuple[Callable[[str], bool], Callable[[str], bool]]:
    """Return two functions on a folded head without brackets: whether it names a field, and whether it is like one."""
    plain = {head for field in fields for head in field.plain}
    groups = frozenset(group for field in fields for group in _own_groups(field, _title_groups(fields)))
    before = {fold_sheet_head(without_unit(part)) for head in remembered for part in head.split("/")}

    def knows(words: str) -> bool:
        head = fold_sheet_head(words)
        return head in plain or head in before or not groups.isdisjoint(_groups().get(head, ()))

    def resembles(words: str) -> bool:
        return knows(words) or not groups.isdisjoint(_ending_groups(fold_sheet_head(words)))

    return knows, resembles


def propose_columns(table: SheetTable, fields: Sequence[ImportField], remembered: Mapping[str, str]) -> dict[int, str]:
    """Return the name of the field that each column probably is, by the column's place; others are left out.

    Args:
        remembered: for heads that were confirmed in other sheets, the field's name; "" if the column was left out.
    """
    found: list[tuple[int, int, int, str]] = []
    titles = _title_groups(fields)
    for column in table.columns:
        values = _values(table, column)
        said = remembered.get(column.name) if column.parts else None
        if said == LEFT_OUT or _is_serial(column):
            continue
        for order, field in enumerate(fields):
            score = SAID if said == field.name else _score(column, field, table, values, titles)
            if score:
                found.append((-score, order, column.place, field.name))
    taken: dict[int, str] = {}
    for _rank, _order, place, name in sorted(found):
        if place not in taken and (ROLE in name or name not in taken.values()):
            taken[place] = name
    return taken


def _score(
    column: TableColumn, field: ImportField, table: SheetTable, values: Sequence[CellValue], titles: frozenset[int]
) -> int:
    """Return how well a column fits a field, 0 for not at all."""
    if field.column.kind == "files" and share_fitting(field.column, values) < LIKELY:
        return 0  # words about evidence are no names of files
    if field.column.kind == "number" and unit_of_values(field.unit, column.unit, table.unit) is None:
        return 0
    if column.parts:
        whole, lowest = "".join(column.parts), column.parts[-1]
        if fold_sheet_head(whole) in field.heads or _plain(whole) in field.plain:
            return SAME
        if fold_sheet_head(lowest) in field.heads or _plain(lowest) in field.plain:
            return LOWEST
        own = _own_groups(field, titles)
        if ROLE in field.name:
            return _score_role(field, own, column.parts)
        if "#" not in field.name and share_fitting(field.column, values) >= LIKELY:
            if any(own & _groups().get(_plain(words), NONE) for words in (whole, lowest)):
                return ALIKE
            if any(_plain(words) in field.plain or own & _groups().get(_plain(words), NONE) for words in column.parts):
                return ABOVE
            if _contains(_plain(lowest), field.plain) or _is_like(_plain(lowest), field, own):
                return PART
    alone = field.column.kind == "choice" and "#" not in field.name and len(values) >= FEWEST_VALUES
    return VALUES if alone and share_fitting(field.column, values) >= SURE else 0


def _score_role(field: ImportField, own: frozenset[int], parts: Sequence[str]) -> int:
    """Return how well a column names those of one role: 甲方, or 名称 below 甲方, but not 联系人 below it."""
    if any(own & _groups().get(_plain(words), NONE) for words in ("".join(parts), parts[-1])):
        return ALIKE
    of_role = any(_plain(words) in field.plain or own & _groups().get(_plain(words), NONE) for words in parts[:-1])
    names = _groups()["名称"] | _groups()["单位"] | _groups()["姓名"]
    return ABOVE if of_role and names & _groups().get(_plain(parts[-1]), NONE) else 0


def share_fitting(column: TemplateColumn, values: Sequence[CellValue]) -> int:
    """Return the percent of values that the field's type allows; 100 where it allows any words, or without values."""
    tests: dict[str, Callable[[CellValue], bool]] = {
        "number": lambda value: bool(NUMBER.fullmatch(read_cell_text(value))),
        "day": is_day,
        "yes": lambda value: read_cell_text(value).casefold() in {*YES, "0", "否", "no", "×"},
        "files": lambda value: bool(_FILE.search(read_cell_text(value))),
        "choice": lambda value: fold_label(read_cell_text(value)) in column.words,
    }
    test = tests.get(column.kind)
    return sum(map(test, values)) * 100 // len(values) if test and values else 100


def _values(table: SheetTable, column: TableColumn) -> list[CellValue]:
    cells = (row.cells[column.place] for row in table.rows if not row.why and column.place in row.cells)
    return list(islice(cells, LOOKED))


def first_values(table: SheetTable, column: TableColumn, most: int) -> Iterator[str]:
    """Yield the first different values of a column in the rows that are not left out."""
    return islice(dict.fromkeys(read_cell_text(value) for value in _values(table, column)), most)


def _plain(words: str) -> str:
    return fold_sheet_head(without_unit(words))


def _contains(head: str, labels: frozenset[str]) -> bool:
    """Whether a head and a label are the same but for words before or behind: 主要承办单位 and 承办单位."""
    pairs = [sorted((head, label), key=len, reverse=True) for label in labels if min(len(head), len(label)) > 1]
    return any(longer.startswith(shorter) or longer.endswith(shorter) for longer, shorter in pairs)


def _is_serial(column: TableColumn) -> bool:
    serials = {fold_words(word) for word in load_lexicon_table("sheets")["heads"]["serials"]}
    return bool(column.parts) and fold_words(column.parts[-1]) in serials


@cache
def _groups() -> Mapping[str, frozenset[int]]:
    """Return the groups of heads that mean the same, by folded head."""
    found: dict[str, set[int]] = {}
    for at, words in enumerate(load_lexicon_table("sheets")["heads"]["groups"]):
        for word in words:
            found.setdefault(fold_sheet_head(word), set()).add(at)
    return {word: frozenset(groups) for word, groups in found.items()}


def _own_groups(field: ImportField, titles: frozenset[int]) -> frozenset[int]:
    """Return the groups of heads that mean a field."""
    heads = {*field.plain, *field.column.numbered}
    found = frozenset(group for head in heads for group in _groups().get(head, NONE))
    if field.name in ("title", RECORD):
        return found | titles
    return found | _groups()["单位"] if field.column.kind == "unit" and ROLE not in field.name else found


def _is_like(head: str, field: ImportField, own: frozenset[int]) -> bool:
    """Whether a head ends as the field's label does, and no other meaning of it is known."""
    if head in _groups():
        return False
    ends = {group for label in field.plain if label not in _groups() for group in _ending_groups(label)}
    return bool(_ending_groups(head) & (own | ends))


@lru_cache(maxsize=1024)
def _ending_groups(head: str) -> frozenset[int]:
    """Return the groups of the longest known head with which a short one ends: 合同名称 ends with 名称."""
    ends = (head[at:] for at in range(1, len(head) - 1)) if len(head) <= LONGEST_LIKE else ()
    return next((_groups()[end] for end in ends if end in _groups()), NONE)


def _title_groups(fields: Sequence[ImportField]) -> frozenset[int]:
    """Return the groups of heads that may be a record's title: 名称 and the like, or 姓名 where it names a person."""
    if any(field.name == RECORD for field in fields):
        return _groups()[fold_sheet_head("名称")] | _groups()[fold_sheet_head("姓名")]
    title = next((field for field in fields if field.name == "title"), None)
    if title is None:
        return frozenset()
    own = {group for head in title.plain for group in _groups().get(head, ())}
    return frozenset(own or _groups()[fold_sheet_head("名称")])
