"""Indicators: what is measured, local to one commitment or defined by an office."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.org.tree.models import Unit


class Indicator(models.Model):
    """What targets and facts measure; local until an office's record (``Definition``) defines it.

    When two prove to be the same, one stays: ``same_as`` of the other points to it, and its targets and facts are
    moved.
    """

    name = models.CharField(_("indicator"), max_length=200, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=30, blank=True)  # in which its values are stored
    aspect = models.CharField(max_length=12, blank=True)  # amount, growth, share …, as the reader classifies it
    scope = models.CharField(max_length=60, blank=True)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = (models.Index(fields=["same_as"], condition=Q(same_as__isnull=False), name="facts_merged"),)

    def __str__(self) -> str:
        return self.name


class Match(models.Model):
    """Words that a person matched to an indicator; the next time they occur, they match without a question.

    ``desk`` is the supervising office whose papers use the words. ``indicator`` None: they match no defined indicator.
    """

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    words = models.CharField(max_length=200)
    unit = models.CharField(max_length=30, blank=True)
    aspect = models.CharField(max_length=12, blank=True)
    scope = models.CharField(max_length=60, blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="matches")
    breakdown = models.IntegerField(default=0)  # the part of the indicator that is meant, if the words name one place
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["desk", "words", "unit", "aspect", "scope"], name="match_of_words"),
        )

    def __str__(self) -> str:
        return f"{self.words} = {self.indicator_id}"
