"""What the search compares: the words of a record, as one text, and longer texts that belong to it, in pieces.

The index of their grams lies beside it, by database: a record's words under its id, a passage under its negative one.
"""

from __future__ import annotations

from django.db import models

from luoshi.records.kinds.models import Record

INITIALS = "initials"  # the part of a record that is its title's pinyin initials; no relation is called so


class Searched(models.Model):
    """The words of a record that may be sought, in the form in which they are compared."""

    uncompared = "made from the records, for search"

    record = models.OneToOneField(Record, models.CASCADE, primary_key=True, related_name="searched")
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.record_id}"


class Passage(models.Model):
    """A piece of a longer text of a record, for instance of a document: as it is compared, so long as is indexed."""

    uncompared = "made from the records, for search"

    record = models.ForeignKey(Record, models.CASCADE, related_name="passages")
    part = models.CharField(max_length=40)  # which text of the record, as its kind names it
    place = models.PositiveIntegerField()  # which piece of that text, from 0
    line = models.PositiveIntegerField()  # of that text on which it begins, from 1
    only = models.CharField(max_length=20, blank=True)  # the relation in which alone it is found; "": who may read
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "part", "place"], name="passage_of_place"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.part} {self.place}"
