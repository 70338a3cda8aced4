"""Targets: promised values."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.facts.base.models.fact import TOTAL
from luoshi.facts.base.models.indicator import Indicator
from luoshi.kernel.files.models import Span
from luoshi.kernel.kinds.models import Record


class Target(models.Model):
    """A value that a record, such as a commitment of a plan, promises; never changed, only ended.

    It is measured by the facts of its indicator that the record's unit reports for periods from ``first`` to ``last``
    (``dates.period_codes``), the newest first.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="targets", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    breakdown = models.IntegerField(default=TOTAL)  # the part of the indicator that is promised
    span = models.ForeignKey(Span, models.PROTECT, null=True, related_name="+")
    quote = models.CharField(max_length=120)
    words = models.CharField(max_length=200, blank=True)  # what the paper calls the indicator
    value = Fixed()
    upper = Fixed(null=True)
    unit = models.CharField(max_length=30, blank=True)
    bound = models.CharField(max_length=10)
    aspect = models.CharField(max_length=12)
    period = models.CharField(max_length=20, blank=True)  # in the reader's notation: year, 2030, 2026/2030
    scope = models.CharField(max_length=60, blank=True)
    first = models.IntegerField()
    last = models.IntegerField()
    place = models.BigIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    ended = models.PositiveSmallIntegerField(null=True)  # the first edition without it

    class Meta:
        indexes = (models.Index(fields=["record", "place"]),)

    def __str__(self) -> str:
        return f"{self.words} {self.quote}"
