"""Unmask protected fields, which needs a permission and a reason; log who opened a record if its kind says so.

Each of these is an entry, refusals included.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.privacy.unmasking.queries import row_column_field
from luoshi.evidence.journal.actions.journal import journal_act, journal_many
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.recording import may_read_record
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.actors.models import Person

HOUR = timedelta(hours=1)  # within it, the same person opening a record again makes no new entry


def unmask_fields(
    record: Record, actor: Actor, reason: str, *, at: datetime, part: int | None = None
) -> list[fields.DisplayField]:
    """Return the protected fields of a record unmasked, as far as the actor may see them.

    Args:
        part: the index of the only protection of the kind that is meant.

    Raises:
        RecordError: ``refused``, and journaled as such; ``incomplete`` without a reason; ``marked``: the reason bears a
            secrecy marking.
    """
    check_sent({"reason": reason}, None, actor, at=at)
    kind, day = kind_of(record), timezone.localdate(at)
    standing = relations_to_record(record, actor, day)
    asked = kind.protections if part is None else kind.protections[part : part + 1]
    if not asked or not may_read_record(record, actor, day):
        raise RecordError("missing", _("There is no such matter, or you may not see it."))
    theirs = [protection for protection in asked if not set(standing).isdisjoint(protection.who)]
    if not theirs:
        with transaction.atomic():
            journal_act(record, "look.refused", actor, {"reason": reason}, at=at)
        raise RecordError("refused", str(asked[0].refused), where=str(record))
    if not reason.strip():
        raise RecordError(
            "incomplete",
            _("Enter the reason for looking."),
            where=str(record),
            fields={"reason": [_("Enter the reason for looking.")]},
        )
    names = [name for protection in theirs for name in protection.masks]
    of_rows = [path for protection in theirs for path in protection.rows]
    with transaction.atomic():
        journal_act(record, "look", actor, {"reason": reason.strip(), "fields": [*names, *of_rows]}, at=at)
    return [
        *(fields.DisplayField(name, fields.field_label(kind, name), fields.field_text(record, name)) for name in names),
        *(row_column_field(record, path) for path in of_rows),
    ]


def keep_opened(records: Collection[Record], actor: Actor, at: datetime) -> None:
    """Log that the actor was shown these records: an entry each, once an hour. One query if all are logged already."""
    _keep(Entry.OPENED, {record.pk: record for record in records}, actor, at)


def keep_shut(kind: CompiledKind, pk: int, actor: Actor, at: datetime) -> None:
    """Log that the actor asked for a record they may not read, once an hour; nothing if it does not exist."""
    if 0 <= pk < 2**63 and (record := kind.record._default_manager.filter(pk=pk, kind=kind.name).first()):
        _keep(Entry.SHUT, {pk: record}, actor, at)


def _keep(step: str, records: dict[int, Record], actor: Actor, at: datetime) -> None:
    if not actor.person or not _unkept(step, records, actor, at):
        return
    with transaction.atomic():
        # Two concurrent pages would log it twice; SQLite has one writer anyway.
        Person.objects.select_for_update().get(pk=actor.person)
        unkept = _unkept(step, records, actor, at)
        journal_many(((records[pk], step, {}) for pk in unkept), actor, at=at)


def _unkept(step: str, records: dict[int, Record], actor: Actor, at: datetime) -> list[int]:
    """List the records without an entry within the past hour."""
    kept = Entry.objects.filter(person=actor.person, step=step, at__gt=at - HOUR, at__lte=at)
    if len(records) == 1:  # for several, all entries of the person in that hour, instead of thousands of ids
        kept = kept.filter(record__in=[*records])
    there = set(kept.values_list("record", flat=True))
    return [pk for pk in records if pk not in there]
