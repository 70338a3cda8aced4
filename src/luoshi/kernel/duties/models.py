"""Duties, their due dates, the acts for them, and the values that offices set."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.rules.due import Due
from luoshi.kernel.duties.rules.due import DutyAct as PureAct
from luoshi.kernel.duties.rules.periods import period_key
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.models import Post
from luoshi.org.tree.models import Unit


class Duty(models.Model):
    """What a unit or post must do by when, for a record or independently; its due dates are the occurrences."""

    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="duties")
    name = models.CharField(max_length=32)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties")
    owner = models.ForeignKey(Post, models.PROTECT, null=True, related_name="duties")
    rule: models.JSONField[dict[str, object]] = (
        models.JSONField()
    )  # a rules.duties.DutyRule; {} if a parameter was not set
    unset = models.CharField(max_length=60, blank=True)  # that parameter's name
    start = models.DateField()
    ended = models.DateField(null=True)
    # The last day for which its due dates are complete and their holders set; None: no more will be needed.
    laid = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["record", "name"]),
            models.Index(fields=["laid"], condition=Q(ended=None, laid__isnull=False), name="records_to_lay_out"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.start}"


class Occurrence(models.Model):
    """A due date of a duty (rules.due.Due). The only table of due dates.

    ``unit``: the unit that owes it, the duty's when it was generated; a later unit owes only what fell due afterwards.
    ``holder``: the post that held it on the period's first day, otherwise the first within it; None: nobody, or not
    begun.
    """

    # The constraint below begins with this column, so it needs no index.
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="occurrences", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=21, blank=True)  # of the period, as rules.periods.period_key writes it
    first = models.DateField(null=True)  # of the period that it is for
    last = models.DateField(null=True)
    opens = models.DateField(null=True)
    closes = models.DateField(null=True)
    due = models.DateField()
    first_due = models.DateField()  # never forgotten, however often it is moved
    expired = models.DateField(null=True)  # the due date that had passed when an extension was requested
    times = models.PositiveSmallIntegerField(default=1)
    provisional = models.BooleanField(default=False)  # that year's public holidays are not known yet
    in_period = models.BooleanField(default=False)  # only an act within the period meets it; days off extend nothing
    settled = models.DateField(null=True)  # the day of the act that completed it
    settled_work = models.DateField(null=True)  # that day, or the last working day before it, for deadlines
    dropped = models.DateField(null=True)  # when it ceased to be owed

    class Meta:
        indexes = (
            models.Index(fields=["due", "duty"], condition=Q(settled=None, dropped=None), name="records_falls_due"),
            # Covers what a calendar counts of its days, met or not.
            models.Index(fields=["due", "duty", "settled"], condition=Q(dropped=None), name="records_due_days"),
            # Covers everything that counts of periods read, so that the rows themselves are not read.
            models.Index(
                fields=["duty", "first", "due", "expired", "settled", "unit", "in_period"],
                condition=Q(first__isnull=False, dropped=None),
                name="records_periods",
            ),
        )
        constraints = (models.UniqueConstraint(fields=["duty", "first_due"], name="occurrence_of_day"),)

    PURE = ("due", "first", "last", "opens", "closes", "times", "provisional", "first_due", "expired", "in_period")

    def __str__(self) -> str:
        return f"{self.due}"

    @classmethod
    def of(cls, one: Due) -> Self:
        """Return an unsaved row for a due date of a rule, without duty, unit and holder."""
        return cls(
            name=period_key(one.first, one.last),
            first=one.first,
            last=one.last,
            opens=one.opens,
            closes=one.closes,
            due=one.due,
            first_due=one.due,
            times=one.times,
            provisional=one.provisional,
            in_period=one.in_period,
        )

    def belong(self, duty: Duty) -> Self:
        """Set the duty, and with it the unit that owes the date; return the row."""
        self.duty, self.unit_id = duty, duty.unit_id
        return self

    @property
    def pure(self) -> Due:
        """The occurrence as the pure rules represent it."""
        return self.due_of(*(getattr(self, name) for name in self.PURE))

    @staticmethod
    def due_of(*values: Any) -> Due:
        """Return the same from the values of the fields ``PURE``, in order."""
        said = dict(zip(Occurrence.PURE, values, strict=True))
        first = said.pop("first_due")
        return Due(was=first if first != said["due"] else None, **said)


class Act(models.Model):
    """A journaled step that fulfils a duty: its day, and its period if it names one."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="acts")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="acts")
    day = models.DateField()
    period = models.DateField(null=True)  # its first day
    taken_back = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # the entry that took it back

    def __str__(self) -> str:
        return f"{self.day}"

    @property
    def pure(self) -> PureAct:
        """The act as the pure rules represent it."""
        return PureAct(self.day, self.period)


class Parameter(models.Model):
    """A value that offices set differently, from a day on, with its source. A later one never changes earlier days."""

    name = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # None: for all
    value = models.CharField(_("value"), max_length=1000)
    start = models.DateField(_("from"))
    source = models.CharField(_("source"), max_length=200)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")  # who set it, and when

    class Meta:
        # Two, because SQLite has no constraint that treats nulls as equal.
        constraints = (
            models.UniqueConstraint(fields=["name", "unit", "start"], name="parameter_of_unit_and_day"),
            models.UniqueConstraint(fields=["name", "start"], condition=Q(unit=None), name="parameter_for_all_and_day"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.start}"
