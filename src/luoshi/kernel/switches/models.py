"""Which lines of work an office has switched off."""

from __future__ import annotations

from django.db import models


class LineSwitch(models.Model):
    """The switch of one line; a line without a row is on."""

    line = models.CharField(max_length=32, unique=True)
    on = models.BooleanField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.line
