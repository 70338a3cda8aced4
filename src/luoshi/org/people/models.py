"""Changes of rights that one person may not make alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from luoshi.org.actors.models import Person


class Proposal(models.Model):
    """A change of rights that needs two persons: one proposes it, and it is carried out once another confirms it."""

    act = models.CharField(max_length=20)  # which change: a name of actions.proposals.ACTS
    given: models.JSONField[object] = models.JSONField()
    concerns = models.ManyToManyField(Person, related_name="+")  # whose rights change; they cannot confirm it
    proposer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed = models.DateTimeField()
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=10, blank=True
    )  # confirmed, refused, withdrawn; alone: in effect, still to be confirmed

    class Meta:
        indexes = (models.Index(fields=["proposed"], condition=Q(outcome=""), name="proposals_that_wait"),)

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"
