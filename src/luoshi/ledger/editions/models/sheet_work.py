"""A sheet of thousands of rows on its way into a plan, by the worker."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.ledger.base.models.plan import Plan
from luoshi.org.actors.models import Person
from luoshi.records.files.models import Document


class SheetWork(models.Model):
    """A workbook that a person said yes to and that the worker takes into a plan: all of it, or nothing.

    Its rows are written in steps: each that is there already bears this work as its ``batch``, and nobody finds it
    before the last step makes all of them valid at once. What fails or is given up is taken out whole, in steps too.
    Kept beside the trial of the same token, which has the file. ``run`` counts the tries that a person began.
    """

    uncompared_columns = (("said", "why it failed"),)

    WAITING, READING, WRITING, FINDING, DONE = "waiting", "reading", "writing", "finding", "done"
    LEAVING, FAILED = "leaving", "failed"
    BEFORE = (WAITING, READING, WRITING)  # nothing of it is valid
    GOING = (*BEFORE, FINDING, LEAVING)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sheet_works")
    token = models.CharField(max_length=60, unique=True)
    back = models.BooleanField(default=False)  # the plan's own ledger, edited; else an office's own
    given: models.JSONField[Any] = models.JSONField()  # what the person said: digest agreed to, answers, reason
    name = models.CharField(max_length=300)  # of the file
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    run = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=WAITING)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # once the file is received
    count = models.PositiveIntegerField(default=0)  # rows that it made or changed; while it is written: will make
    written = models.PositiveIntegerField(default=0)  # rows that are there
    said = models.CharField(max_length=300, blank=True)  # why it failed
    at = models.DateTimeField()  # when it was asked for

    class Meta:
        indexes = (models.Index(fields=["plan", "-id"]),)

    def __str__(self) -> str:
        return self.name
