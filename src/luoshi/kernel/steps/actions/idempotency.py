"""Idempotency keys: the key of each request, a digest of its input, and the result of the first one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import UUIDField
from django.utils.translation import gettext as _

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import as_json
from luoshi.evidence.journal.actions.uploads import each_file
from luoshi.evidence.journal.models import Entry, Once
from luoshi.evidence.journal.rules.proof import canonical_json
from luoshi.evidence.received.files import each_sent
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


@dataclass(frozen=True)
class StepResult:
    """The result of a step: the record as it is now, the entry, and whether the same request did it earlier.

    Attributes:
        given: the cleaned values of its form; {} if an earlier request did it.
    """

    record: Record
    entry: Entry
    repeated: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)


def request_digest(
    kind: str, pk: int | None, step: Step, given: Mapping[str, object], files: Mapping[str, object] | None
) -> str:
    """Return a digest of a request's input; a repeated request has the same one."""
    values = {
        name: as_json(value) for name, value in each_sent(given) if name not in ("csrfmiddlewaretoken", "once", "seen")
    }
    named = [[name, getattr(file.received, "sha256", "")] for name, file in each_file(files)]
    return hashlib.sha256(canonical_json([kind, pk, step.name, values, named])).hexdigest()


def done_before(actor: Actor, once: UUID | None, asked: str, at: datetime) -> StepResult | None:
    """Claim the request's key; return the first result if it was claimed before.

    A concurrent repeat waits for the first.

    Raises:
        RecordError: ``repeated``: the key was used with other input.
    """
    if once is None:
        return None
    if not actor.person:
        raise ValueError("a key belongs to a person")
    claim = Once(person_id=actor.person, key=once, asked=asked, at=at)
    Once.objects.bulk_create([claim], ignore_conflicts=True)
    (first,) = _FIRST.rows(person=actor.person, key=once)
    if first.asked == asked and first.record is None:  # others see a claim only with its result
        return None
    if first.asked != asked or first.record is None or first.entry is None:
        raise RecordError(
            "repeated",
            _("This form was already sent with different content."),
            remedy=_("Reload the page and send it again."),
        )
    return StepResult(kind_of(first.record).record.fresh(first.record.pk), first.entry, repeated=True)


_KEY = ValueSlot("key", UUIDField())
_FIRST = SqlStatement(
    lambda: Once.objects.filter(person=ValueSlot.number("person"), key=_KEY), related=("record", "entry")
)


def remember_request(actor: Actor, once: UUID | None, asked: str, record: Record, entry: Entry) -> None:
    """Save the result under a claimed key, in the same transaction."""
    if once is not None:
        _DONE.run(person=actor.person, key=once, record=record.pk, entry=entry.pk)


_DONE = SqlStatement(
    lambda: Once.objects.filter(person=ValueSlot.number("person"), key=_KEY),
    record=ValueSlot.number("record"),
    entry=ValueSlot.number("entry"),
)
