"""What the program wrote, transaction by transaction, under its key; and how tables are compared since when."""

from __future__ import annotations

from django.db import models

from luoshi.records.journal.models import Entry


class Witness(models.Model):
    """The rows that one transaction changed, with the MAC of each before and after. Append-only.

    Ids are in the order of the writes: who writes a row after another does so after that one's commit.
    """

    uncompared = "it is what others are compared with, and under its own MAC"

    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # the act; None: the program's own
    adopts = models.BooleanField(default=False)  # rows as they stood, whatever was known of them before
    shapes = models.TextField()  # JSON: table to the id of its shape
    rows = models.TextField()  # JSON: table to [key, MAC before, MAC after, tags of columns]
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.pk}"


class Watching(models.Model):
    """The one row that tells how tables are compared: while it agrees with the program, triggers note what changes."""

    uncompared = "it is under a MAC of its own"

    fingerprint = models.CharField(max_length=24)
    shapes = models.TextField()  # JSON: each shape ever in use by its id: table, key, columns
    since = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the entry that adopted all rows
    mac = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.fingerprint
