"""The keys that find duplicates, and the rulings on possible duplicates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record


class UniqueKey(models.Model):
    """A record's values in the fields of one ``Unique``: records with the same digest have the same values.

    The digest uses a key that is kept outside the database, so a protected value cannot be guessed from it.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    rule = models.CharField(max_length=120)  # kind and fields: ``Unique.rule``
    digest = models.CharField(max_length=64)
    apart = models.CharField(max_length=64, blank=True)  # digest of the distinguishing field; "": unknown
    place = models.BinaryField()  # by number, then by order of entry; bytes, which every database compares alike
    sole = models.BooleanField()  # no second one may exist; of two that a merger made, only one is

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "digest"], condition=Q(sole=True), name="unique_key_sole"),
            models.UniqueConstraint(fields=["record", "rule"], name="unique_key_of_record"),
        )
        indexes = (models.Index(fields=["rule", "digest", "place"], name="unique_key_found"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.record_id}"


class UniqueRule(models.Model):
    """The declaration from which a rule's keys were made; if it changed, they are rebuilt."""

    rule = models.CharField(max_length=120, primary_key=True)
    said = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.rule


class Ruling(models.Model):
    """The latest ruling whether a record duplicates another; in force as long as that one is the first."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    first = models.ForeignKey(Record, models.CASCADE, related_name="+")
    double = models.BooleanField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who ruled, when, and why

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "first"], name="ruling_of_pair"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.first_id}"
