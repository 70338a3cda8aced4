"""The office's address, entered by an administrator."""

from __future__ import annotations

from django.db import models


class OfficeAddress(models.Model):
    """An address at which people reach this office; the latest row is in force."""

    address = models.CharField(max_length=200)
    said = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
