"""What is refused so that a sealed call stays sealed, and is opened only by two people after its end."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.opening import queries
from luoshi.parts.calls.rules import SETTLING

_ = words_now(__name__)

FROZEN = ("sealed", "from_at", "to_at")  # fields of a sealed call that no correction changes


def refuse_early_opening(took: Took[Call]) -> None:
    """Refuse to open a call before its window is over and what was received in time is taken.

    It may have been closed by hand before.

    Raises:
        RecordError: ``guarded``.
    """
    call = took.record
    if call.to_at is None or call.to_at >= took.at - SETTLING:
        words = _("Its window is not over yet, or ended less than five minutes ago: nothing is opened before.")
        raise RecordError("guarded", words, where=str(call), remedy=_("Wait until the window is over."))


def refuse_same_opener(took: Took[Call]) -> None:
    """Refuse the confirmation of whoever asked: two people open.

    Raises:
        RecordError: ``guarded``.
    """
    if took.actor.person == queries.who_asked(took.record):
        words = _("You asked to open it: another person must confirm.")
        raise RecordError("guarded", words, where=str(took.record), remedy=_("Ask a colleague."))


def keep_sealed_end(took: Took[Call]) -> None:
    """Refuse to move the end of a call that was opened; if only somebody asked, they have to ask again.

    Raises:
        RecordError: ``guarded``.
    """
    call = took.record
    if call.sealed != "yes":
        return
    if call.unsealed_at is not None:
        words = _("What was sent has been opened: others would know it before they send.")
        raise RecordError("guarded", words, where=str(call), remedy=_("Publish a new call."))
    took.set_fields(asked_at=None)


def refuse_corrected_seal(took: Took[Call]) -> None:
    """Refuse to correct, in a published call, whether it is sealed, and the window of a sealed one.

    Raises:
        RecordError: ``guarded``.
    """
    call = took.record
    if call.state == "drafted":
        return
    changed = [name for name in FROZEN if name in took.was and took.was[name] != getattr(call, name)]
    before = took.was.get("sort", call.sort)
    if before != call.sort and "tender" in (before, call.sort):
        words = _(
            "Whether a call is a tender is fixed when it is published: its bids are sealed and reviewed in a round."
        )
        raise RecordError("guarded", words, where=str(call), remedy=_("Cancel the call, and publish another one."))
    if "sealed" in changed or (changed and call.sealed == "yes"):
        words = _("Whether a call is sealed, and the window of a sealed one, are fixed when it is published.")
        raise RecordError("guarded", words, where=str(call), remedy=_("Move the end of the window by its own step."))


def refuse_other_hands(took: Took[Application]) -> None:
    """Refuse an application for a sealed call by people who may not read it: they would know what it says.

    Raises:
        RecordError: ``guarded``.
    """
    took.write()
    record = took.record
    held = relations_to_record(record, took.actor, took.day)
    if not held.keys().isdisjoint(kind_of(record).rights.sees):
        return
    words = _("The call is sealed: only senders themselves prepare what is sent, not the office that calls.")
    raise RecordError("guarded", words, where=str(record), remedy=_("Let the leader or their unit begin it."))
