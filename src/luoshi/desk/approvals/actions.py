"""Follow-ups of a chain's steps: a round begins, or a level is approved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from luoshi.base.record_errors import RecordError
from luoshi.desk.approvals import queries
from luoshi.desk.approvals.models import Approval, Round
from luoshi.desk.approvals.queries import given_in, round_of
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.org.people.queries.people import tenures_in_force

if TYPE_CHECKING:
    from luoshi.desk.approvals.chains import Chain

_ = words_now(__name__)


def begin_round(chain: Chain, took: Took[Record]) -> None:
    """Begin a round; the required levels are fixed now, by today's figures and parameters."""
    levels = " ".join(queries.required_levels(chain.levels, took.record, took.day))
    Round.objects.create(record_id=took.record.pk, chain=chain.name, levels=levels, entry=took.entry)


def _changed(names: Iterable[str], took: Took[Any]) -> list[str]:
    """Return those of the fields that the step changed."""
    columns = {took.record._meta.get_field(name).attname: name for name in names}
    return [
        columns[column] for column in columns if column in took.was and took.was[column] != getattr(took.record, column)
    ]


def begin_anew(chain: Chain, took: Took[Record]) -> None:
    """Begin another round if a deciding field changed while the chain runs; notify those who had approved."""
    if took.record.state != chain.first or not _changed(chain.watched_fields, took):
        return
    before = given_in(round_of(took.record, chain.name))
    begin_round(chain, took)
    if posts := {approval.post_id for approval in before if approval.post_id}:
        values = {"who": took.actor.name}
        send_message(
            "approvals.anew", values, occasion=f"anew:{took.entry.pk}", at=took.at, posts=posts, record=took.record
        )


def keep_approved(chain: Chain, took: Took[Record]) -> None:
    """Refuse to change the deciding figure once it is approved, which would bypass a level.

    Raises:
        RecordError: ``guarded``.
    """
    names = _changed(chain.level_fields, took)
    if took.record.state in chain.states or not names or not given_in(round_of(took.record, chain.name)):
        return
    said = "、".join(fields.field_label(kind_of(took.record), name) for name in names)
    raise RecordError(
        "guarded",
        _("It was approved with this %(fields)s, which can no longer change.") % {"fields": said},
        where=str(took.record),
        remedy=_("Withdraw it and apply again, so that the new content is approved."),
    )


def record_level_approval(chain: str, level: str, took: Took[Record]) -> None:
    """Record the approval of a level, with person and post; nothing is recorded for records without a round."""
    current = round_of(took.record, chain)
    if current is None:
        return
    signer = took.given.get("signer")
    person = signer.pk if signer is not None and took.actor.behalf else took.actor.person
    deputy = tenures_in_force(took.day).filter(person=person, post=took.seat or 0, deputy=True).exists()
    Approval.objects.create(
        round=current, level=level, post_id=took.seat or None, person_id=person, deputy=deputy, entry=took.entry
    )
