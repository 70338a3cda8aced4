"""Decisions that two commitments are the same task, or are not; the program only proposes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from luoshi.base.json_values import JSON
from luoshi.org.actors.models import Person
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow


class Twin(models.Model):
    """A person's decision on two commitments of different plans. An ended decision is kept, so unlinking loses nothing.

    At most one is in force for a pair. ``same`` False: they are not the same, and are not proposed again.
    """

    one = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    other = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    same = models.BooleanField(default=True)
    ended = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="twin_in_order"),
            models.UniqueConstraint(fields=["one", "other"], condition=Q(ended=None), name="twin_once"),
        )
        indexes = (models.Index(fields=["other"]),)

    def __str__(self) -> str:
        return f"{self.one_id} {'=' if self.same else '≠'} {self.other_id}"


class TwinSearch(models.Model):
    """A search of a year's plans for twins of a plan's tasks, for searches that are too long for a request.

    Derived data, like its proposals: a new search gives the same. ``run`` counts the searches; the results of one are
    removed when the next begins.
    """

    uncompared = "work in the background"

    WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="twin_search")
    run = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=WAITING)
    mark = models.CharField(max_length=120, blank=True)  # fingerprint of the year's plans at its start
    ours = models.PositiveIntegerField(default=0)  # tasks of the plan, and of others compared with them
    others = models.PositiveIntegerField(default=0)
    reached = models.PositiveIntegerField(default=0)  # of ours
    at = models.DateTimeField()  # when it was requested

    def __str__(self) -> str:
        return f"{self.plan_id} {self.run}"


class TwinProposal(models.Model):
    """A commitment of another plan that is likely the same task as one of this plan, or as one of its rows."""

    uncompared = "work in the background"

    search = models.ForeignKey(TwinSearch, models.CASCADE, related_name="proposals")
    place = models.PositiveIntegerField()  # of the plan's task among ``ours``
    one = models.ForeignKey(Commitment, models.CASCADE, null=True, related_name="+")
    row = models.ForeignKey(PlanRow, models.CASCADE, null=True, related_name="+")
    other = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    share = models.PositiveSmallIntegerField()  # similarity in per cent
    reasons: models.JSONField[list[list[JSON]]] = (
        models.JSONField()
    )  # codes of matching.twins.REASONS, each with its values

    class Meta:
        constraints = (models.UniqueConstraint(fields=["search", "place", "other"], name="twin_proposed_once"),)

    def __str__(self) -> str:
        return f"{self.one_id or self.row_id} ~ {self.other_id}"
