"""Import records from a checked sheet: a short one in one transaction, a long one through ``staged``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.desk.bulk.actions.checking import CheckedRow
from luoshi.desk.bulk.attachments.actions import release_files
from luoshi.desk.bulk.attachments.queries import load_files
from luoshi.desk.bulk.kept_lines import KeptLine, dump_lines, load_lines
from luoshi.desk.bulk.queries import line_digest
from luoshi.desk.lists.views.models import ImportedRow, ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import journal_marked_upload, marked_file_error
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.refusals import refusals_journaled

Rows = Sequence[tuple[int, Mapping[str, object]]]  # row number in the sheet, and words by field


def refuse_marked_rows(checked: Sequence[CheckedRow], size: int, actor: Actor, *, at: datetime) -> None:
    """Refuse a sheet if a row has a secrecy marking: the refusal is journaled, and nothing of the sheet is shown.

    Raises:
        RecordError: ``marked``.
    """
    if any(row.marked for row in checked):
        journal_marked_upload(actor, size, at=at)
        raise marked_file_error("file")


@transaction.atomic
def keep_import(
    kind: CompiledKind,
    actor: Actor,
    name: str,
    sha256: str,
    lines: Sequence[KeptLine],
    *,
    at: datetime,
    step: Step | None = None,
    layout: str = "",
    earlier: bool = False,
    files: str = "",
) -> ImportRun:
    """Store the lines of a checked sheet, encrypted, until they are confirmed; this replaces another waiting sheet.

    The refused lines of the person's earlier sheets of the kind are deleted.

    Args:
        layout: how a sheet with heads of its own was read (``ReadLayout``).
        earlier: these are matters of earlier years (``StepBatch.earlier``).
        files: the token of the files beside the sheet.
    """
    mine = ImportRun.objects.filter(person=actor.person, kind=kind.name)
    waiting = mine.filter(entry=None, state=ImportRun.ASKED)
    release_files(waiting.values_list("files", flat=True), but=files)
    waiting.delete()
    mine.exclude(left="").update(left="")
    return ImportRun.objects.create(
        kind=kind.name,
        step="" if step is None or step is kind.cycle.first else step.name,
        person_id=actor.person,
        name=name[:200],
        sha256=sha256,
        count=len(lines),
        rows=dump_lines(lines),
        layout=layout,
        earlier=earlier,
        files=files,
        at=at,
    )


@transaction.atomic
def drop_import(run: ImportRun, kind: CompiledKind, actor: Actor) -> None:
    """Delete a waiting sheet without importing anything.

    Raises:
        RecordError: ``missing``: the sheet is not waiting, or belongs to another person.
    """
    held = of_person(run, kind, actor)
    if held.state == ImportRun.ASKED and not held.entry_id:
        release_files([held.files])
        held.delete()


def kept_lines(run: ImportRun) -> list[KeptLine]:
    """Return the lines that wait for the person's decision; empty once it is carried out."""
    return load_lines(decrypt_text(run.rows))


def left_lines(run: ImportRun) -> list[KeptLine]:
    """Return the refused lines: of the waiting sheet, or those left when the others were imported."""
    if run.state == ImportRun.ASKED and not run.entry_id:
        return [line for line in kept_lines(run) if line.wrong]
    return load_lines(decrypt_text(run.left))


def kept_rows(run: ImportRun) -> list[tuple[int, dict[str, object]]]:
    """Return the rows to be imported; empty once they are."""
    return [(line.number, line.values) for line in kept_lines(run)]


def begins_by(run: ImportRun, kind: CompiledKind) -> Step:
    """Return the step that the sheet takes.

    Raises:
        RecordError: ``missing``: the kind has no such step any more.
    """
    found = kind.cycle.by_name.get(run.step) if run.step else kind.cycle.first
    if found is None:
        raise RecordError("missing", _("There is no such step: %(step)s.") % {"step": run.step}, where=str(kind.one))
    return found


def choose_lines(held: ImportRun, *, again: bool) -> None:
    """Leave only the valid lines in a waiting sheet, and put the refused ones aside; not saved yet.

    Args:
        again: also the lines that were imported before.

    Raises:
        RecordError: ``incomplete``: no line is left to import.
    """
    lines = kept_lines(held)
    chosen = [line for line in lines if not line.wrong and (again or line.there is None)]
    if not chosen:
        raise RecordError("incomplete", _("No line of this sheet is new and right: there is nothing to import."))
    held.left = dump_lines(refused) if (refused := [line for line in lines if line.wrong]) else ""
    held.rows, held.count = dump_lines(chosen), len(chosen)


def import_rows(run: ImportRun, kind: CompiledKind, actor: Actor, *, at: datetime, again: bool = False) -> list[Record]:
    """Open a record for each valid line; repeating the request does nothing.

    Args:
        again: also for the lines that were imported before.

    Raises:
        RecordError: ``incomplete``: a row is no longer valid, for instance because a unit was closed meanwhile, or no
            row is left; ``missing``: the sheet is not waiting, or belongs to another person.
    """
    with refusals_journaled(begins_by(run, kind).name, actor, at), transaction.atomic():
        return _bring_in(run, kind, actor, at, again)


def _bring_in(run: ImportRun, kind: CompiledKind, actor: Actor, at: datetime, again: bool) -> list[Record]:
    held = of_person(run, kind, actor)
    if held.entry_id or held.state != ImportRun.ASKED:
        return []
    choose_lines(held, again=again)
    rows, step = kept_rows(held), begins_by(held, kind)
    numbers = [number for number, _values in rows]
    given = [values for _number, values in rows]
    files = load_files(held.files, kind, step, given)
    records = begin_many(kind, actor, given, at=at, numbers=numbers, step=step, earlier=held.earlier, files=files)
    release_files([held.files])
    said: dict[str, object] = {"file": held.name, "sha256": held.sha256, "count": len(records)}
    said |= {"earlier": True} if held.earlier else {}
    said |= {"first": records[0].number, "last": records[-1].number} if records else {}
    held.entry = journal_act(kind.name, "import", actor, said, at=at)
    held.rows, held.state, held.written = "", ImportRun.DONE, len(records)
    held.save(update_fields=["entry", "rows", "left", "count", "state", "written"])
    remember_lines(held, kind, given, records)
    return records


def remember_lines(
    run: ImportRun, kind: CompiledKind, rows: Sequence[Mapping[str, object]], records: Sequence[Record]
) -> None:
    """Store which line became which record, to recognise the same line in a later sheet."""
    step = begins_by(run, kind)
    ImportedRow.objects.bulk_create(
        [
            ImportedRow(run=run, record_id=record.pk, digest=line_digest(kind, step, values))
            for values, record in zip(rows, records, strict=True)
        ],
        batch_size=500,
    )


def of_person(run: ImportRun, kind: CompiledKind, actor: Actor) -> ImportRun:
    """Return the import freshly read and locked, if it belongs to this person.

    Raises:
        RecordError: ``missing``.
    """
    rows = ImportRun.objects.select_for_update(no_key=True, of=("self",))
    held = rows.filter(pk=run.pk, person=actor.person, kind=kind.name).first()
    if held is None:
        raise RecordError("missing", _("There is no such sheet, or it is not yours."))
    return held
