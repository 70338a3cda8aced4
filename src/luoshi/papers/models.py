"""The versions of an office's templates, and of each paper the version that it was made from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.letters.models import FORMS, Letter
from luoshi.org.tree.models import Unit
from luoshi.records.files.models import Attachment, Evidence
from luoshi.records.journal.models import Entry


class Template(models.Model):
    """One version of an office's template for a form of letter, in use from a day on until a later one is."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    form = models.CharField(_("form of the letter"), max_length=10, choices=FORMS)
    version = models.PositiveSmallIntegerField(_("version"))
    start = models.DateField(_("in use from"))
    name = models.CharField(_("name"), max_length=120)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who sent it, and when

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "form", "version"], name="template_version_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Paper(models.Model):
    """A letter as it left on paper: the file that was kept, and what it was made from. It never changes."""

    letter = models.OneToOneField(Letter, models.PROTECT, primary_key=True, related_name="paper")
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="papers")  # None: as shipped
    made_from = models.CharField(max_length=64)  # SHA-256 of the template's file
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.letter_id)
