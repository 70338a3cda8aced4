"""What the search compares: the words of a record, as one text. The index of its grams lies beside it, by database."""

from __future__ import annotations

from django.db import models

from luoshi.records.models.record import Record


class Searched(models.Model):
    """The words of a record that may be sought, in the form in which they are compared."""

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="searched")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.record_id}"
