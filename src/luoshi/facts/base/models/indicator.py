"""What a number is of: an indicator, local to one promise or defined by an office."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.org.tree.models import Unit
from luoshi.records.journal.models import Entry


class Indicator(models.Model):
    """What targets and facts are of. It is local until an office's record defines it (``Definition``).

    Of two that prove to be the same one stays; ``same_as`` of the other leads there, and what was of it is moved.
    """

    name = models.CharField(_("indicator"), max_length=200, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=30, blank=True)  # in which its values are kept
    aspect = models.CharField(max_length=12, blank=True)  # amount, growth, share …, as the reader tells them apart
    scope = models.CharField(max_length=60, blank=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=["same_as"], condition=Q(same_as__isnull=False), name="facts_merged"),)

    def __str__(self) -> str:
        return self.name


class Match(models.Model):
    """Words under which a person said that an indicator is meant: met again, they mean it without being asked.

    ``desk`` is the office whose papers say so; ``indicator`` None: these words mean none that is defined.
    """

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    unit = models.CharField(max_length=30, blank=True)
    aspect = models.CharField(max_length=12, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="matches")
    breakdown = models.IntegerField(default=0)  # the part of it that is meant, where the words are of one place
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["desk", "words", "unit", "aspect", "scope"], name="match_of_words"),
        )

    def __str__(self) -> str:
        return f"{self.words} = {self.indicator_id}"
