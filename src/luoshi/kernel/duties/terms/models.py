"""Terms that were renewed; the latest term is in the record's own columns."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record


class Term(models.Model):
    """A term for which a record was valid before it was renewed. Append-only."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="terms")
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the step that set the next term

    class Meta:
        indexes = (models.Index(fields=["record", "first", "last"], name="records_terms"),)

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"
