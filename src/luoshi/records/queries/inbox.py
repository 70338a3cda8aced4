"""What waits for an actor: open records on which a step is theirs to take, soonest due first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from luoshi.org.rules.rights import Actor
from luoshi.records.kinds import Kind, kinds
from luoshi.records.models import Record
from luoshi.records.queries.listing import light
from luoshi.records.queries.rights import open_steps, related
from luoshi.records.rules.cycle import Step
from luoshi.records.rules.soon import soon_until


@dataclass(frozen=True)
class Waiting:
    """A record that waits for the actor, with its light and the step that is waited for."""

    record: Record
    kind: Kind
    light: str
    state: str
    step: Step


def waits_for(kind: Kind, actor: Actor, day: date) -> Q:
    """The condition on records of a kind on which a step that is waited for is the actor's to take."""
    by_relation = {name: related(one, actor, day) for name, one in kind.rights.by_name.items()}
    found = Q(pk__in=[])
    for step in kind.cycle.steps:
        if step.awaited:
            now = Q(due__lte=soon_until(day)) if step.when_due else Q()
            for who in step.who:
                found |= Q(state__in=step.before) & now & by_relation[who]
    return Q(kind=kind.name) & found


def waits(actor: Actor, day: date) -> QuerySet[Record]:
    """The open records of all kinds that wait for the actor, soonest due first, those without a date last."""
    asked = Q(pk__in=[])
    for kind in kinds():
        asked |= waits_for(kind, actor, day)
    rows = Record.objects.filter(asked, closed=None).select_related("unit")
    return rows.order_by(F("due").asc(nulls_last=True), "pk")


def which(name: str, day: date) -> Q:
    """Those of them that are counted apart: ``late``, ``soon``; else all."""
    return {"late": Q(due__lt=day), "soon": Q(due__gte=day, due__lte=soon_until(day))}.get(name, Q())


def waiting(records: Sequence[Record], actor: Actor, day: date) -> list[Waiting]:
    """These records with the step that each waits for. Two queries for all."""
    theirs = open_steps(records, actor, day)
    found = []
    for record in records:
        kind = record.declared
        steps = [one for one in theirs[record.pk] if one.awaited]
        # What is asked of this person, the main thing first: another may be waited for in the same state.
        step = min(steps, key=lambda one: one.tone != "main") if steps else None
        if step is not None:
            found.append(Waiting(record, kind, light(record, day), str(kind.cycle.states[record.state]), step))
    return found
