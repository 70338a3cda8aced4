"""What of a thing is booked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.unique.queries import numbers_seen
from luoshi.parts.slots.models import BookedSlot


def slots_between(thing: int, first: datetime, last: datetime) -> QuerySet[BookedSlot]:
    """Return the slots of a thing that have a moment in ``[first, last)``, in their order."""
    found = BookedSlot.objects.filter(thing=thing, to_at__gt=first, from_at__lt=last)
    return found.filter(record__batch=None).order_by("from_at")


def slots_of(records: Collection[int]) -> dict[int, list[BookedSlot]]:
    """Return the slots of bookings, by their id. One query."""
    found: dict[int, list[BookedSlot]] = {}
    for slot in BookedSlot.objects.filter(record__in=list(records)).order_by("from_at"):
        found.setdefault(slot.record_id, []).append(slot)
    return found


def taken_slot(
    thing: int, first: datetime, last: datetime, apart: int | None, actor: Actor, day: date
) -> tuple[datetime, datetime, str] | None:
    """Return the booking that takes a part of ``[first, last)``: from when to when, and its number; None: it is free.

    The number is "" to those who may not read the booking. At most three queries.

    Args:
        apart: the booking that asks, which does not stand in its own way.
    """
    slot = slots_between(thing, first, last).exclude(record=apart).select_related("record").first()
    if slot is None:
        return None
    parts = slots_of([slot.record_id])[slot.record_id]
    number = numbers_seen(get_kind(slot.record.kind), [slot.record_id], actor, day).get(slot.record_id, "")
    return parts[0].from_at, parts[-1].to_at, number
