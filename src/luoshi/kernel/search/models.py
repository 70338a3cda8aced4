"""The searched texts: the words of a record as one text, and its longer texts in pieces.

The index of their grams is kept per database: a record's words under its id, a passage under its negative id.
"""

from __future__ import annotations

from django.db import models

from luoshi.kernel.kinds.models import Record

INITIALS = "initials"  # the part with the title's pinyin initials; no relation has this name


class Searched(models.Model):
    """The searchable words of a record, in normalised form."""

    uncompared = "made from the records, for search"

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="searched")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.record_id}"


class Passage(models.Model):
    """A piece of a longer text of a record, for instance of a document, normalised and of the indexed length."""

    uncompared = "made from the records, for search"

    record = models.ForeignKey(Record, models.CASCADE, related_name="passages")
    part = models.CharField(max_length=40)  # which text of the record, as its kind names it
    place = models.PositiveIntegerField()  # number of the piece in that text, from 0
    line = models.PositiveIntegerField()  # line of that text on which it begins, from 1
    only = models.CharField(max_length=20, blank=True)  # relation required to find it; "": all who may read
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "part", "place"], name="passage_of_place"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.part} {self.place}"
