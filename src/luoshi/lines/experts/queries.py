"""Who is barred on a day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from luoshi.kernel.base.examples import Around
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.lines.experts.models import IntegrityEvent, PoolExpert
from luoshi.parts.registers.findings import IN_EFFECT


def events_in_effect(person: int | None, organisation: int | None, day: date) -> list[str]:
    """List the numbers of the events that bar this person or this organisation on a day, in order. One query."""
    of = Q(pk=None)
    of |= Q(person=person) if person else Q(pk=None)
    of |= Q(organisation=organisation) if organisation else Q(pk=None)
    rows = IntegrityEvent.objects.filter(of, definitely_true(IN_EFFECT, IntegrityEvent, day))
    return list(rows.order_by("number").values_list("number", flat=True))


def day_after(record: object, around: Around) -> str:
    """Return the day after the step, for examples."""
    return (around.day + timedelta(days=1)).isoformat()


def newest_expert(record: object, around: Around) -> str:
    """Return the number of a person of the pool, for examples; "" if there is none. One query."""
    rows = PoolExpert.objects.filter(state="pool", erased=None).order_by("-pk")
    return rows.values_list("person__number", flat=True).first() or ""
