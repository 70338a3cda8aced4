"""Meanings of names in documents as given by a person, remembered for later papers of that desk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.org.tree.models import Unit


class Alias(models.Model):
    """A printed name, and its meaning for the unit that keeps a plan: a unit, a word for many units, or none.

    It does not apply to other desks' plans: each desk has its own 办公室.
    """

    desk = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)  # normalised, see rules.offices.strip_name_quotes
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    word = models.CharField(max_length=120, blank=True)  # a word for many, resolved on the day: 各乡镇

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["desk", "name"], name="alias_once"),
            models.CheckConstraint(condition=Q(unit=None) | Q(word=""), name="alias_means_one_thing"),
        )

    def __str__(self) -> str:
        return self.name
