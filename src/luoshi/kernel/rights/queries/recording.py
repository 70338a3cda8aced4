"""The leaders' decisions that an actor may record: by which mandate, on which record, by which step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.queries.rights import readable_records, relations_to_record
from luoshi.org.actors.models import Mandate
from luoshi.org.actors.queries import by_mandate, usable_mandates


@dataclass(frozen=True)
class Recordable:
    """A leader's step that the actor may record from a signed sheet under a mandate."""

    mandate: Mandate
    step: Step


def recordable_steps(record: Record, actor: Actor, day: date) -> list[Recordable]:
    """List the leaders' steps on a record that the actor may record, without those that the actor may take directly.

    Two queries, one for each further post, and two for each mandate of the actor.
    """
    cycle = kind_of(record).cycle
    if not any(step.recorded and record.state in step.before for step in cycle.steps):
        return []
    given = usable_mandates(actor, day)
    own = (
        {step.name for step in cycle.open_steps(record.state, relations_to_record(record, actor, day))}
        if given
        else set()
    )
    found: list[Recordable] = []
    for mandate in given:
        steps = cycle.open_steps(record.state, relations_to_record(record, by_mandate(actor, mandate, day), day))
        found += [Recordable(mandate, step) for step in steps if step.recorded and step.name not in own]
    return found


def may_read_record(record: Record, actor: Actor, day: date) -> bool:
    """Whether the actor may read a record: by today's tree, as a former superior, or for a leader under a mandate."""
    kind = kind_of(record)
    return readable_records(kind, actor, day).filter(pk=record.pk).exists() or (
        seen_for_leader(kind, record.pk, actor, day) is not None
    )


def seen_for_leader(kind: CompiledKind, pk: int, actor: Actor, day: date) -> Record | None:
    """Return a record that the actor may read only as secretary of a leader who may; otherwise None."""
    for mandate in usable_mandates(actor, day):
        leader = by_mandate(actor, mandate, day)
        found = readable_records(kind, leader, day).select_related("unit", "owner__unit").filter(pk=pk).first()
        if found is not None:
            return found
    return None
