"""Keep the slots of bookings, in the transaction of the step that books, moves or cancels."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.kernel.kinds.models import Record
from luoshi.parts.slots.models import BookedSlot
from luoshi.parts.slots.rules import MonthSlot


def store_slots(record: Record, thing: int, slots: Sequence[MonthSlot]) -> None:
    """Write the slots of a booking instead of those it had; the booking and the thing are locked. Two queries."""
    BookedSlot.objects.filter(record=record.pk).delete()
    BookedSlot.objects.bulk_create(
        BookedSlot(
            record_id=record.pk,
            thing_id=thing,
            from_at=slot.first,
            to_at=slot.last,
            day=slot.day,
            year_end=slot.day.replace(month=12, day=31),
            hours=slot.hours,
            used=slot.used,
        )
        for slot in slots
    )


def forget_slots(record: Record) -> None:
    """Delete the slots of a booking whose content is erased, as rows inside a record are."""
    BookedSlot.objects.filter(record=record.pk).delete()
