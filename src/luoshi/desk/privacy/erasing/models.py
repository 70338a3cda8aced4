"""Holds against the erasure of records, and erasure orders."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person
from luoshi.org.tree.models import FOREVER


class Hold(models.Model):
    """A record must be kept from a day up to, not including, another, despite its retention period or any order."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="holds")
    reason = models.CharField(_("reason"), max_length=200)
    start = models.DateField(_("from"))
    until = models.DateField(_("until"), default=FOREVER)

    class Meta:
        app_label = "records"
        constraints = (models.CheckConstraint(condition=Q(until__gte=F("start")), name="hold_forward"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.start}"


class Erasure(models.Model):
    """An order to erase a record's content: proposed by a person who may read it, carried out by another."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="erasures")
    reason = models.CharField(_("reason"), max_length=200)
    basis = models.CharField(_("basis"), max_length=200)
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    done = models.DateTimeField(null=True)
    dropped = models.DateTimeField(null=True)

    class Meta:
        app_label = "records"
        constraints = (
            models.UniqueConstraint(
                fields=["record"], condition=Q(done=None, dropped=None), name="erasure_open_once_per_record"
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.at:%Y-%m-%d}"
