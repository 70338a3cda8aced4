"""What a person pinned to the menu, and on which days they used what."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import Person


class PinnedPage(models.Model):
    """A page that a person keeps in reach."""

    uncompared = "how a person looks at the menu"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    page = models.CharField(max_length=200)  # the entry's URL
    place = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "site"
        constraints = (models.UniqueConstraint(fields=["person", "page"], name="site_pinned_once"),)

    def __str__(self) -> str:
        return self.page


class PageUse(models.Model):
    """A day on which a person used a page of the menu; kept for ninety days."""

    uncompared = "how a person looks at the menu"

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    page = models.CharField(max_length=200)
    day = models.DateField()

    class Meta:
        app_label = "site"
        constraints = (models.UniqueConstraint(fields=["person", "page", "day"], name="site_used_once_a_day"),)

    def __str__(self) -> str:
        return self.page
