"""A look at protected fields: a right of its own, with a reason, journaled each time, refused ones too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import journal
from luoshi.records.journal.actions.uploads import check_sent
from luoshi.records.kinds import fields
from luoshi.records.kinds.models import Record
from luoshi.records.rights.queries.recording import reads
from luoshi.records.rights.queries.rights import held


def look(record: Record, actor: Actor, reason: str, *, at: datetime) -> list[fields.Shown]:
    """The protected fields of a record in plain words.

    Raises:
        RecordError: ``refused``, and journaled as such; ``incomplete`` without a reason; ``marked``: the reason bears
            the marking of a secret.
    """
    check_sent({"reason": reason}, None, actor, at=at)
    kind, day = record.declared, timezone.localdate(at)
    standing = held(record, actor, day)
    if kind.protected is None or not reads(record, actor, day):
        raise RecordError("missing", _("There is no such matter, or it is not yours to see."))
    if set(standing).isdisjoint(kind.protected.who):
        with transaction.atomic():
            journal(record, "look.refused", actor, {"reason": reason}, at=at)
        raise RecordError("refused", str(kind.protected.refused), where=str(record))
    if not reason.strip():
        raise RecordError(
            "incomplete", _("Say why you look."), where=str(record), fields={"reason": [_("Say why you look.")]}
        )
    with transaction.atomic():
        journal(record, "look", actor, {"reason": reason.strip(), "fields": list(kind.masked)}, at=at)
    return [fields.Shown(name, fields.label(kind, name), fields.value(record, name)) for name in kind.masked]
