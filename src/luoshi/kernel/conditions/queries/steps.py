"""The steps open to an actor, without those whose condition ``Step.only`` the record does not meet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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


def load_links_of_steps(records: Sequence[Record], found: Mapping[int, Sequence[Step]]) -> None:
    """Load for all records together the links that ``Step.about`` of their steps reads. One query a link."""
    links = {name for record in records for step in found.get(record.pk, ()) for name in step.loads}
    prefetch_related_objects(records, *sorted(links))


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
