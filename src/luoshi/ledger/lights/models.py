"""The rules of lights that an office uses from a day on, and the lights that months were closed with. Append-only."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.base.models.commitment import Commitment
from luoshi.org.tree.models import Unit
from luoshi.records.journal.models import Entry


class LightTable(models.Model):
    """A table of lights in force for a unit and all beneath it from a day on, until a later one of the same unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))  # None: all
    start = models.DateField(_("from"))
    version = models.PositiveIntegerField(_("version"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    rules: models.JSONField[Any] = models.JSONField()  # rules.light_json
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who set it, and when

    class Meta:
        indexes = (models.Index(fields=["start", "version"], name="ledger_light_start"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class KeptLight(models.Model):
    """The light that a commitment had when a month was closed; no later table changes it."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="lights")
    period = models.DateField()  # the month's last day
    code = models.CharField(max_length=12)  # rules.stands.CODES
    reason: models.JSONField[Any] = models.JSONField()  # rules.stands.Stand, without its code
    table = models.ForeignKey(LightTable, models.PROTECT, null=True, related_name="+")  # None: our own, by date

    class Meta:
        constraints = (models.UniqueConstraint(fields=["commitment", "period"], name="light_once_in_month"),)
        indexes = (models.Index(fields=["period"], name="ledger_light_period"),)

    def __str__(self) -> str:
        return f"{self.period} {self.code}"
