"""Take an import back by one journaled step: what nobody has touched since goes, the rest stays and is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.database.write_queue import in_turn
from luoshi.base.forms.fields import decrypt_text
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.imports import begins_by
from luoshi.desk.bulk.actions.staged import carry_on, write_later
from luoshi.desk.bulk.back.queries import may_take_back, untouched_lines
from luoshi.desk.lists.views.models import ImportedRow, ImportRun
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.messages.models import Message
from luoshi.kernel.steps.actions.needs import may_change_others
from luoshi.kernel.steps.actions.steps import take

AT_ONCE = 200  # records that the request itself erases once they are out of sight; the worker erases more


def can_take_back(kind: CompiledKind, step: Step) -> bool:
    """Whether what a sheet of this step brought in leaves nothing behind: it does no more than tell people.

    Records whose content is never erased stay, as do those with effects elsewhere.

    Changes of records that were there are taken back by the same step.
    """
    return not step.begins or (kind.erasable and not (step.answers or may_change_others(kind, step)))


def take_back(run: ImportRun, kind: CompiledKind, actor: Actor, reason: str, *, at: datetime) -> int:
    """Take an import back, and return how many records were; the lines of those that stay are kept.

    Records that it made are out of sight at one moment, with their numbers and unsent messages, and then erased; those
    that it changed have their old values again, by the same step. Records that somebody has moved, changed, linked or
    told since stay.

    Raises:
        RecordError: ``missing``: it did not come in, or is not the actor's to take back; ``changed``: it was taken back
            already; ``incomplete``: no reason, or nothing of it is as it was; ``guarded``: its step has effects beyond
            its records.
    """
    check_sent({"reason": reason}, None, actor, at=at)
    with in_turn(), transaction.atomic():
        held = _held(run, kind, actor, at)
        if not (why := reason.strip()):
            said = _("Explain briefly.")
            raise RecordError("incomplete", said, fields={"reason": [said]})
        step = begins_by(held, kind)
        if not can_take_back(kind, step):
            raise RecordError(
                "guarded",
                _("Its step has effects beyond its records: they are taken back one by one."),
                where=str(step.label),
            )
        pks = sorted(held.lines.values_list("record", flat=True))
        list(Record._base_manager.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
        lines = list(untouched_lines(kind, step, held).order_by("pk"))
        count = _withdraw(held, lines, why) if step.begins else _restore(kind, step, lines, actor, why, at)
        if not count:
            raise RecordError(
                "incomplete", _("Nothing of this import is as it left it: there is nothing to take back."), remedy=""
            )
        given = {"file": held.name, "sha256": held.sha256, "count": count, "left": len(pks) - count, "reason": why}
        held.back = journal_act(kind.name, "import.back", actor, given, at=at)
        held.save(update_fields=["back", "state", "said", "written"])
        if step.begins:
            write_later.enqueue(held.pk)
    if step.begins and count <= AT_ONCE:
        carry_on(held.pk)
    return count


def _held(run: ImportRun, kind: CompiledKind, actor: Actor, at: datetime) -> ImportRun:
    """Return the import freshly read and locked.

    Raises:
        RecordError: ``missing``, ``changed``.
    """
    rows = ImportRun.objects.select_for_update(no_key=True, of=("self",))
    held = rows.filter(pk=run.pk, kind=kind.name).first()
    if held is None or held.entry_id is None or not may_take_back(kind, held, actor, timezone.localdate(at)):
        raise RecordError("missing", _("There is no such sheet, or it is not yours."))
    if held.back_id is not None:
        raise RecordError("changed", _("It was taken back already."))
    if held.state != ImportRun.DONE:
        raise RecordError("changed", _("The people concerned are still being told of it."), remedy=_("Try again soon."))
    return held


def _withdraw(held: ImportRun, lines: list[ImportedRow], why: str) -> int:
    """Put the records out of sight, all at one moment; they are erased in steps afterwards."""
    pks = [line.record_id for line in lines]
    if pks:
        Record._base_manager.filter(pk__in=pks).update(batch=held)
        Message.objects.filter(record__in=pks).delete()
        held.state, held.said, held.written = ImportRun.LEAVING, why[:300], len(pks)
    return len(pks)


def _restore(
    kind: CompiledKind,
    step: Step,
    lines: list[ImportedRow],
    actor: Actor,
    why: str,
    at: datetime,
) -> int:
    """Give the records their values from before the import; return how many took them.

    Where the door refuses, the line is kept with its words.
    """
    records = kind.record._default_manager.in_bulk([line.record_id for line in lines])
    done = []
    for line in lines:
        before: Mapping[str, object] = json.loads(decrypt_text(line.before))
        try:
            with transaction.atomic():
                given = {**before, "reason": why}
                take(records[line.record_id], step.name, actor, given, at=at, seen=line.version, bare=True)
            done.append(line.pk)
        except RecordError as error:
            line.said = error.what[:300]
            line.save(update_fields=["said"])
    ImportedRow.objects.filter(pk__in=done).delete()
    return len(done)
