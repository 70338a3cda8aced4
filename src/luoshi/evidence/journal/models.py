"""The append-only tables of the journal, the queue of unsealed entries, and the idempotency keys."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """Who did what to which record and when.

    Append-only by trigger. The payload is a row of its own and may be erased.
    """

    uncompared = "it is the journal itself, under its own seals"

    REFUSED = "refused"  # the step of an attempt that was refused for lack of rights: it changed nothing
    OPENED, SHUT = "look.opened", "look.shut"  # for kinds that record who opened a record and who was refused

    at = models.DateTimeField()
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=120)  # "person:7 post:3 deputy", as it is sealed
    record = models.ForeignKey("records.Record", models.PROTECT, null=True, related_name="entries")
    version = models.PositiveIntegerField(null=True)  # the record's version after the step
    subject = models.CharField(max_length=60)
    step = models.CharField(max_length=60)
    payload_hash = models.CharField(max_length=64)

    class Meta:
        app_label = "records"
        indexes = (
            models.Index(fields=["record", "id"]),
            models.Index(fields=["subject", "id"]),
            models.Index(fields=["person", "id"]),
            models.Index(fields=["at"]),
            # Covers what an auditor asks over all records: who took these steps on which of them.
            models.Index(fields=["step", "record", "person"], name="records_entry_steps"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.step} {self.subject}"


class Payload(models.Model):
    """The content of an entry as canonical JSON, with its salt.

    Both are erased where the law requires it; the entry stays.
    """

    uncompared = "it is the journal itself, under its own seals"

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField(max_length=16, null=True)
    data = models.TextField(null=True)  # noqa: DJ001  null: erased; "" would be a content
    erased_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="erased")

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Unsealed(models.Model):
    """An entry that waits for its seal. The row is inserted with its entry and deleted when the entry is sealed."""

    uncompared = "each row is under a MAC of its own"

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="+")
    mac = models.CharField(max_length=64, default="")  # proves that the program wrote it; others are never sealed

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Seal(models.Model):
    """An entry's number, its leaf, and the head of the RFC 6962 tree of all entries up to it. Append-only."""

    uncompared = "it is the journal itself, under its own seals"

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="seal")
    leaf = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return f"{self.number}"


class Sealing(models.Model):
    """The single row of the sealer's state: the peaks of the tree, from which the next head is computed."""

    uncompared = "it is under a MAC of its own"

    peaks = models.BinaryField()
    mac = models.CharField(max_length=64, default="")

    class Meta:
        app_label = "records"

    def __str__(self) -> str:
        return f"{self.pk}"


class Once(models.Model):
    """An idempotency key: what a person's request with this key did. Repeating the request does nothing more."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+")
    key = models.UUIDField()
    asked = models.CharField(max_length=64)  # hash of the request: the same key with another request is refused
    record = models.ForeignKey("records.Record", models.CASCADE, null=True)
    entry = models.ForeignKey(Entry, models.CASCADE, null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="once_per_key"),)

    def __str__(self) -> str:
        return f"{self.key}"
