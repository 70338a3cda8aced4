"""Funds, their permitted uses, and all movements of their money."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.evidence.journal.models import Entry as JournalEntry
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import KindRecord, Record, Row

_ = words(__name__)

LISTS = office(__name__).lists
SORTS, USES = LISTS["funds.sorts"], LISTS["funds.uses"]
ACCOUNT, BUDGET = "account", "budget"
WAYS = [(ACCOUNT, _("Account: receipts may be spent")), (BUDGET, _("Budget: a line for each year"))]
INTO, BOUND, FREED, SPENT = "into", "bound", "freed", "spent"
MOVEMENTS = [(INTO, _("Came in")), (BOUND, _("Reserved")), (FREED, _("Released")), (SPENT, _("Paid"))]


class Fund(KindRecord):
    """Money of a unit for some uses; without uses it permits any. ``closed_year``: the last closed year."""

    sort = Listed(SORTS, _("sort"))
    way = models.CharField(_("kind of account"), max_length=8, choices=WAYS, default=ACCOUNT)
    from_day = models.DateField(_("first day"))
    to_day = models.DateField(_("last day"), null=True, blank=True)
    closed_year = models.PositiveSmallIntegerField(_("closed up to the year"), null=True, editable=False)


class Use(Row):
    """A permitted use of a fund."""

    use = Listed(USES, _("use"))


class Movement(models.Model):
    """Money received, reserved, released or paid; never changed, only reversed by a later movement.

    ``effect`` is the change of the balance: positive for receipts and releases, negative otherwise; a reversal
    (``reverses``) has the opposite sign. ``year``: the budget line it counts against; 0 for an account, which has no
    years. ``record``: the record it is for; None: a step of the fund itself.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    year = models.PositiveSmallIntegerField(default=0)
    sort = models.CharField(max_length=5, choices=MOVEMENTS)
    effect = Fixed()
    record = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+")
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="+", db_index=False)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        indexes = (models.Index(fields=["fund", "year", "on"]),)

    def __str__(self) -> str:
        return f"{self.fund_id} {self.sort} {self.effect}"
