"""Files by their content, what they were given for, documents with their text, and places in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.actors.models import Person
from luoshi.reading.model import LoadedDocument as PureDocument
from luoshi.reading.model import ReaderNote
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.models import Record


class Evidence(models.Model):
    """A file's content, kept once by its SHA-256. It has no name: that belongs to whoever gave it, where they did."""

    uncompared_columns = (("looked", "when the program last read the file"), ("sound", "what it found then"))

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)  # bytes
    media = models.CharField(_("type"), max_length=100, editable=False)
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(_("kept"), editable=False)
    looked = models.DateField(null=True, editable=False)  # when the worker last read it whole, with what result:
    sound = models.BooleanField(default=True, editable=False)  # whether it is what its hash says

    class Meta:
        verbose_name = _("evidence")
        indexes = (models.Index(fields=["looked", "id"], name="evidence_by_looked"),)

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """Evidence given in one step on one record: for which part of its form, and under which name."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="attachments")
    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="attachments")
    part = models.CharField(max_length=60)  # the field of the step's form
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        indexes = (models.Index(fields=["record", "id"], name="attachments_of_record"),)

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A file received or a transcript, with its text. Append-only by trigger: places in the text stay true."""

    sha256 = models.CharField(max_length=64, editable=False)  # of the file's bytes; of a transcript's UTF-8
    name = models.CharField(_("name"), max_length=120)
    format = models.CharField(max_length=10)
    text = models.TextField()
    transcript = models.BooleanField(_("transcript"), default=False)  # typed or pasted, no file
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="documents")
    # What an office program made of a file that is not read as it is; the text is of this one, the hash the original's.
    converted = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    pages: models.JSONField[Any] = models.JSONField(default=list)  # where each page begins in the text
    joined: models.JSONField[Any] = models.JSONField(default=list)  # [start, end] of cells that the file merges
    notes: models.JSONField[Any] = models.JSONField(default=list)  # [code, values]: what its reader should know
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("document")
        indexes = (models.Index(fields=["sha256"], name="document_by_content"),)

    def __str__(self) -> str:
        return self.name

    @property
    def pure(self) -> PureDocument:
        """The document as the reader knows it."""
        return PureDocument(
            self.name,
            self.format,
            self.sha256,
            self.text,
            tuple(self.pages),
            tuple((start, end) for start, end in self.joined),
            tuple(ReaderNote(code, values) for code, values in self.notes),
        )


class Span(models.Model):
    """A place in a document's text, ``[start, end)`` in code points, with the words that stand there. Append-only."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="spans")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "start", "end"], name="span_of_place"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="span_forward"),
        )

    def __str__(self) -> str:
        return self.quote[:40]
