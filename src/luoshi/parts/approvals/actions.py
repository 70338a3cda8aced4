"""What follows from a step of a chain: a round begins, or a level is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from luoshi.org.people.queries.people import holding
from luoshi.parts.approvals.models import Approval, Round
from luoshi.parts.approvals.queries import round_of
from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds import fields

if TYPE_CHECKING:
    from luoshi.parts.approvals.chains import Chain


def begin_round(chain: Chain, took: Took[Any]) -> None:
    """Begin a round: which levels are asked is decided now, by the figures and values of today."""
    record = took.record
    told = [[fields.label(record.declared, name), fields.value(record, name)] for name in chain.decides]
    Round.objects.create(
        record_id=record.pk,
        chain=chain.name,
        day=took.day,
        levels=" ".join(chain.needed(record, took.day)),
        decides=told,
        entry=took.entry,
    )


def begin_anew(chain: Chain, took: Took[Any]) -> None:
    """Begin another round where something changed on which the chain decides, while it runs."""
    columns = {took.record._meta.get_field(name).attname: name for name in chain.watched}
    changed = [one for one in columns if one in took.was and took.was[one] != getattr(took.record, one)]
    if changed and took.record.state == chain.first:
        begin_round(chain, took)


def give(chain: str, level: str, took: Took[Any]) -> None:
    """Keep that a level was given, by whom and from which post; of one that was sent before there were rounds too."""
    current = round_of(took.record, chain)
    if current is None:
        return
    signer = took.given.get("signer")
    person = signer.pk if signer is not None and took.actor.behalf else took.actor.person
    deputy = holding(took.day).filter(person=person, post=took.seat or 0, deputy=True).exists()
    Approval.objects.create(
        round=current, level=level, post_id=took.seat or None, person_id=person, deputy=deputy, entry=took.entry
    )
