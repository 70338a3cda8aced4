"""The tables of an uploaded workbook, and what was confirmed about their columns before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from luoshi.base.sheets.tables import SheetTable, find_tables
from luoshi.base.sheets.workbooks import read_visible_sheets
from luoshi.desk.bulk.columns.proposals import ImportField, known_heads, propose_columns
from luoshi.desk.lists.views.models import ColumnMeaning
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.reading.errors import ReadError

REMEMBERED = 200  # sheets whose heads are remembered one by one


@dataclass(frozen=True)
class ReadLayout:
    """How a sheet with heads of its own was read, as stored with its import. It contains no words of its rows.

    Attributes:
        token: of the uploaded file, as long as it is kept.
        table: the position of the table that was read.
        columns: the head of each column and the label of its field, "" for a column that was left out.
        left: the number of each line that was left out, and the code of the reason.
        counted: the positions of lines that the person counted in.
        unit: the unit above the table; "" if there is none.
        unvalued: how many formulas of the workbook have no stored value.
        by, since: who confirmed the columns, and on which day; "" if the person did so for this sheet.
    """

    token: str
    table: int
    columns: Sequence[Sequence[str]]
    left: Sequence[tuple[int, str]]
    counted: Sequence[int] = field(default_factory=tuple)
    by: str = ""
    since: str = ""
    unit: str = ""
    unvalued: int = 0

    def dump(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def load_layout(text: str) -> ReadLayout | None:
    """Return a stored layout; None if the sheet had the heads of the template."""
    return ReadLayout(**json.loads(text)) if text else None


@dataclass(frozen=True)
class FoundTables:
    """The tables of a workbook, and how many formulas in it have no stored value."""

    tables: Sequence[SheetTable]
    unvalued: int


def step_key(kind: CompiledKind, step: Step) -> str:
    """Return the name under which a step's sheets are remembered: "" for the first that begins a record."""
    return "" if step is kind.cycle.first else step.name


def remembered_heads(kind: CompiledKind, step: Step) -> dict[str, str]:
    """Return for heads of earlier sheets the field that they were confirmed to be, "" if left out. One query."""
    rows = ColumnMeaning.objects.filter(kind=kind.name, step=step_key(kind, step)).order_by("-at", "-pk")
    found: dict[str, str] = {}
    for columns in reversed(rows.values_list("columns", flat=True)[:REMEMBERED]):
        found |= {head: name for head, name in columns if head}
    return found


@dataclass(frozen=True)
class KnownColumns:
    """What was confirmed about a table's columns: the fields by place, who confirmed them, and when."""

    fields: Mapping[int, str]
    by: str
    since: str


def known_columns(
    kind: CompiledKind, step: Step, tables: Sequence[SheetTable], fields: Sequence[ImportField]
) -> dict[str, KnownColumns]:
    """Return what was confirmed about tables with these heads, by the digest of the heads. One query.

    Nothing is returned about heads of which the kind no longer has one of the fields.
    """
    rows = ColumnMeaning.objects.filter(kind=kind.name, step=step_key(kind, step))
    by_digest = {table.digest: table for table in tables}
    known, found = {sheet_field.name for sheet_field in fields} | {""}, {}
    for meaning in rows.filter(heads__in=by_digest).select_related("person"):
        headed = [column for column in by_digest[meaning.heads].columns if column.parts]
        names = [name for _head, name in meaning.columns]
        if len(names) == len(headed) and known.issuperset(names):
            places = {column.place: name for column, name in zip(headed, names, strict=True) if name}
            since = timezone.localdate(meaning.at).isoformat()
            found[meaning.heads] = KnownColumns(places, meaning.person.name, since)
    return found


def likeliest_table(
    tables: Sequence[SheetTable],
    fields: Sequence[ImportField],
    remembered: Mapping[str, str],
    known: Mapping[str, KnownColumns],
) -> int:
    """Return the position of the table that is probably meant: one that is known, else one of the first sheet."""
    needed = {sheet_field.name for sheet_field in fields if sheet_field.needed}

    def rank(at: int) -> tuple[bool, bool, int, int, int, int]:
        table = tables[at]
        names = {*propose_columns(table, fields, remembered).values()}
        first = table.sheet == tables[0].sheet  # further sheets often explain the first, or show an example
        return table.digest in known, first, len(needed & names), len(names), len(table.rows), -at

    return max(range(len(tables)), key=rank)


def list_tables(data: bytes, fields: Sequence[ImportField], remembered: Mapping[str, str]) -> FoundTables:
    """Return the tables of a workbook's visible sheets that have a head with one of the fields, those with rows first.

    Raises:
        RecordError: ``incomplete``: it is no workbook, or too large.
    """
    (knows, resembles), found, unvalued = known_heads(fields, remembered), list[SheetTable](), 0
    for sheet in read_visible_sheets(data):
        unvalued += sheet.unvalued
        try:
            found += find_tables(sheet, knows, resembles)
        except ReadError:  # merged cells that overlap without end
            continue
    return FoundTables([table for table in found if table.rows], unvalued)
