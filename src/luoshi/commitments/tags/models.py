"""The tags of plans and of their commitments."""

from __future__ import annotations

from django.db import models

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record


class RecordTag(models.Model):
    """A tag that a plan or commitment bears: a code of a dated list. Its words are those of the list for its year."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="tags")
    code_list = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who gave it, and when

    class Meta:
        app_label = "ledger"
        db_table = "ledger_commitmenttag"  # from before plans bore tags
        constraints = (models.UniqueConstraint(fields=["record", "code_list", "code"], name="ledger_tag_once"),)
        indexes = (models.Index(fields=["code_list", "code"], name="ledger_tag_borne"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.code_list} {self.code}"
