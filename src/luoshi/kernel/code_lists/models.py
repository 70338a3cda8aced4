"""The versions of code lists that an office set; a version never changes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.models import Unit


class ListVersion(models.Model):
    """A list from a day on, for a unit and its subtree, or for all. A later version never changes earlier days.

    Rows are only added: a version that is replaced before its day gets another row of the same day.
    """

    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # None: for all
    start = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=200)
    items: models.JSONField[Any] = models.JSONField()  # in order: [{"code", "word", "values": {column: text}}]
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # who set it, and when

    class Meta:
        indexes = (models.Index(fields=["name", "start"]),)

    def __str__(self) -> str:
        return f"{self.name} {self.start}"
