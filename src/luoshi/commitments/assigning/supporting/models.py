"""Answers of supporting units on a commitment sent to them, and its desk's decisions on them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment


class Support(models.Model):
    """One statement on a unit's support; the newest one of a unit applies. Nothing is overwritten."""

    TAKEN, REFUSED, INSISTED, RELEASED = "taken", "refused", "insisted", "released"
    STATES = (
        (TAKEN, _("Supports it")),
        (REFUSED, _("Objects to supporting")),
        (INSISTED, _("Must support it")),
        (RELEASED, _("Supports it no more")),
    )

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="support_said")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=STATES)
    instead = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # its replacement
    day = models.DateField()
    words = models.CharField(_("reason"), max_length=500, blank=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="support")

    class Meta:
        app_label = "ledger"
        indexes = (models.Index(fields=["commitment", "unit", "-id"], name="ledger_support_newest"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.state} {self.day}"
