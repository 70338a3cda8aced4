"""Check the lines of a sheet before any record is made, and again after names were explained."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.checking import CheckedRow, add_alike, check_many, sheet_names
from luoshi.desk.bulk.actions.imports import Rows, begins_by, kept_lines, of_person
from luoshi.desk.bulk.actions.step_lines import check_steps
from luoshi.desk.bulk.actions.updates import try_updates
from luoshi.desk.bulk.attachments.queries import find_files
from luoshi.desk.bulk.attachments.zipped_files import ZippedFiles
from luoshi.desk.bulk.exported_sheets import LANGUAGE
from luoshi.desk.bulk.kept_lines import KeptLine, dump_lines
from luoshi.desk.bulk.names.queries import are_names_clear, unclear_words
from luoshi.desk.bulk.queries import records_of_lines
from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step


def try_lines(
    kind: CompiledKind,
    actor: Actor,
    rows: Rows,
    *,
    at: datetime,
    step: Step | None = None,
    earlier: bool = False,
    files: ZippedFiles | None = None,
) -> tuple[list[CheckedRow], list[KeptLine]]:
    """Check the rows of a sheet; return the result for each, also in the form in which it is stored. Write nothing.

    Args:
        earlier: these are matters of earlier years (``StepBatch.earlier``).
        files: those beside the sheet, which its cells name.
    """
    step = step or kind.cycle.first
    if not step.begins:
        return _try_steps(kind, step, actor, rows, at, earlier=earlier, files=files)
    numbers = [number for number, _values in rows]
    said = [values for _number, values in rows]
    checked = check_many(kind, actor, said, at=at, numbers=numbers, step=step, earlier=earlier, files=files)
    checked = add_alike(kind, actor, checked, timezone.localdate(at))
    there = records_of_lines(kind, step, rows, actor, timezone.localdate(at))
    lines = [
        KeptLine(
            number,
            dict(values),
            {name: list(why) for name, why in row.wrong.items()} if place not in there else {},
            {name: list(words) for name, words in row.unclear.items()} if place not in there else {},
            list(row.doubts),
            list(row.like),
            there.get(place),
        )
        for place, ((number, values), row) in enumerate(zip(rows, checked, strict=True))
    ]
    return checked, lines


def _try_steps(
    kind: CompiledKind,
    step: Step,
    actor: Actor,
    rows: Rows,
    at: datetime,
    *,
    earlier: bool,
    files: ZippedFiles | None,
) -> tuple[list[CheckedRow], list[KeptLine]]:
    checked = check_steps(kind, step, actor, rows, at=at, earlier=earlier, files=files)
    lines = [
        KeptLine(
            number,
            dict(values),
            {name: list(said) for name, said in row.wrong.items()},
            {name: list(words) for name, words in row.unclear.items()},
            there=row.record if row.there else None,
            record=row.record,
            version=row.version,
        )
        for (number, values), row in zip(rows, checked, strict=True)
    ]
    return checked, lines


def recheck_lines(run: ImportRun, kind: CompiledKind, actor: Actor, *, at: datetime) -> list[KeptLine]:
    """Return the waiting lines as they are now; nothing is written.

    They are checked anew if a name has become clear, as when its unit was entered.
    """
    return _tried_lines(run, kind, actor, at) if _is_name_clear(run, kind, actor, at) else kept_lines(run)


def keep_rechecked_lines(run: ImportRun, kind: CompiledKind, actor: Actor, *, at: datetime) -> list[KeptLine]:
    """Return the waiting lines as ``recheck_lines`` does, and keep what has become clear.

    Raises:
        RecordError: ``missing``: the sheet belongs to another person.
    """
    again = _is_name_clear(run, kind, actor, at)
    return kept_lines(try_again(run, kind, actor, at=at)) if again else kept_lines(run)


def _is_name_clear(run: ImportRun, kind: CompiledKind, actor: Actor, at: datetime) -> bool:
    """Check whether a name that was unclear in the waiting lines has become clear."""
    if run.state != ImportRun.ASKED or run.entry_id or not (unclear := unclear_words(kept_lines(run))):
        return False
    return are_names_clear(kind, sheet_names(kind, begins_by(run, kind)), unclear, actor, timezone.localdate(at))


@transaction.atomic
def try_again(run: ImportRun, kind: CompiledKind, actor: Actor, *, at: datetime) -> ImportRun:
    """Check the waiting lines again, after the person has said what names mean.

    Raises:
        RecordError: ``missing``: the sheet is not waiting, or belongs to another person.
    """
    held = of_person(run, kind, actor)
    if held.state == ImportRun.ASKED and not held.entry_id:
        held.rows = dump_lines(_tried_lines(held, kind, actor, at))
        held.save(update_fields=["rows"])
    return held


def _tried_lines(run: ImportRun, kind: CompiledKind, actor: Actor, at: datetime) -> list[KeptLine]:
    """Check the waiting lines; nothing is written."""
    rows = [(line.number, line.values) for line in kept_lines(run)]
    if any(LANGUAGE in values for _number, values in rows):
        return try_updates(kind, actor, rows, at=at)[1]
    step, files = begins_by(run, kind), find_files(run.files)
    return try_lines(kind, actor, rows, at=at, step=step, earlier=run.earlier, files=files)[1]
