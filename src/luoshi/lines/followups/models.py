"""Households asked again over the years, and reports on what training changed."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Record, Row
from luoshi.parts.registers.links import Human, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class Followup(KindRecord):
    """A household or person asked before and after: with which technique, and with what income.

    Source: S000-66, S000-97.

    Attributes:
        year: the first year that is compared; a person is followed once in it for each sort.
        trained: whether the person was trained; those who were not stand beside them in the report.
        used: the fertilisers of its rows with their amounts, in words for tables; written by the steps.
        base_income, income: the yearly income of the household before, and as last told, in yuan.
        change: by how much it changed; computed.
        card: the advice card of which it is asked what came of it.
        new: whether something new was introduced on the farm since.
    """

    sort = Listed(LISTS["followups.sorts"], _("sort"))
    person = Human(_("person or household"))
    place = PlaceOf(_("village"), blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    crop = models.CharField(_("crop"), max_length=60, blank=True)
    trained = models.CharField(_("trained"), max_length=3, choices=YES_OR_NO, blank=True)
    programme = Linked("learning.StudyProgramme", _("class"), blank=True)
    card = Linked("soil.SoilCard", _("advice card"), where=Is(state="handed outdated surveyed"), blank=True)
    baseline_on = models.DateField(_("first asked on"), null=True)
    base_income = Fixed(_("income before (yuan)"), null=True, blank=True)
    used = models.TextField(_("fertilisers used"), blank=True, editable=False)
    followed_on = models.DateField(_("last asked on"), null=True, blank=True, editable=False)
    technique = models.CharField(_("technique used"), max_length=120, blank=True, editable=False)
    income = Fixed(_("income now (yuan)"), null=True, blank=True, editable=False)
    new = models.CharField(_("something new introduced"), max_length=3, choices=YES_OR_NO, blank=True, editable=False)
    change = Fixed(_("change of income (yuan)"), null=True, blank=True, editable=False)


class FollowupVisit(Row):
    """A later survey of the household: what is not known is left empty.

    Attributes:
        change: by how much the income is then more than before the first survey; written by the steps, None: not known.
    """

    day = models.DateField(_("asked on"))
    technique = models.CharField(_("technique used"), max_length=120, blank=True)
    income = Fixed(_("income (yuan)"), null=True, blank=True)
    harvest = Fixed(_("yield (kg a mu)"), null=True, blank=True, least=0, places=1)
    new = models.CharField(_("something new introduced"), max_length=3, choices=YES_OR_NO, blank=True)
    change = Fixed(_("change of income (yuan)"), null=True, blank=True, editable=False)
    remark = models.CharField(_("remark"), max_length=200, blank=True)


class FollowupSurvey(models.Model):
    """A day on which the household was asked, for the first time or later: the steps write all of a record together."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    day = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"{self.record_id} {self.day}"


class FollowupFertiliser(Row):
    """A fertiliser that the household used, and how much of it."""

    name = models.CharField(_("fertiliser"), max_length=60)
    amount = Fixed(_("amount (kg)"), least=0)


class EffectReport(KindRecord):
    """What training of a span of days changed: activities, and their outcome beside them. Source: S000-62, S000-66.

    All numbers are those of the day on which it was issued.

    Attributes:
        trained_change, untrained_change: the mean change of income, in yuan, of the ``trained`` and ``untrained``
            households of which both incomes are known; ``effect``: the first less the second.
        trained_new, untrained_new: the share of either group that introduced something new, of those who told.
    """

    from_day = models.DateField(_("from"), null=True)
    to_day = models.DateField(_("until"), null=True)
    finding = models.TextField(_("finding"), max_length=2000, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True, editable=False)
    sessions = models.PositiveIntegerField(_("sessions"), null=True, blank=True, editable=False)
    attendances = models.PositiveIntegerField(_("attendances"), null=True, blank=True, editable=False)
    trained = models.PositiveIntegerField(_("households trained"), null=True, blank=True, editable=False)
    trained_change = Fixed(_("their change of income (yuan)"), null=True, blank=True, editable=False)
    untrained = models.PositiveIntegerField(_("households not trained"), null=True, blank=True, editable=False)
    untrained_change = Fixed(_("change without training (yuan)"), null=True, blank=True, editable=False)
    trained_new = Fixed(_("of the trained, introduced something new (%)"), null=True, blank=True, editable=False)
    untrained_new = Fixed(_("of the others, introduced something new (%)"), null=True, blank=True, editable=False)
    effect = Fixed(_("effect (yuan)"), null=True, blank=True, editable=False)
