"""Published editions of a plan, and each of their rows as printed. Append-only by trigger."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan


class Edition(models.Model):
    """A plan as published once. An edition that was taken back remains and is marked as such."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField(_("edition"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    approver = models.CharField(_("approved by"), max_length=60)
    approved = models.DateField(_("approved on"))
    basis = models.CharField(_("basis"), max_length=200)
    otherwise = models.DateField(null=True)  # the due date of rows with neither a date nor a recurrence
    head: models.JSONField[Any] = models.JSONField()  # the plan's particulars as printed
    taken_back = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="edition_of_number"),)

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class Printed(models.Model):
    """A row of an edition as it was printed. Later changes do not affect it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="rows")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="printed")
    place = models.BigIntegerField()
    said: models.JSONField[Any] = models.JSONField()  # the fields of editions.rules.SAID

    class Meta:
        constraints = (models.UniqueConstraint(fields=["edition", "commitment"], name="printed_once"),)
        indexes = (models.Index(fields=["edition", "place"]),)

    def __str__(self) -> str:
        return f"{self.edition_id} {self.commitment_id}"
