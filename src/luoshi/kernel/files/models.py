"""Files by content, their attachments, documents with their text, and spans of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person
from luoshi.reading.model import LoadedDocument as PureDocument
from luoshi.reading.model import ReaderNote, TextPlace, UnsureText

RECOGNISED = "load.recognised"  # the note of a document that was recognised from pictures


class Evidence(models.Model):
    """A file's content, stored once by its SHA-256. It has no name: each attachment has its own."""

    uncompared_columns = (("looked", "when the program last read the file"), ("sound", "what it found then"))

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)  # bytes
    media = models.CharField(_("type"), max_length=100, editable=False)
    kept_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(_("kept"), editable=False)
    looked = models.DateField(null=True, editable=False)  # when the worker last read it completely, and the result:
    sound = models.BooleanField(default=True, editable=False)  # whether it matches its hash

    class Meta:
        verbose_name = _("evidence")
        indexes = (models.Index(fields=["looked", "id"], name="evidence_by_looked"),)

    def __str__(self) -> str:
        return self.sha256[:12]


class EvidenceText(models.Model):
    """What text recognition read in a picture or scan: derived from the file, and masked before it is stored.

    It is shown only beside the file, to those who may open the file, and goes with it.
    """

    uncompared = "work in the background"

    WAITING, READ, NONE, FAILED, REFUSED = "waiting", "read", "none", "failed", "refused"

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="recognised")
    state = models.CharField(max_length=10, default=WAITING)
    words = models.TextField(blank=True)  # with identity, bank card and telephone numbers masked
    pages = models.PositiveSmallIntegerField(default=0)  # that were read
    fault = models.CharField(max_length=40, blank=True)  # the code of why it failed
    at = models.DateTimeField()  # when it was asked for, then when it was read

    def __str__(self) -> str:
        return f"{self.evidence}: {self.state}"


class Attachment(models.Model):
    """Evidence given in one step on one record: the field of the form, and its name there."""

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
    """A received file or a transcript, with its text. Append-only by trigger, so that spans of the text stay valid."""

    sha256 = models.CharField(max_length=64, editable=False)  # of the file's bytes, or of a transcript's UTF-8
    name = models.CharField(_("name"), max_length=120)
    format = models.CharField(max_length=10)
    text = models.TextField()
    transcript = models.BooleanField(_("transcript"), default=False)  # typed or pasted, without a file
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="documents")
    # The conversion by an office program of a file that cannot be read directly: the text is of this one, the hash of
    # the original.
    converted = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    pages: models.JSONField[list[int]] = models.JSONField(default=list)  # where each page begins in the text
    joined: models.JSONField[list[list[int]]] = models.JSONField(default=list)  # [start, end] of merged cells
    notes: models.JSONField[Any] = models.JSONField(default=list)  # [code, values]: notes for its reader
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("document")
        indexes = (models.Index(fields=["sha256"], name="document_by_content"),)

    def __str__(self) -> str:
        return self.name

    @property
    def is_recognised(self) -> bool:
        """Whether its text was recognised from pictures of its pages."""
        return any(code == RECOGNISED for code, _values in self.notes)

    @property
    def shown_file(self) -> Evidence | None:
        """The file whose pages show it as printed: of a scan, the pages as they were turned and read."""
        return self.converted if self.is_recognised else self.evidence

    @property
    def pure(self) -> PureDocument:
        """The document as the reader's data type."""
        return PureDocument(
            self.name,
            self.format,
            self.sha256,
            self.text,
            tuple(self.pages),
            tuple((start, end) for start, end in self.joined),
            tuple(ReaderNote(code, values) for code, values in self.notes),
        )


class RecognisedText(models.Model):
    """Where the text of a scan stands on its pages, and what of it may be wrong; lengths in hundredths of a point."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="recognised")
    sizes: models.JSONField[list[list[int]]] = models.JSONField(default=list)  # width and height of each page
    # ``luoshi.reading.model.TextPlace`` and ``UnsureText``, field by field.
    places: models.JSONField[list[list[int]]] = models.JSONField(default=list)
    unsure: models.JSONField[list[tuple[int, int, str, int, int, int, int, int]]] = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.document)

    @property
    def text_places(self) -> list[TextPlace]:
        return [TextPlace(*place) for place in self.places]

    @property
    def unsure_text(self) -> list[UnsureText]:
        return [UnsureText(*text) for text in self.unsure]


class DocumentFile(models.Model):
    """One of several files that are one document: pictures of its pages."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    place = models.PositiveSmallIntegerField()  # from 1
    name = models.CharField(_("name"), max_length=120)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "place"], name="document_file_of_place"),)

    def __str__(self) -> str:
        return self.name


class Span(models.Model):
    """A span of a document's text, ``[start, end)`` in code points, with its words. Append-only."""

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
