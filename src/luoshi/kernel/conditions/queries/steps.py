"""The steps open to an actor, without those whose condition ``Step.only`` the record does not meet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import BooleanField, Case, Value, prefetch_related_objects
from django.db.models import When as If

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries import rights


def open_steps(records: Collection[Record], actor: Actor, day: date) -> dict[int, list[Step]]:
    """Return the steps open to the actor on each of these records.

    One query, and one for each kind that has steps with ``only``.
    """
    return applicable_steps(records, rights.open_steps(records, actor, day), day)


def steps_open_on_any(records: Sequence[Record], steps: Collection[Step], actor: Actor, day: date) -> list[Step]:
    """Return those of these steps, all of one kind, that are open to the actor on some of its records.

    Those of ``rights.open_steps``, one if a step has ``only``, one for each link that ``Step.about`` reads, and what
    ``about`` itself asks; none without steps.
    """
    if not steps:
        return []
    names = {step.name for step in steps}
    found = rights.open_steps(records, actor, day)
    # Only what is asked for: other steps may have conditions and links of their own.
    found = {pk: [step for step in theirs if step.name in names] for pk, theirs in found.items()}
    found = applicable_steps(records, found, day)
    on: dict[str, list[Record]] = {}
    for record in records:
        for step in found[record.pk]:
            on.setdefault(step.name, []).append(record)
    prefetch_related_objects(records, *sorted({link for step in steps if step.name in on for link in step.loads}))
    return [step for step in steps if any(step.about(record, day) for record in on.get(step.name, ()))]


def applicable_steps(records: Collection[Record], found: dict[int, list[Step]], day: date) -> dict[int, list[Step]]:
    """Keep the steps of each record whose ``only`` it meets. One query for each kind that has such steps."""
    some: dict[str, dict[str, Step]] = {}
    for record in records:
        for step in found[record.pk]:
            if step.only is not None:
                some.setdefault(record.kind, {})[step.name] = step
    for name, steps in some.items():
        pks = [record.pk for record in records if record.kind == name]
        known = _holding(name, steps, pks, day)
        for pk in pks:
            found[pk] = [step for step in found[pk] if step.only is None or step.name in known[pk]]
    return found


def _holding(name: str, steps: dict[str, Step], pks: list[int], day: date) -> dict[int, set[str]]:
    """Return for each record the names of the steps whose ``only`` it meets. One query, and those for office values."""
    model = get_kind(name).record
    asked = {
        f"only_{place}": Case(
            If(definitely_true(only, model, day, each=True), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
        for place, step in enumerate(steps.values())
        if (only := step.known_where) is not None
    }
    rows = model._base_manager.filter(pk__in=pks).annotate(**asked).values_list("pk", *asked)
    return {pk: {step_name for step_name, holds in zip(steps, held, strict=True) if holds} for pk, *held in rows}
