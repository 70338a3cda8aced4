"""Remembered meanings of the columns of an office's own ledgers."""

from __future__ import annotations

from django.db import models

from luoshi.org.tree.models import Unit


class Columns(models.Model):
    """The meaning of columns by the words of a sheet's header, as the unit last chose it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    head = models.CharField(max_length=64)  # SHA-256 of the header's words
    meaning: models.JSONField[dict[str, str]] = models.JSONField()  # column index -> field, see columns.rules
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["unit", "head"], name="columns_of_head"),)

    def __str__(self) -> str:
        return self.head[:12]
