"""Run the complete verification, on request in the background, and every night in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM, Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.queries.seals import journal_tree
from luoshi.evidence.journal.queries.verified import last_verified
from luoshi.evidence.witness.queries.schema import described_digest
from luoshi.kernel.history.queries.entries import may_read
from luoshi.kernel.history.queries.integrity import integrity_pieces

TOLD = 20  # problems that the entry of a verification lists


@transaction.atomic
def request_verification(actor: Actor, *, at: datetime) -> bool:
    """Start a background verification of the journal and the rows; return False if one is already running.

    Raises:
        RecordError: ``refused``: the journal is not open to the actor.
    """
    if not may_read(actor):
        raise RecordError("refused", _("You may not see the journal."))
    if last_verified(at).going:
        return False
    journal_act("journal", "journal.verify", actor, {}, at=at)
    verify_later.enqueue()
    return True


@task()
def verify_later() -> int:
    """Run one verification in the worker, and return the number of problems. Running it twice reports twice."""
    for _piece in verify_in_pieces():
        pass
    return last_verified(timezone.now()).broken


def verify_in_pieces() -> Iterator[None]:
    """Verify everything but the stored files, and journal the findings; yield after each piece to allow stopping.

    After an interruption the next worker starts over: only a complete verification is reported.
    """
    size, broken, told = journal_tree().size, 0, list[list[object]]()
    before = described_digest()
    for piece in integrity_pieces(files=False):
        if piece is None:
            yield
        elif piece.is_broken:
            broken += 1
            told += [[piece.code, piece.number, dict(piece.values)]] if len(told) < TOLD else []
    with transaction.atomic():
        given: dict[str, object] = {"size": size, "broken": broken, **({"findings": told} if told else {})}
        given |= {"schema": before} if not broken else {}
        journal_act("journal", "journal.verified", PROGRAM, given, at=timezone.now())
