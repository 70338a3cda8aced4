"""Brings in records from a sheet that was checked: a short one in one transaction, a long one by ``staged``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.org.base.fields import decrypt_text
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import journal_act
from luoshi.records.journal.actions.uploads import journal_marked_upload, marked_file_error
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.many.actions.bulk import CheckedRow, begin_many
from luoshi.records.steps.actions.refusals import refusals_journaled
from luoshi.records.views.models import ImportRun

Rows = Sequence[tuple[int, Mapping[str, str]]]  # the sheet's row, and words by field


def refuse_marked_rows(checked: Sequence[CheckedRow], size: int, actor: Actor, *, at: datetime) -> None:
    """Stop where a row bears a secrecy marking; that this was refused is journaled, and nothing of the sheet is shown.

    Raises:
        RecordError: ``marked``.
    """
    if any(row.marked for row in checked):
        journal_marked_upload(actor, size, at=at)
        raise marked_file_error("file")


@transaction.atomic
def keep_import(
    kind: Kind,
    actor: Actor,
    name: str,
    sha256: str,
    rows: Rows,
    *,
    at: datetime,
    doubts: Mapping[int, Sequence[str]] | None = None,
) -> ImportRun:
    """Keep the rows of a checked sheet, encrypted, until their yes; another that still waits gives way to it.

    Args:
        doubts: by the sheet's row, of what it may be a double.
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
    """The rows that wait for their yes; none any more once they are in."""
    return [(number, values) for number, values, *_doubts in json.loads(decrypt_text(run.rows) or "[]")]


def kept_doubts(run: ImportRun) -> dict[int, list[str]]:
    """Of what rows that wait for their yes may be doubles, by the sheet's row, as far as that was known."""
    return {number: told[0] for number, _values, *told in json.loads(decrypt_text(run.rows) or "[]") if any(told)}


def import_rows(run: ImportRun, kind: Kind, actor: Actor, *, at: datetime) -> list[Record]:
    """Open a record of each kept row; said again, it does nothing.

    Raises:
        RecordError: ``incomplete``: a row is no longer right, for instance because a unit has been closed meanwhile;
            ``missing``: the sheet is not waiting, or is another person's.
    """
    with refusals_journaled(kind.cycle.first.name, actor, at), transaction.atomic():
        return _bring_in(run, kind, actor, at)


def _bring_in(run: ImportRun, kind: Kind, actor: Actor, at: datetime) -> list[Record]:
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


def of_person(run: ImportRun, kind: Kind, actor: Actor) -> ImportRun:
    """The import, locked and fresh, where it is this person's.

    Raises:
        RecordError: ``missing``.
    """
    rows = ImportRun.objects.select_for_update(no_key=True, of=("self",))
    held = rows.filter(pk=run.pk, person=actor.person, kind=kind.name).first()
    if held is None:
        raise RecordError("missing", _("There is no such sheet, or it is not yours."))
    return held
