"""The needs that a correction must meet: those of steps already taken that read a field it changes.

Otherwise a correction would be the way around every gate: an organisation that was barred when its project was examined
could be put into the project afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from luoshi.evidence.journal.queries.taken import steps_taken
from luoshi.kernel.conditions.queries.needs import unmet_needs
from luoshi.kernel.conditions.rules import Unmet
from luoshi.kernel.kinds.compiled.compiling import RIGHT
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.forms.making import step_form
from luoshi.kernel.kinds.language.conditions import (
    Given,
    Holds,
    Need,
    Owes,
    Some,
    When,
    read_paths,
    walk_conditions,
)
from luoshi.kernel.kinds.registry import per_snapshot
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch


def list_corrected_needs(batch: StepBatch) -> list[Need]:
    """List the needs that corrections of a batch may have to meet, whichever steps its records have taken."""
    if batch.step.name != RIGHT:
        return []
    reading = needs_by_field(batch.kind)
    changed = {name for act in batch.acts for name in _changed(act)}
    return [need for name in sorted(changed & reading.keys()) for _step, need in reading[name]]


def find_unmet_corrections(batch: StepBatch, act: StepAct) -> list[Unmet]:
    """Return the needs that a correction leaves unmet: each of a step that the record has taken, on that step's day.

    What is unknown is no obstacle: a field may be corrected to say that nothing is known. No query unless a changed
    field is read by such a need; one for the steps taken by all records of the batch, one for the needs of a day.
    """
    reading = needs_by_field(batch.kind)
    asked = {(step, need): None for name in _changed(act) for step, need in reading.get(name, ())}
    if not asked:
        return []
    taken = _steps_taken(batch)[act.record.pk]
    by_day: dict[date, list[Need]] = {}
    for step, need in asked:
        if step in taken:
            by_day.setdefault(_day_of(batch.kind, step, act), []).append(need)
    form = step_form(batch.kind, batch.step)
    return [
        unmet
        for day, needs in by_day.items()
        for unmet in unmet_needs(needs, act.record, act.left, act.values, day, form)
        if not unmet.unset
    ]


@per_snapshot()
def needs_by_field(kind: CompiledKind) -> Mapping[str, tuple[tuple[str, Need], ...]]:
    """Return by field the needs that read it, each with the name of its step.

    Needs that also ask about a step's input are left out: of a correction nobody gives that input.
    """
    found: dict[str, list[tuple[str, Need]]] = {}
    for step in kind.cycle.all_steps:
        for need in step.needs if step.name != RIGHT else ():
            parts = list(walk_conditions(need.condition))
            if not any(isinstance(part, Given) for part in parts):
                for name in {name for part in parts for name in _fields_read(part)}:
                    found.setdefault(name, []).append((step.name, need))
    return {name: tuple(needs) for name, needs in found.items()}


def _fields_read(condition: When) -> Iterator[str]:
    """Yield the fields of the record itself that an elementary condition reads or follows."""
    yield from (path[0] for path in read_paths(condition))
    if isinstance(condition, Some | Owes | Holds) and condition.path:
        yield condition.path[0]


def _changed(act: StepAct) -> list[str]:
    return list(act.values.get("was", ()))


def _steps_taken(batch: StepBatch) -> Mapping[int, set[str]]:
    """Return by record the steps that it has taken, of those whose needs read its fields. One query for a batch."""
    found: dict[int, set[str]] | None = batch.known.get(RIGHT)
    if found is None:
        names = {step for needs in needs_by_field(batch.kind).values() for step, _need in needs}
        found = batch.known[RIGHT] = steps_taken([record.pk for record in batch.records], names)
    return found


def _day_of(kind: CompiledKind, step: str, act: StepAct) -> date:
    """Return the day for which the needs of a step are asked again: of the act where the record keeps it, else now."""
    name = kind.cycle.by_name[step].on
    day = act.left.get(name, getattr(act.record, name, None)) if name and name in kind.fields else None
    return day if isinstance(day, date) else act.on
