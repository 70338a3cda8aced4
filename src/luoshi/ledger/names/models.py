"""What a person has said that a name in documents means: remembered for the later papers of that desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.org.tree.models import Unit


class Alias(models.Model):
    """A name as printed, and what it means to the unit that keeps a plan: a unit, a word for many units, or nobody.

    Of another desk's plans it says nothing: 办公室 is each one's own.
    """

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # in its plain form, see rules.offices.unquoted
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    word = models.CharField(max_length=120, blank=True)  # a word for many, opened on the day: 各乡镇

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["desk", "name"], name="alias_once"),
            models.CheckConstraint(condition=Q(unit=None) | Q(word=""), name="alias_means_one_thing"),
        )

    def __str__(self) -> str:
        return self.name
