"""Which of the chosen records a step would be taken on, as they stand now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step
from luoshi.records.many.rules import Chosen, Plan, plan
from luoshi.records.rights.queries.rights import seen, subjects


def planned(
    kind: Kind,
    step: Step,
    keys: Sequence[int],
    actor: Actor,
    day: date,
    against: Callable[[Record], Sequence[Any]],
    seen_versions: Mapping[int, int] | None = None,
) -> tuple[Plan, dict[int, Record]]:
    """What the step would do to these records, and those of them that the actor may see. Two queries.

    Args:
        against: the guard's reasons against one of them.
        seen_versions: versions that must still stand.
    """
    rows = seen(kind, actor, day).filter(pk__in=list(keys)).select_related("unit")
    if kind.masked:
        rows = rows.defer(*kind.masked)
    records = {record.pk: record for record in rows}
    subject_of = subjects(list(records.values()), day)
    there = {
        pk: Chosen(
            pk,
            f"{record.number} {record.title}".strip(),
            record.state,
            record.version,
            frozenset(kind.rights.held(actor, subject_of[pk])),
        )
        for pk, record in records.items()
    }
    found = plan(step, keys, there, lambda pk: against(records[pk]), mandate=bool(actor.behalf), seen=seen_versions)
    return found, records


def guarded(step: Step, values: Mapping[str, Any] | None, at: datetime) -> Callable[[Record], Sequence[Any]]:
    """The step's guard, once what is given is known; before that nothing speaks against a record."""
    if values is None:
        return lambda record: []
    return lambda record: step.guard(record, values, at)
