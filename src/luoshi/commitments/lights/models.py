"""Light tables in force from a day on, the lights with which months were closed, and the present lights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import ValidManager
from luoshi.org.actors.models import Post
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan

LightReason: TypeAlias = Mapping[
    str, Sequence[Sequence[str | int | None]]
]  # rules.light_status.Stand, without its code


class LightTable(models.Model):
    """A light table in force for a unit and its subtree from a day on, until that unit sets a later one."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))  # None: all
    start = models.DateField(_("from"))
    version = models.PositiveIntegerField(_("version"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    source = models.CharField(_("source"), max_length=200)
    rules: models.JSONField[Any] = models.JSONField()  # rules.json
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")  # its author and time

    class Meta:
        app_label = "ledger"
        indexes = (models.Index(fields=["start", "version"], name="ledger_light_start"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class KeptLight(models.Model):
    """The light that a commitment had when a month was closed. Later tables do not change it."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="lights")
    period = models.DateField()  # the month's last day
    code = models.CharField(max_length=12)  # rules.light_status.CODES
    reason: models.JSONField[LightReason] = models.JSONField()
    table = models.ForeignKey(LightTable, models.PROTECT, null=True, related_name="+")  # None: the built-in table

    class Meta:
        app_label = "ledger"
        constraints = (models.UniqueConstraint(fields=["commitment", "period"], name="light_once_in_month"),)
        indexes = (models.Index(fields=["period"], name="ledger_light_period"),)

    def __str__(self) -> str:
        return f"{self.period} {self.code}"


class CurrentLight(models.Model):
    """The present light of a commitment, with copies of the columns by which commitments are counted and permitted.

    Counting 100,000 commitments by light then reads these narrow rows alone. Triggers make them, keep the copies, and
    mark a row as outdated whenever an input of its light changes (``lights.derived_rows``). A job finds the lights of
    outdated rows; until then, whoever counts finds them from the commitments themselves, so every count is exact.
    """

    uncompared = "made from the commitments, to count them by light"

    commitment = models.OneToOneField(Commitment, models.CASCADE, primary_key=True, related_name="current_light")
    # Copies, named like the columns of a commitment, so that conditions on commitments hold here too.
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    owner = models.ForeignKey(Post, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False)
    decider = models.ForeignKey(
        Post, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    state = models.CharField(max_length=32)
    batch = models.ForeignKey(
        "records.ImportRun", models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    plan = models.ForeignKey(Plan, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    desk = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    split_from = models.ForeignKey(
        Commitment, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    pressing = models.DateField(null=True)
    report_due = models.DateField(null=True)
    binds = models.DateField(null=True)
    until = models.DateField(null=True)
    # What was found, the first day on which it may be another, and a number of the rules and holidays it was found by.
    outdated = models.BooleanField(default=True)
    matter = models.CharField(max_length=12)  # rules.due_status.MATTERS
    stand = models.CharField(max_length=12)  # rules.light_status.CODES
    light = models.CharField(max_length=12)  # rules.page_lights.PAGE_LIGHTS
    light_until = models.DateField(null=True)
    light_basis = models.BigIntegerField(default=0)  # rules.light_changes.light_basis

    objects = ValidManager()

    class Meta:
        app_label = "ledger"
        indexes = (
            # A year's curve reads these columns alone: a third less than from the rows.
            models.Index(
                fields=[
                    *("plan", "state", "binds", "until", "closed"),
                    *("unit", "owner", "decider", "batch", "opened", "commitment"),
                ],
                name="ledger_light_of_plan",
            ),
            models.Index(fields=["light", "pressing", "commitment"], name="ledger_light_pressing"),
            models.Index(fields=["commitment"], condition=Q(outdated=True), name="ledger_light_outdated"),
            # Counts by unit read these columns alone, in this order: half the time of sorting the rows.
            models.Index(
                fields=[
                    *("unit", "light", "state", "outdated"),
                    *("batch", "owner", "decider", "opened", "commitment"),
                ],
                name="ledger_light_by_unit",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.light}"


class LightsMark(models.Model):
    """One row: from when until when, and by which rules and holidays, the rows not outdated hold.

    On any other day, and by any other rules or holidays, no row of ``CurrentLight`` holds.
    """

    uncompared = "made from the commitments, to count them by light"

    day = models.DateField()  # the first
    until = models.DateField()  # the day after the last
    basis = models.BigIntegerField()  # rules.light_changes.tables_basis

    class Meta:
        app_label = "ledger"

    def __str__(self) -> str:
        return f"{self.day} {self.until}"
