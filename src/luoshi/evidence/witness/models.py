"""The rows that the program wrote, per transaction and under its key; and since when and how tables are compared."""

from __future__ import annotations

from django.db import models

from luoshi.evidence.journal.models import Entry


class Witness(models.Model):
    """The rows that one transaction changed, with the MAC of each before and after. Append-only.

    Ids follow the order of the writes: a transaction can change a row only after the previous one has committed.
    """

    uncompared = "it is what others are compared with, and under its own MAC"

    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # the act; None: the program itself
    adopts = models.BooleanField(default=False)  # takes over existing rows, whatever was known of them
    shapes = models.TextField()  # JSON: table to the id of its shape
    rows = models.TextField()  # JSON: table to [key, MAC before, MAC after, tags of columns]
    mac = models.CharField(max_length=64)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return f"{self.pk}"


class Watching(models.Model):
    """The single row that says how tables are compared: while it matches the program, triggers note all changes."""

    uncompared = "it is under a MAC of its own"

    fingerprint = models.CharField(max_length=24)
    shapes = models.TextField()  # JSON: every shape ever in use by its id: table, key, columns
    since = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the entry that adopted all rows
    mac = models.CharField(max_length=64)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return self.fingerprint
