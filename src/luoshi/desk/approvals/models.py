"""Rounds of approval, and who approved in them."""

from __future__ import annotations

from django.db import models

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Person, Post


class Round(models.Model):
    """A record's pass through a chain: which levels are required, by the figures and parameters of that day.

    A later round replaces it: approvals of the earlier one no longer count. The request itself is in the record, which
    cannot change it without another round.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    chain = models.CharField(max_length=32)
    levels = models.CharField(max_length=200)  # names in order, separated by blanks
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")  # the step that sent it

    class Meta:
        indexes = (models.Index(fields=["record", "chain", "-id"]),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.chain} {self.levels}"


class Approval(models.Model):
    """The approval of one level: post, person, and whether as deputy."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="approvals")
    level = models.CharField(max_length=32)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")  # who decided, even if another recorded it
    deputy = models.BooleanField(default=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="approval_of_one_level"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.level}"
