"""The site's own tables."""

from __future__ import annotations

from django.db import models

from luoshi.site.navigation import models as navigation

__all__ = ["KeyCheck", "navigation"]


class KeyCheck(models.Model):
    """A key with which this database was written: its file, and a print that recognises it.

    If the file's keys may change at any time (``KeyFile.lasting`` is false), it records only that there was one: its
    print is "".
    """

    uncompared = "what it says is tried with the keys themselves"

    file = models.CharField(max_length=40)
    print = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["file", "print"], name="site_one_check_a_key"),)

    def __str__(self) -> str:
        return self.file
