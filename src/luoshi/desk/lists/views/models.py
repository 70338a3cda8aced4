"""Saved views, bulk runs and imports."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.base.forms.fields import EncryptedText
from luoshi.base.sheets.staged_imports import StagedRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person
from luoshi.org.tree.models import Unit

COLUMNS = ""  # the name of the view that holds in which columns a person sees a list


class SavedView(models.Model):
    """A list with its filters and order, saved under a name; shared with the holders of posts in ``unit``.

    One with ``office`` is shared with everybody; publishing and withdrawing it are in the journal.

    The one named ``COLUMNS`` is no view that is offered: its ``asked`` has the columns by the face of the list.
    """

    uncompared = "how a person looks at a list"

    kind = models.CharField(max_length=32)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    asked = models.CharField(max_length=2000)  # the list's query string, without its page
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    office = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)  # position among the person's own views

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["person", "kind", "name"], name="saved_view_of_name"),)
        indexes = (
            models.Index(fields=["unit", "kind"]),
            models.Index(fields=["kind"], condition=Q(office=True), name="saved_view_of_office"),
        )

    def __str__(self) -> str:
        return self.name


class BulkRun(models.Model):
    """A step taken on many records at once: one submission, whatever happens on the way."""

    uncompared = "what a step on many waits for; each step is an act of its own"

    kind = models.CharField(max_length=32)
    step = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.UUIDField()  # the form's idempotency key; each row's key derives from it
    asked = models.CharField(max_length=64)  # hash of rows and values: the same key with others is refused
    given = EncryptedText(blank=True)  # the form's raw values as JSON, until the last row is done
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by")
    at = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="bulk_run_once_per_key"),)
        indexes = (models.Index(fields=["person", "kind", "finished"]),)

    def __str__(self) -> str:
        return f"{self.step} {self.kind}"


class BulkRow(models.Model):
    """One record of a bulk run, with the version that the preview showed, and the result."""

    uncompared = "what a step on many waits for; each step is an act of its own"

    WAITING, DONE, SKIPPED, CHANGED = "waiting", "done", "skipped", "changed"

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="rows")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    seen = models.PositiveIntegerField()
    result = models.CharField(max_length=10, default=WAITING)
    said = models.CharField(max_length=1000, blank=True)  # why the record was left unchanged
    version = models.PositiveIntegerField(null=True)  # the record's version after the step

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["run", "record"], name="bulk_row_of_record"),)
        indexes = (models.Index(fields=["run", "result", "id"]),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.result}"


class ImportRun(StagedRun):
    """An import of records from a sheet, waiting for confirmation or done. Its rows are kept while it waits.

    A long import is written in chunks: each row already written has this import as its ``batch`` and stays hidden until
    the last chunk makes all rows valid at once. An aborted import is removed completely, in chunks too.
    """

    # The columns that hide rows are compared; the sheet itself is not kept once its rows are valid.
    uncompared_columns = (
        ("rows", "what waits to be written"),
        ("said", "why it was given up"),
        ("told", "how far those concerned were told"),
        ("left", "the lines that were not brought in"),
        ("layout", "how a sheet with heads of its own was read"),
        ("files", "where the files beside the sheet wait"),
    )

    kind = models.CharField(max_length=32)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # the entry of the completed import
    step = models.CharField(max_length=60, blank=True)  # "": the first step that begins a record
    left = EncryptedText(blank=True)  # the refused lines as JSON, until the person's next sheet of this kind
    told = models.PositiveIntegerField(default=0)  # records whose recipients were notified, once all are valid
    back = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # the entry that took it back
    layout = models.TextField(blank=True)  # how a sheet with heads of its own was read, as JSON
    earlier = models.BooleanField(default=False)  # its lines are matters of earlier years: ``StepBatch.earlier``
    files = models.CharField(max_length=60, blank=True)  # the token of the files beside the sheet, as long as they wait

    class Meta:
        app_label = "records"
        indexes = (models.Index(fields=["person", "kind", "sha256"]),)

    @property
    def since(self) -> datetime | None:
        """When it was completed or, until then, begun."""
        return self.entry.at if self.entry else self.begun


class ImportedRow(models.Model):
    """An imported line of a sheet, by a digest of its words, to recognise the same line in a later sheet.

    Of a record that was there and that the sheet changed, it says how to change it back.

    The digest uses a key that is kept outside the database, so that no protected value can be guessed from it.
    """

    uncompared = "which lines are recognised; each record is an act of its own"

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # "": it changed a record that was there
    version = models.PositiveIntegerField(default=1)  # the record's version after the import
    before = EncryptedText(blank=True)  # of a record that it changed, the raw values before it as JSON
    said = models.CharField(max_length=300, blank=True)  # why it could not be taken back

    class Meta:
        app_label = "records"
        indexes = (models.Index(fields=["digest"], name="imported_row_found"),)

    def __str__(self) -> str:
        return f"{self.run_id} {self.record_id}"


class NameAnswer(models.Model):
    """The meaning that a person chose for a name in a column of a kind's sheets; it counts for the unit they were in.

    The name is kept as a digest: it may be a person's.
    """

    uncompared = "how names in sheets are read; each record says what it links to"

    kind = models.CharField(max_length=32)
    field = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    target = models.BigIntegerField()  # the id of the unit, person, post or record

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["kind", "field", "digest", "person"], name="name_answer_once"),)
        indexes = (models.Index(fields=["kind", "field", "digest"], name="name_answer_found"),)

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}"


class ColumnMeaning(models.Model):
    """What the columns of a kind's sheets with certain heads are, as a person last confirmed it; it counts for all."""

    uncompared = "how columns of sheets are read; each confirmation is an act of its own"

    kind = models.CharField(max_length=32)
    step = models.CharField(max_length=60, blank=True)  # "": the first step that begins a record
    heads = models.CharField(max_length=64)  # SHA-256 of the normalised heads in their order
    columns: models.JSONField[list[list[str]]] = models.JSONField()  # head and field's name of each; "": left out
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "records"
        constraints = (models.UniqueConstraint(fields=["kind", "step", "heads"], name="column_meaning_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.heads[:12]}"
