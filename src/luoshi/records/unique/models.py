"""The keys by which two of the same are found, and what people ruled on possible doubles."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.records.journal.models import Entry
from luoshi.records.kinds.models import Record


class UniqueKey(models.Model):
    """What a record has in the fields of one ``Unique``: two of the same digest have the same.

    The digest is made with a key that lies outside of the database: nobody can guess a protected value from it.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    rule = models.CharField(max_length=120)  # kind and fields: ``Unique.rule``
    digest = models.CharField(max_length=64)
    apart = models.CharField(max_length=64, blank=True)  # of what tells those of one digest apart; "": it is not known
    place = models.BinaryField()  # by number, then as they were entered; bytes, which every database compares alike
    sole = models.BooleanField()  # no second one may be: of two that a merger made one alone is so

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["rule", "digest"], condition=Q(sole=True), name="unique_key_sole"),
            models.UniqueConstraint(fields=["record", "rule"], name="unique_key_of_record"),
        )
        indexes = (models.Index(fields=["rule", "digest", "place"], name="unique_key_found"),)

    def __str__(self) -> str:
        return f"{self.rule} {self.record_id}"


class UniqueRule(models.Model):
    """Of what declaration the keys of a rule were made; where it says otherwise now they are made anew."""

    rule = models.CharField(max_length=120, primary_key=True)
    said = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.rule


class Ruling(models.Model):
    """Whether a record is a double of another, as somebody ruled last; in force as long as that one is the first."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    first = models.ForeignKey(Record, models.CASCADE, related_name="+")
    double = models.BooleanField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who ruled, when, and why

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record", "first"], name="ruling_of_pair"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.first_id}"
