"""Import records from a checked sheet: a short one in one transaction, a long one through ``staged``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.bulk import CheckedRow, begin_many
from luoshi.desk.lists.views.models import ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import journal_marked_upload, marked_file_error
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.refusals import refusals_journaled

Rows = Sequence[tuple[int, Mapping[str, str]]]  # row number in the sheet, and words by field


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
    rows: Rows,
    *,
    at: datetime,
    doubts: Mapping[int, Sequence[str]] | None = None,
) -> ImportRun:
    """Keep the rows of a checked sheet, encrypted, until they are confirmed; it replaces another waiting sheet.

    Args:
        doubts: The possible doubles, by row number in the sheet.
    """
    told = doubts or {}
    waits = ImportRun.objects.filter(person=actor.person, kind=kind.name, entry=None, state=ImportRun.ASKED)
    waits.delete()
    return ImportRun.objects.create(
        kind=kind.name,
        person_id=actor.person,
        name=name[:200],
        sha256=sha256,
        count=len(rows),
        rows=json.dumps([[row, values, list(told.get(row, ()))] for row, values in rows], ensure_ascii=False),
        at=at,
    )


def kept_rows(run: ImportRun) -> list[tuple[int, dict[str, str]]]:
    """Return the rows that wait for confirmation; empty once they are imported."""
    return [(number, values) for number, values, *_doubts in json.loads(decrypt_text(run.rows) or "[]")]


def kept_doubts(run: ImportRun) -> dict[int, list[str]]:
    """Return the known possible doubles among the waiting rows, by row number in the sheet."""
    return {number: told[0] for number, _values, *told in json.loads(decrypt_text(run.rows) or "[]") if any(told)}


def import_rows(run: ImportRun, kind: CompiledKind, actor: Actor, *, at: datetime) -> list[Record]:
    """Open a record for each kept row; repeating the request does nothing.

    Raises:
        RecordError: ``incomplete``: a row is no longer valid, for instance because a unit was closed meanwhile;
            ``missing``: the sheet is not waiting, or belongs to another person.
    """
    with refusals_journaled(kind.cycle.first.name, actor, at), transaction.atomic():
        return _bring_in(run, kind, actor, at)


def _bring_in(run: ImportRun, kind: CompiledKind, actor: Actor, at: datetime) -> list[Record]:
    held = of_person(run, kind, actor)
    if held.entry_id or held.state != ImportRun.ASKED:
        return []
    rows = kept_rows(held)
    records = begin_many(kind, actor, [values for _, values in rows], at=at, numbers=[number for number, _ in rows])
    said = {"file": held.name, "sha256": held.sha256, "count": len(records)}
    said |= {"first": records[0].number, "last": records[-1].number} if records else {}
    held.entry = journal_act(kind.name, "import", actor, said, at=at)
    held.rows, held.state, held.written = "", ImportRun.DONE, len(records)
    held.save(update_fields=["entry", "rows", "state", "written"])
    return records


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
