"""Versions of an office's templates, and issued papers with the version they were made from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.commitments.letters.models import Letter
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment, Evidence
from luoshi.kernel.kinds.models import Record
from luoshi.org.tree.models import Unit


class Template(models.Model):
    """A version of an office's template for a sort of paper, in use from a day until a later version is."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    form = models.CharField(_("sort of paper"), max_length=80)  # the form of a letter, or "exemplars.title"
    version = models.PositiveSmallIntegerField(_("version"))
    start = models.DateField(_("in use from"))
    name = models.CharField(_("name"), max_length=120)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the upload

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "form", "version"], name="template_version_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class LetterPaper(models.Model):
    """A letter as issued: the stored file, and what it was made from. It never changes."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="paper")
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="papers")  # None: as shipped
    made_from = models.CharField(max_length=64)  # SHA-256 of the template's file
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")

    class Meta:
        db_table = "papers_paper"  # from before the class was renamed

    def __str__(self) -> str:
        return str(self.letter_id)


class Issued(models.Model):
    """A paper about a record, as its kind declares it: number, verification code and file.

    Only two changes are allowed: its end is set, and its file is removed when the record's content is erased. Its
    content exists only in the record and the file.

    Attributes:
        name: the paper's name within the kind.
        number: as a record's, for instance 示证2026-0003.
        code: for public verification; "": only signed-in users can check it.
        ended: the day on which another replaced it.
        entry: the step that wrote it.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    number = models.CharField(_("number"), max_length=40, unique=True)
    code = models.CharField(max_length=16, blank=True)
    on = models.DateField(_("date of issue"))
    ended = models.DateField(null=True)
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+")  # None: as shipped
    made_from = models.CharField(max_length=64)  # SHA-256 of the template's file
    attachment = models.OneToOneField(Attachment, models.SET_NULL, null=True, related_name="+")  # None: erased
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record", "name"], condition=models.Q(ended=None), name="paper_of_a_record_stands_once"
            ),
        )

    def __str__(self) -> str:
        return self.number
