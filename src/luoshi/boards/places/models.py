"""Where the office's places lie in its grid, and its own map."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.models import Unit


class GridPlace(models.Model):
    """Where a place, a unit, lies in the office's grid; rows and columns count from 1 at the top left."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    row = models.PositiveSmallIntegerField(_("row"))
    column = models.PositiveSmallIntegerField(_("column"))
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the upload

    class Meta:
        constraints = (models.UniqueConstraint(fields=["row", "column"], name="grid_place_of_one_unit"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.row}/{self.column}"


class OfficeMap(models.Model):
    """The office's own map. The newest is in use; each copy of it carries its approval number (审图号).

    Attributes:
        shapes: a list of ``{"name": …, "unit": id or null, "rings": [[[x, y], …], …]}`` in whole numbers, y downwards.
        sha256: of the file from which it was made.
    """

    approval = models.CharField(_("approval number of the map"), max_length=40)
    shapes: models.JSONField[object] = models.JSONField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # the upload

    def __str__(self) -> str:
        return self.approval
