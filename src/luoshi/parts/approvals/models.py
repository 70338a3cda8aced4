"""Each time that a record goes through its chain, and who approved it then."""

from __future__ import annotations

from django.db import models

from luoshi.org.actors.models import Person, Post
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.models import Record


class Round(models.Model):
    """A record in a chain from a step on: which levels are asked, by the figures and values of that day.

    A later one takes its place: what was approved in the earlier one counts no more. What it was asked for stands in
    the record, which cannot change it without another round.
    """

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    chain = models.CharField(max_length=32)
    levels = models.CharField(max_length=200)  # their names, with blanks between them, in their order
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")  # who sent it, and when

    class Meta:
        indexes = (models.Index(fields=["record", "chain", "-id"]),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.chain} {self.levels}"


class Approval(models.Model):
    """One level given: from which post, by whom, and whether as its deputy."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="approvals")
    level = models.CharField(max_length=32)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")  # who decided, also where another recorded it
    deputy = models.BooleanField(default=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="approval_of_one_level"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.level}"
