"""Sends out a whole plan, each row by its own step; rows past their due date as chosen for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.actions.runs import CHUNK, go_on, start_run
from luoshi.desk.bulk.rules import row_key
from luoshi.desk.lists.views.models import BulkRun
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment

KEEP, MOVE, DONE, WAIT = "keep", "move", "done", "wait"
STOPPED, PAUSED, CARRIED, UNFINISHED = "stopped", "paused", "carried", "unfinished"
# What became of a row before anything was sent out: the step that enters it.
BEFORE = {
    DONE: "was_done",
    STOPPED: "was_stopped",
    PAUSED: "was_suspended",
    CARRIED: "was_carried",
    UNFINISHED: "was_unfinished",
}
GIVEN = {"urgency": "plain", "proofs": "", "proof": "", "requirement": ""}


@dataclass(frozen=True)
class SendChoice:
    """The decision on a row: send it unchanged, move its date, enter what became of it, or do not send it now."""

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
    """Apply the decisions on past dates, each by its own step, then send out all other rows in one bulk run.

    Idempotent by key. None: nothing was left to send.

    Args:
        versions: of each row, as the page showed it.
        chosen: by row, for those on which a person must decide.

    Raises:
        RecordError: ``incomplete``; or as ``take`` if a row was changed meanwhile: earlier steps are kept.
    """
    known = BulkRun.objects.filter(key=key, person=actor.person).first()
    if known is not None:
        go_on(known, actor, at=at)
        return known
    if any(choice.act == MOVE or choice.act in BEFORE for choice in chosen.values()) and not reason:
        raise RecordError("incomplete", _("Enter why due dates are moved, or by what is known how something ended."))
    going: dict[int, int] = {}
    for row in rows:
        choice = chosen.get(row.pk)
        if row.pk not in versions or (choice is not None and choice.act == WAIT):
            continue
        version = versions[row.pk]
        if choice is not None and (choice.act == MOVE or choice.act in BEFORE):
            version = _decide(row, choice, reason, actor, key, version, at)
        if choice is None or choice.act not in BEFORE:
            going[row.pk] = version
    if not going:
        return None
    declared = get_kind("commitments")
    run = start_run(declared, declared.cycle.by_name["issue"], actor, going, GIVEN, key, at=at)
    if len(going) <= CHUNK:
        go_on(run, actor, at=at)
    return run


def _decide(
    one: Commitment, choice: SendChoice, reason: str, actor: Actor, key: UUID, version: int, at: datetime
) -> int:
    """Take the step chosen for a row; return the version after it. What ended in an earlier year notifies nobody."""
    step = BEFORE.get(choice.act, "redate")
    given = {"day": ""} if choice.act == DONE else {"until": str(choice.to)} if choice.act == MOVE else {}
    earlier = choice.act in BEFORE and one.plan.year < timezone.localdate(at).year
    once = row_key(row_key(key, 0), one.pk)  # the run itself uses another key for the same row
    said = {**given, "reason": reason}
    after = take(one, step, actor, said, at=at, once=once, seen=version, earlier=earlier).entry.version
    return version if after is None else after
