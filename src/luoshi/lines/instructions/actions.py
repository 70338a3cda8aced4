"""A leader writes an instruction on a matter to its unit, or asks the supervision office to follow it up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from luoshi.base.database.write_queue import in_turn
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.time_limits import count_limit_after
from luoshi.evidence.journal.actions.uploads import check_sent
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kind_of
from luoshi.kernel.messages.actions.messages import no_longer_asked
from luoshi.kernel.steps.actions.refusals import refusals_journaled
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.instructions.models import Instruction
from luoshi.lines.instructions.queries import chase_requests
from luoshi.org.actors.models import Post

_ = words_now(__name__)
CHASE_DAYS = 5  # working days for the unit's answer; our own choice, no source gives a number


def write_on(
    about: Record, post: Post, words: str, by: str, actor: Actor, *, at: datetime, once: UUID | None = None
) -> Record:
    """Write an instruction as the holder of a leader's post: its unit gets a task, the supervision office is notified.

    Args:
        words: as typed.
        by: the last day for an answer, as typed.
        once: the idempotency key: repeating the request returns the first result.

    Raises:
        RecordError: ``refused``: the unit is not in the post's charge; ``incomplete``, ``marked``.
    """
    check_sent({"words": words, "by": by}, None, actor, at=at)
    with refusals_journaled("give", actor, at), in_turn(), transaction.atomic():
        done = begin(get_kind("instructions"), actor, _given(about, post, words, by, actor, at), at=at, once=once)
        return done.record if done.repeated else take(done.record, "straight", actor, {}, at=at).record


def ask_to_chase(about: Record, post: Post, actor: Actor, *, at: datetime) -> Instruction:
    """Ask the supervision office to follow up a matter; an open request is returned instead of a second one.

    Raises:
        RecordError: ``refused``: the unit is not in the post's charge, or the matter is closed.
    """
    by = count_limit_after(localdate(at), CHASE_DAYS, "workday").day.isoformat()
    with refusals_journaled("give", actor, at), in_turn(), transaction.atomic():
        about = kind_of(about).record.get_locked(about.pk)  # two requests may be concurrent
        if (before := chase_requests([about]).get(about.pk)) is not None:
            return before
        if about.closed is not None:
            raise RecordError("refused", _("It is closed: there is nothing to chase."), where=str(about))
        with translation.override(settings.LANGUAGE_CODE):  # instructions are in the office's language
            said = _("Please have the supervision office chase %(number)s: %(title)s")
            words = said % {"number": about.number, "title": about.title}
        begun = begin(get_kind("instructions"), actor, _given(about, post, words, by, actor, at), at=at).record
        asked = take(begun, "chase", actor, {}, at=at).record
    assert isinstance(asked, Instruction)
    return asked


def asked_to_chase(took: Took[Instruction]) -> None:
    """Mark the instruction as a follow-up request, and drop the message about its entry."""
    took.set_fields(chase=True)
    no_longer_asked(took.record, "pass_on", took.at)


def _given(about: Record, post: Post, words: str, by: str, actor: Actor, at: datetime) -> dict[str, str]:
    return {
        "about": about.number,
        "whose": actor.name,
        "decider": str(post.pk),
        "unit": str(about.unit_id),
        "words": words,
        "given": localdate(at).isoformat(),
        "by": by,
    }
