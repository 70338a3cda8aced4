"""The slots of things that are booked."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.kernel.kinds.models import Record
from luoshi.parts.slots.exclusion import NoOverlap


class BookedSlot(models.Model):
    """A slot of a thing, ``[from_at, to_at)``: a booking's own, or what of it lies in one calendar month.

    A booking that no longer counts has none. On PostgreSQL an exclusion constraint stands beside the lock of the thing.

    Attributes:
        record: the booking; ``thing``: what it books.
        day: the first day in the office's time zone, by which figures count it.
        year_end: the last day of its year, by which hours of whole years are compared.
        hours: how long it is; ``used``: what of the hours used falls into it, None until they are known.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    thing = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    day = models.DateField()
    year_end = models.DateField()
    hours = Fixed()
    used = Fixed(null=True)

    class Meta:
        indexes = (models.Index(fields=["thing", "to_at"]),)
        constraints = (
            models.CheckConstraint(condition=models.Q(to_at__gt=models.F("from_at")), name="slot_ends_after_it_begins"),
            NoOverlap(of="thing_id", first="from_at", last="to_at", name="slots_of_a_thing_do_not_overlap"),
        )

    def __str__(self) -> str:
        return f"{self.thing_id} {self.from_at:%Y-%m-%d %H:%M}"
