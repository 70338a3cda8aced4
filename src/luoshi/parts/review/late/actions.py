"""Keep what comes after the end of a round, let it in by a reason, and bind both by a hash.

What the server had received whole by the end is in time. What comes later never replaces that. The hashes of the
closing hold a late sheet as one that was not given yet; a hash of its own binds it when the sheets are combined, and
after that none is let in.
"""

from __future__ import annotations

import json

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.review.bundles.queries import compute_heads
from luoshi.parts.review.late import queries
from luoshi.parts.review.layers.actions import tell_relation
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSheet
from luoshi.parts.review.rules import seconds_late

_ = words_now(__name__)


def refuse_late_change(took: Took[ReviewSheet]) -> None:
    """Refuse to change marks after the end; and late marks of a layer, for which the next layer would wait.

    Raises:
        RecordError: ``guarded``.
    """
    sheet = took.record
    if _seconds_late(took) is None:
        took.set_fields(late_by=None, let_in="", let_in_at=None)
        return
    words, remedy = "", ""
    if sheet.layer:
        words = _("The time for marks is over: no marks are taken.")
        remedy = _("Ask the leader to open the round again.")
    elif took.was["state"] == "scored":
        words = _("Your marks came before the end and stand: after the end they are not changed.")
    elif took.was["state"] == "late":
        words = _("Your late marks are kept as they came: they are not changed any more.")
    if words:
        raise RecordError("guarded", words, where=str(sheet), remedy=remedy)


def keep_late(took: Took[ReviewSheet]) -> None:
    """Keep marks that came after the end apart from those that count, with how late they were, and tell the office."""
    sheet, seconds = took.record, _seconds_late(took)
    if seconds is None:
        return
    took.write()
    take(sheet, "keep_late", PROGRAM, {"late_by": seconds}, at=took.at, within=True)
    tell_relation(took, sheet.assessed, "assessed.late", "desk", "let_in")


def _seconds_late(took: Took[ReviewSheet]) -> int | None:
    round_ = took.record.assessed.round
    return seconds_late(took.at, (round_.to_at, round_.ended_at), is_open=round_.state == "open")


def let_sheet_in(took: Took[Assessed]) -> None:
    """Let a late sheet of an object count, by a reason that is published; nobody lets in their own.

    Raises:
        RecordError: ``guarded``: it is not kept as late, or it is the actor's own.
    """
    row, given = took.record, took.given
    sheet = next((late for late in queries.late_sheets(row.pk) if late.assessor.number == given["sheet"]), None)
    if sheet is None:
        raise RecordError("guarded", _("There is no late sheet of this assessor."), where=str(row))
    if took.actor.person and sheet.assessor.as_person_id == took.actor.person:
        words = _("It is your own sheet: somebody else must let it in.")
        raise RecordError("guarded", words, where=str(row))
    took.write()
    let_in = {"let_in": given["why"], "let_in_at": took.at}
    take(sheet, "let_in", took.actor, let_in, at=took.at, within=True)


def publish_late(took: Took[ReviewRound]) -> None:
    """Fix by a hash which sheets came late, and which of them were let in and why, when the sheets are combined."""
    round_ = took.record
    if not round_.rules_head:  # it was closed before rounds published hashes
        return
    took.write()
    (head,) = compute_heads(round_, json.loads(round_.received), ("late",)).values()
    take(round_, "fix_late", PROGRAM, {"late_head": head}, at=took.at, within=True)
