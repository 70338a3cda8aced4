"""Light tables in force from a day on, and the lights with which months were closed. Append-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment

LightReason: TypeAlias = Mapping[
    str, Sequence[Sequence[str | int | None]]
]  # rules.light_status.Stand, without its code


class LightTable(models.Model):
    """A light table in force for a unit and its subtree from a day on, until that unit sets a later one."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))  # None: all
    start = models.DateField(_("from"))
    version = models.PositiveIntegerField(_("version"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    rules: models.JSONField[Any] = models.JSONField()  # rules.json
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # its author and time

    class Meta:
        app_label = "ledger"
        indexes = (models.Index(fields=["start", "version"], name="ledger_light_start"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class KeptLight(models.Model):
    """The light that a commitment had when a month was closed. Later tables do not change it."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="lights")
    period = models.DateField()  # the month's last day
    code = models.CharField(max_length=12)  # rules.light_status.CODES
    reason: models.JSONField[LightReason] = models.JSONField()
    table = models.ForeignKey(LightTable, models.PROTECT, null=True, related_name="+")  # None: the built-in table

    class Meta:
        app_label = "ledger"
        constraints = (models.UniqueConstraint(fields=["commitment", "period"], name="light_once_in_month"),)
        indexes = (models.Index(fields=["period"], name="ledger_light_period"),)

    def __str__(self) -> str:
        return f"{self.period} {self.code}"
