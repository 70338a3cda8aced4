"""The tags of commitments."""

from __future__ import annotations

from django.db import models

from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.commitment import Commitment


class CommitmentTag(models.Model):
    """A tag that a commitment bears: a code of a dated list. Its words are those of the list for the plan's year."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="tags")
    code_list = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who gave it, and when

    class Meta:
        app_label = "ledger"
        constraints = (models.UniqueConstraint(fields=["commitment", "code_list", "code"], name="ledger_tag_once"),)
        indexes = (models.Index(fields=["code_list", "code"], name="ledger_tag_borne"),)

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.code_list} {self.code}"
