"""A list that was exported and comes back: recognised by its heads, and read by the columns that an export has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from luoshi.base.sheets.lists import write_list
from luoshi.base.sheets.workbooks import LOOKED, SheetColumn, SheetColumns, TextLine, fold_head, read_by_columns
from luoshi.base.texts.demo_marks import add_demo_mark
from luoshi.desk.bulk.import_sheets import (
    RECORD,
    WHY,
    WHY_LABEL,
    asked_columns,
    column_value,
    explain_refusal,
    head_labels,
)
from luoshi.desk.bulk.kept_lines import KeptLine
from luoshi.desk.bulk.list_sheets import VERSION, ExportColumn, list_columns
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.corrections import CorrectionForm
from luoshi.kernel.kinds.forms.making import step_form, taken_by_sheet
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.steps import Step
from luoshi.writing.sheet_heads import WorkbookHead

LANGUAGE = "_language"  # the key of a line of an exported list: the language of its words
KNOWN_BY = frozenset(("state", VERSION))  # besides the number: no template has these columns


@dataclass(frozen=True)
class ExportedList:
    """The lines of an exported list: for each column of the sheet its words, "" for an empty cell."""

    language: str
    lines: list[tuple[int, dict[str, object]]]


def find_update_step(kind: CompiledKind) -> Step | None:
    """Return the step by which an exported list changes its records: the one that puts right; None if there is none."""
    step = kind.cycle.by_name.get(RIGHT)
    form = step_form(kind, step) if step is not None else None
    if step is None or form is None or not issubclass(form, CorrectionForm):
        return None
    return step if taken_by_sheet(kind, step) else None


def all_list_columns(kind: CompiledKind) -> list[ExportColumn]:
    """Return the columns that exports of a kind have, by any of its faces."""
    found: dict[str, ExportColumn] = {}
    for faced in (kind, *(kind.as_face(face) for face in kind.every(Face))):
        for column in list_columns(faced):
            found.setdefault(column.name, column)
    return list(found.values())


def read_exported_list(kind: CompiledKind, rows: Sequence[TextLine], most: int) -> ExportedList | None:
    """Return the lines of an exported list, in whatever language it was exported; None if the sheet is none.

    Raises:
        RecordError: ``incomplete``: a column is unknown or stands there twice, or there are no rows.
    """
    best = _find_exported_heads(kind, rows)
    if best is None:
        return None
    _count, at, names, language = best
    number, cells = rows[at]
    heads = [name or words for name, words in zip(names, cells, strict=True)]
    labels = {column.name: column.label for column in all_list_columns(kind)} | {WHY: _(WHY_LABEL)}
    columns_read = SheetColumns(
        [SheetColumn(name, label, frozenset((name,)), name == "number") for name, label in labels.items()],
        strict=True,
        fold=lambda words: words if words in labels else fold_head(words),
        again=_("Leave the heads of the exported list as they were."),
    )
    read = read_by_columns([(number, heads), *rows[at + 1 :]], columns_read, most)
    here = [name for name in names if name and name != WHY]
    lines: list[tuple[int, dict[str, object]]] = [
        (line_number, {**{name: str(line.get(name, "")) for name in here}, LANGUAGE: language})
        for line_number, line in read.lines
    ]
    return ExportedList(language, lines)


def lines_for_step(kind: CompiledKind, step: Step, exported: ExportedList) -> list[tuple[int, dict[str, object]]]:
    """Return the lines of an exported list as those of a sheet for a step: what it asks, found by the same heads.

    Empty if the step begins records, if it asks for nothing that the list has, or if the kind has a step that puts
    right whatever was changed in a list.
    """
    if step.begins or find_update_step(kind) is not None:
        return []
    with override(exported.language):
        names = {column.label: column.name for column in all_list_columns(kind)}
        asked = {names[column.label]: column for column in asked_columns(kind, step) if column.label in names}
    if not asked:
        return []
    found = []
    for number, line in exported.lines:
        values = {column.name: column_value(column, str(line.get(name, ""))) for name, column in asked.items()}
        told = {name: value for name, value in values.items() if value}
        if told:
            found.append((number, {RECORD: line.get("number", ""), **told}))
    return found


def has_exported_heads(kind: CompiledKind, rows: Sequence[TextLine]) -> bool:
    """Whether these first rows of a sheet have the heads of an exported list: its hidden column, or few other heads."""
    best = _find_exported_heads(kind, rows)
    if best is None:
        return False
    _count, at, names, _language = best
    heads = sum(bool(words) for words in rows[at][1])
    return VERSION in names or sum(map(bool, names)) * 3 >= heads * 2


def _find_exported_heads(kind: CompiledKind, rows: Sequence[TextLine]) -> tuple[int, int, list[str], str] | None:
    """Return how many columns were found, the index of their row, the column of each head, and the language."""
    best: tuple[int, int, list[str], str] | None = None
    for language, _name in settings.LANGUAGES:
        with override(language):
            columns = all_list_columns(kind)
        for at, (_number, cells) in enumerate(rows[:LOOKED]):
            names = _head_names(columns, cells)
            found = {*names} - {""}
            if "number" in found and not KNOWN_BY.isdisjoint(found) and (best is None or len(found) > best[0]):
                best = (len(found), at, names, language)
    return best


def _head_names(columns: Sequence[ExportColumn], cells: Sequence[str]) -> list[str]:
    """Return the column of each head; "" for a head that no column has. Equal heads count in their order."""
    by_label: dict[str, list[str]] = {}
    for column in columns:
        by_label.setdefault(fold_head(column.label), []).append(column.name)
    why, seen = head_labels(WHY_LABEL), Counter[str]()
    found = []
    for words in cells:
        label = fold_head(words)
        names = by_label.get(label, [WHY] if label in why else [])
        found.append(names[min(seen[label], len(names) - 1)] if names else "")
        seen[label] += 1
    return found


def is_exported(lines: Sequence[KeptLine]) -> bool:
    """Whether these are lines of an exported list."""
    return any(LANGUAGE in line.values for line in lines)


def write_refused_updates(file: IO[bytes], kind: CompiledKind, lines: Sequence[KeptLine]) -> None:
    """Write the refused lines of an exported list as they were, each with why it was refused."""
    language = next(str(line.values[LANGUAGE]) for line in lines)
    with override(language):
        columns = [column for column in all_list_columns(kind) if any(column.name in line.values for line in lines)]
        title, why = add_demo_mark(str(kind.label)), _(WHY_LABEL)
    head = WorkbookHead(
        title,
        _("Lines that were not imported. Correct them here and upload this sheet."),
        [*((column.label, column.width) for column in columns), (why, 60)],
        "",
    )
    write_list(file, head, _refused_lines(columns, lines))


def _refused_lines(columns: Sequence[ExportColumn], lines: Sequence[KeptLine]) -> Iterator[list[str]]:
    labels = {column.name: column.label for column in columns}
    for line in lines:
        yield [*(str(line.values.get(column.name, "")) for column in columns), explain_refusal(labels, line)]
