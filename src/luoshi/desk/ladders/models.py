"""What the table of spans has that a ladder keeps beside its recognitions; each line adds the holder and the rungs."""

from __future__ import annotations

from django.db import models

from luoshi.kernel.kinds.models import Record


class RungDays(models.Model):
    """Days on which a recognition gives its holder the highest rung: what ``rules.find_spans`` says of it.

    A subclass adds the link to the holder and ``was``, the code of the rung on the day before, both named as in the
    recognition. Rows are written by the part alone, all of a holder together.

    Attributes:
        record: the recognition.
        from_day, to_day: both days, included; None: without an end.
        free: since when the holder had stood lower; None: it never stood there before.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    from_day = models.DateField(db_index=True)
    to_day = models.DateField(null=True)
    free = models.DateField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.record_id} {self.from_day} – {self.to_day or ''}"
