"""Units that are asked of the administrators, because a document or a sheet names them and the tree does not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.actors.models import Person
from luoshi.org.tree.models import Unit


class UnitRequest(models.Model):
    """A missing unit that somebody asked for, until it is entered, found to be another one, or declined.

    ``source`` names the room that waits for it (a key of ``Ports.unit_requests``), ``subject`` and ``field`` what there
    waits, and ``printed`` the name as it stands in the paper.
    """

    name = models.CharField(_("name"), max_length=120)
    printed = models.CharField(max_length=200)
    source = models.CharField(max_length=20)
    subject = models.CharField(max_length=60)
    field = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    whose = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    asked = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    closed = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["source", "subject", "field", "printed", "person"],
                condition=Q(closed=None),
                name="unit_request_open_once",
            ),
        )
        indexes = (models.Index(fields=["asked"], condition=Q(closed=None), name="unit_requests_open"),)

    def __str__(self) -> str:
        return self.name
