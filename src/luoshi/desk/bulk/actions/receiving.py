"""An uploaded sheet of records: by the template's heads, as an exported list, or with heads of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from luoshi.base.forms.fields import encrypt_bytes
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.tables import SheetTable
from luoshi.base.sheets.trials import save_trial
from luoshi.base.sheets.workbooks import (
    LOOKED,
    find_columns,
    read_cell_text,
    read_first_sheet,
    read_rows,
    sheet_without_rows,
    too_many_rows,
)
from luoshi.desk.bulk.actions.bulk import most_rows
from luoshi.desk.bulk.actions.imports import Rows, keep_import, refuse_marked_rows
from luoshi.desk.bulk.actions.trial import try_lines
from luoshi.desk.bulk.actions.updates import try_updates
from luoshi.desk.bulk.attachments.actions import keep_files
from luoshi.desk.bulk.attachments.zipped_files import ZippedFiles
from luoshi.desk.bulk.columns.proposals import ImportField, list_import_fields
from luoshi.desk.bulk.columns.queries import (
    KnownColumns,
    ReadLayout,
    known_columns,
    likeliest_table,
    list_tables,
    remembered_heads,
)
from luoshi.desk.bulk.columns.values import rows_of_table
from luoshi.desk.bulk.exported_sheets import (
    find_update_step,
    has_exported_heads,
    lines_for_step,
    read_exported_list,
)
from luoshi.desk.bulk.import_sheets import asked_columns, by_columns, template_heads
from luoshi.desk.bulk.rules import MOST
from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.rights.queries import rights

LEFT_KEPT = 200  # lines that were left out and are named on the page of an import


@dataclass(frozen=True)
class SentSheet:
    """An uploaded workbook.

    Attributes:
        name: of its file.
        data: its content as .xlsx.
        earlier: its lines are matters of earlier years (``StepBatch.earlier``).
        files: those of the zip beside it.
    """

    name: str
    data: bytes
    earlier: bool = False
    files: ZippedFiles | None = None


@dataclass(frozen=True)
class UnknownLayout:
    """A sheet that is kept under a token until a person says what its columns are."""

    token: str


@dataclass(frozen=True)
class ChosenColumns:
    """What a person confirmed about a table.

    Attributes:
        fields: the field's name by the column's place.
        same: values that all rows have, by field.
        counted: the positions of lines that count although they look like totals or notes.
    """

    fields: Mapping[int, str]
    same: Mapping[str, str]
    counted: Collection[int]


def take_sheet(
    declared: CompiledKind, step: Step, actor: Actor, sent: SentSheet, *, at: datetime
) -> ImportRun | UnknownLayout:
    """Check an uploaded sheet and keep it; return what is kept.

    A sheet with other heads than the template's is read as it was confirmed for these heads; if nobody confirmed them
    yet, a person must first say what they mean.

    Raises:
        RecordError: nothing in it can be read, or it is refused.
    """
    lines = read_first_sheet(sent.data)
    top = [(number, [read_cell_text(cell) for cell in cells]) for number, cells in lines[:LOOKED]]
    try:
        find_columns(top, template_heads(asked_columns(declared, step)))
    except RecordError as strange:
        if not has_exported_heads(declared, top):
            return _take_layout(declared, step, actor, sent, strange, at)
    texts = read_rows(sent.data, max(most_rows(declared, step), MOST))
    exported = read_exported_list(declared, texts, MOST)
    if exported is None:
        rows = by_columns(declared, texts, most_rows(declared, step), step)
        run = keep_rows(declared, step, actor, sent, rows, at=at)
    elif rows := lines_for_step(declared, step, exported):
        if len(rows) > (most := most_rows(declared, step)):
            raise too_many_rows(most)
        run = keep_rows(declared, step, actor, sent, rows, at=at)
    else:
        by = _update_step(declared, actor)
        if sent.files is not None:
            what = _("An exported list has no files beside it.")
            raise RecordError("incomplete", what, remedy=_("Upload it without the zip."))
        checked, kept = try_updates(declared, actor, exported.lines, at=at)
        refuse_marked_rows(checked, len(sent.data), actor, at=at)
        run = keep_import(declared, actor, sent.name, _digest(sent), kept, at=at, step=by)
    return run


def keep_rows(
    declared: CompiledKind, step: Step, actor: Actor, sent: SentSheet, rows: Rows, *, at: datetime, layout: str = ""
) -> ImportRun:
    """Try the rows of a sheet and keep them until the person decides."""
    checked, lines = try_lines(declared, actor, rows, at=at, step=step, earlier=sent.earlier, files=sent.files)
    refuse_marked_rows(checked, len(sent.data), actor, at=at)
    return keep_import(
        declared,
        actor,
        sent.name,
        _digest(sent),
        lines,
        at=at,
        step=step,
        layout=layout,
        earlier=sent.earlier,
        files=keep_files(sent.files, at=at),
    )


def keep_table(
    declared: CompiledKind,
    step: Step,
    actor: Actor,
    sent: SentSheet,
    table: SheetTable,
    chosen: ChosenColumns,
    layout: ReadLayout,
    *,
    at: datetime,
) -> ImportRun:
    """Try the rows of a table with heads of its own and keep them until the person decides.

    Args:
        layout: where the table stands; its columns and the lines left out are filled in here.

    Raises:
        RecordError: ``incomplete``: it has no rows, or too many.
    """
    asked = asked_columns(declared, step)
    fields = {sheet_field.name: sheet_field for sheet_field in list_import_fields(asked)}
    meaning = {place: (name, fields[name].unit) for place, name in chosen.fields.items()}
    rows = rows_of_table(table, asked, meaning, same=chosen.same, counted=chosen.counted)
    if not rows:
        raise sheet_without_rows()
    if len(rows) > (most := most_rows(declared, step)):
        raise too_many_rows(most)
    left = [(row.number, row.why) for at, row in enumerate(table.rows) if row.why and at not in chosen.counted]
    layout = replace(
        layout,
        columns=[[column.label, chosen.fields.get(column.place, "")] for column in table.columns if column.parts],
        left=left[:LEFT_KEPT],
        unit=table.unit,
        counted=sorted(chosen.counted),
    )
    return keep_rows(declared, step, actor, sent, rows, at=at, layout=layout.dump())


def _take_layout(
    declared: CompiledKind, step: Step, actor: Actor, sent: SentSheet, strange: RecordError, at: datetime
) -> ImportRun | UnknownLayout:
    """Keep a sheet with heads of its own; its rows are tried at once if its heads are known.

    Raises:
        RecordError: ``strange``, if no head of it is known.
    """
    fields = list_import_fields(asked_columns(declared, step))
    remembered = remembered_heads(declared, step)
    book = list_tables(sent.data, fields, remembered)
    tables = book.tables
    if not tables:
        raise strange
    about = {
        "kind": declared.name,
        "step": step.name,
        "person": actor.person,
        "name": sent.name,
        "earlier": sent.earlier,
        "files": keep_files(sent.files, at=at),
    }
    token = save_trial(encrypt_bytes(sent.data), about, at)
    known = known_columns(declared, step, tables, fields)
    place = likeliest_table(tables, fields, remembered, known)
    before = known.get(tables[place].digest)
    if before is None or not has_needed(fields, before):
        return UnknownLayout(token)
    layout = ReadLayout(token, place, (), (), by=before.by, since=before.since, unvalued=book.unvalued)
    chosen = ChosenColumns(before.fields, {}, ())
    return keep_table(declared, step, actor, sent, tables[place], chosen, layout, at=at)


def has_needed(fields: Collection[ImportField], known: KnownColumns) -> bool:
    """Whether what was confirmed covers all fields that each row must have."""
    return {sheet_field.name for sheet_field in fields if sheet_field.needed} <= {*known.fields.values()}


def _digest(sent: SentSheet) -> str:
    return hashlib.sha256(sent.data).hexdigest()


def _update_step(declared: CompiledKind, actor: Actor) -> Step:
    """Return the step by which an exported list changes its records.

    Raises:
        RecordError: ``refused``: the kind has none, or the actor may take it nowhere.
    """
    step = find_update_step(declared)
    if step is None:
        what = _("This is an exported list, and records of this kind are not changed by a sheet.")
        raise RecordError("refused", what, remedy=_("Take the steps on each record’s page."))
    if step not in rights.steps_to_take(declared, actor):
        what = _("This is an exported list: to change its records you would have to be allowed to put them right.")
        raise RecordError("refused", what, remedy=_("Ask the office that keeps them."))
    return step
