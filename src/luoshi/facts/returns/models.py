"""Forms, the units that owe them, and their returns for a period."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from luoshi.facts.indicators.models import IN_USE, Definition, LegalHead, Written
from luoshi.kernel.base.words import words
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.actors.models import Person
from luoshi.org.tree.models import Unit

_ = words(__name__)

EVERY = {"month": "P1M", "quarter": "P3M", "half": "P6M", "year": "P1Y"}
PERIODS = {"month": _("Month"), "quarter": _("Quarter"), "half": _("Half-year"), "year": _("Year")}
assert PERIODS.keys() == EVERY.keys()
MOST_DAYS = 28  # a day that every month has


class Form(LegalHead, KindRecord):
    """A form: its indicators, period and due day. The record's unit receives the returns.

    ``edition`` counts its sets of lines, so that a sheet of an earlier set is recognised.
    """

    every = models.CharField(_("reported every"), max_length=10, choices=PERIODS, blank=True)
    day = models.PositiveSmallIntegerField(
        _("due on this day of the month after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    signed = models.BooleanField(_("the head of the unit signs it first"), default=False)
    beneath = models.BooleanField(_("a row for each unit directly beneath"), default=False)
    note = models.TextField(_("how to fill it in"), max_length=1000, blank=True)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    to_day = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("form")


class ReturnLine(Row):
    """A line of a form: an indicator or a part of it, and the unit of measure in which it is typed."""

    indicator = Linked(Definition, _("indicator"), where=IN_USE, back=False)
    part = Written(_("part of it"), max_length=80, blank=True, example="")
    entry = Written(_("unit of entry"), max_length=30, blank=True, example="")
    must = models.BooleanField(_("may not stay empty"), default=True)

    class Meta(Row.Meta):
        db_table = "returns_line"  # from before the class was renamed


class Owing(Row):
    """A unit that owes a form, or all units directly below it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    beneath = models.BooleanField(_("those directly beneath it instead"), default=False)


ISSUED = Is(state="issued")


class Task(KindRecord):
    """A unit's obligation to return a form; the due dates are those of the duty "return"."""

    form = Linked(Form, _("form"), where=ISSUED)
    ended = models.DateField(_("owed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("form to fill in")


class Return(KindRecord):
    """A unit's return for a period; its figures are facts, reported by the entry of the step that sent it.

    Attributes:
        period: ``dates.period_codes``.
        edition: that of the form when it was sent.
        count: number of facts last reported; ``digest``: their SHA-256, for audits.
        marks: the cells for which it was sent back; none: all of them.
        doubted: the doubts when it was sent, with their explanations, by the doubt's name.
        told_by: who gave the figures by telephone, if another unit typed them.
    """

    task = Linked(Task, _("owed as"), back=True)
    period = models.IntegerField(editable=False, default=0)
    first = models.DateField(_("period from"), null=True, editable=False)
    last = models.DateField(_("period to"), null=True, editable=False)
    until = models.DateField(_("due on"), null=True, editable=False)
    edition = models.PositiveSmallIntegerField(_("edition of the form"), default=1, editable=False)
    sent_on = models.DateField(_("sent on"), null=True, blank=True, editable=False)
    late = models.BooleanField(_("late"), default=False, editable=False)
    count = models.PositiveIntegerField(_("figures"), null=True, blank=True, editable=False)
    digest = models.CharField(_("hash of the figures"), max_length=64, blank=True, editable=False)
    marks: models.JSONField[object] = models.JSONField(default=list, blank=True, editable=False)
    doubted: models.JSONField[object] = models.JSONField(default=dict, blank=True, editable=False)
    told_by = models.CharField(_("reported by telephone by"), max_length=60, blank=True)
    why = models.CharField(_("reason for the return"), max_length=1000, blank=True, editable=False)
    back_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("sent back by")
    )
    back_on = models.DateField(_("sent back on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("return")
        constraints = (
            models.UniqueConstraint(fields=["task", "period"], condition=~Q(period=0), name="return_of_a_period"),
        )


class Draft(models.Model):
    """Unsent input for a return: one row, not journaled, replaced on every save.

    Attributes:
        cells: the texts by cell name.
        notes: the explanations of doubts, by the doubt's name.
        revision: for optimistic locking: a save based on an older one is refused.
    """

    record = models.OneToOneField(Return, models.CASCADE, related_name="+")
    cells: models.JSONField[object] = models.JSONField(default=dict)
    notes: models.JSONField[object] = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.record_id} {self.revision}"
