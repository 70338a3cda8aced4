"""Sends out a whole plan, each row by its own step, those with a date that has passed as was chosen for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.kinds.registry import get_kind
from luoshi.records.many.actions.runs import CHUNK, go_on, start_run
from luoshi.records.many.rules import row_key
from luoshi.records.steps.actions.steps import take
from luoshi.records.views.models import BulkRun

KEEP, MOVE, DONE, WAIT = "keep", "move", "done", "wait"
GIVEN = {"urgency": "plain", "proofs": "", "proof": "", "requirement": ""}


@dataclass(frozen=True)
class SendChoice:
    """What becomes of a row whose date has passed: sent with it, moved to a day, done already, or not sent now."""

    act: str
    version: int
    to: date | None = None


def send_all(
    rows: Sequence[Commitment],
    versions: Mapping[int, int],
    chosen: Mapping[int, SendChoice],
    reason: str,
    actor: Actor,
    *,
    key: UUID,
    at: datetime,
) -> BulkRun | None:
    """Do what was chosen of the dates that have passed, each row by its own step, then send out all others in one run.

    Sent again with the same key, it does no more. None: nothing was left to be sent out.

    Args:
        versions: of each row, as the page showed it.
        chosen: by row, for those whose date has passed.

    Raises:
        RecordError: ``incomplete``; or as ``take``, where a row was changed meanwhile: what was done before it stays.
    """
    known = BulkRun.objects.filter(key=key, person=actor.person).first()
    if known is not None:
        go_on(known, actor, at=at)
        return known
    if any(choice.act in (MOVE, DONE) for choice in chosen.values()) and not reason:
        raise RecordError("incomplete", _("Say why dates are moved, or by what it is known that something is done."))
    going: dict[int, int] = {}
    for row in rows:
        choice = chosen.get(row.pk)
        if row.pk not in versions or (choice is not None and choice.act == WAIT):
            continue
        version = versions[row.pk]
        if choice is not None and choice.act in (MOVE, DONE):
            version = _dated(row, choice, reason, actor, key, version, at)
        if choice is None or choice.act != DONE:
            going[row.pk] = version
    if not going:
        return None
    declared = get_kind("commitments")
    run = start_run(declared, declared.cycle.by_name["issue"], actor, going, GIVEN, key, at=at)
    if len(going) <= CHUNK:
        go_on(run, actor, at=at)
    return run


def _dated(
    one: Commitment, choice: SendChoice, reason: str, actor: Actor, key: UUID, version: int, at: datetime
) -> int:
    """Take the step that was chosen for a date that has passed; the version after it."""
    step, given = ("was_done", {"day": ""}) if choice.act == DONE else ("redate", {"until": str(choice.to)})
    once = row_key(row_key(key, 0), one.pk)  # the run has a key of its own for the same row
    after = take(one, step, actor, {**given, "reason": reason}, at=at, once=once, seen=version).entry.version
    return version if after is None else after
