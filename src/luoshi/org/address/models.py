"""The address that an administrator said."""

from __future__ import annotations

from django.db import models


class OfficeAddress(models.Model):
    """Under which address people reach this office; the last one said is the one that holds."""

    address = models.CharField(max_length=200)
    said = models.DateTimeField()

    def __str__(self) -> str:
        return self.address
