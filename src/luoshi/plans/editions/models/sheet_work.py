"""A sheet of thousands of rows that the worker imports into a plan."""

from __future__ import annotations

from typing import Any

from django.db import models

from luoshi.kernel.files.models import Document
from luoshi.org.actors.models import Person
from luoshi.plans.base.models.plan import Plan


class SheetWork(models.Model):
    """A workbook that a person approved and that the worker imports into a plan: all of it, or nothing.

    Its rows are written in batches: each written row has this work as its ``batch``, and stays hidden until the last
    step makes all of them valid at once. A failed or abandoned work is removed entirely, in batches too. It is stored
    beside the trial with the same token, which has the file. ``run`` counts the attempts started by a person.
    """

    uncompared_columns = (("said", "why it failed"),)

    WAITING, READING, WRITING, FINDING, DONE = "waiting", "reading", "writing", "finding", "done"
    LEAVING, FAILED = "leaving", "failed"
    BEFORE = (WAITING, READING, WRITING)  # none of it is valid yet
    GOING = (*BEFORE, FINDING, LEAVING)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sheet_works")
    token = models.CharField(max_length=60, unique=True)
    back = models.BooleanField(default=False)  # the plan's own ledger, edited; otherwise an office's own sheet
    given: models.JSONField[Any] = models.JSONField()  # the person's input: digest agreed to, answers, reason
    name = models.CharField(max_length=300)  # of the file
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    run = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=WAITING)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")  # once the file is received
    count = models.PositiveIntegerField(default=0)  # rows made or changed; while writing: to be made
    written = models.PositiveIntegerField(default=0)  # rows written so far
    said = models.CharField(max_length=300, blank=True)  # why it failed
    at = models.DateTimeField()  # when it was requested

    class Meta:
        indexes = (models.Index(fields=["plan", "-id"]),)

    def __str__(self) -> str:
        return self.name
