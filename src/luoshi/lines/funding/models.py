"""Expenses, budget changes, support, and public bodies in the budget."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.lines.firms.models import LISTS as FIRMS
from luoshi.lines.funding.floors.models import BudgetYearField
from luoshi.parts.funds.fields import FundField
from luoshi.parts.funds.models import USES, Fund
from luoshi.parts.registers.links import Org

_ = words(__name__)

LISTS = office(__name__).lists


class Expense(KindRecord):
    """An expense that its fund permits: requested, approved, paid with a voucher. Sources: S000-91, S001-42."""

    use = Listed(USES, _("use"))
    fund = FundField(_("fund or budget line"), uses="use")
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class Change(KindRecord):
    """A transfer between two budget lines of a year, which needs approval. Source: S001-42."""

    gives = Linked(Fund, _("from the budget"), where=Is(state="open", way="budget"), gives="unit", back=False)
    gets = Linked(Fund, _("to the budget"), where=Is(state="open", way="budget"), back=False)
    year = BudgetYearField(_("year"), null=True)
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True)
    why = models.TextField(_("why"), max_length=1000, blank=True)


class FundingSupport(KindRecord):
    """Support given to a body for its services: a project, money, tax relief. Sources: S002-10, S001-15, S000-07.

    ``rung``: the rung of the ladder of firms that it is meant for.
    """

    receiver = Org(_("receiver"))
    tool = Listed(LISTS["supports.tools"], _("tool"))
    rung = Listed(FIRMS["recognitions.sorts"], _("for the rung"), blank=True)
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True, blank=True)
    basis = models.CharField(_("by what document"), max_length=200, blank=True)
    granted = models.DateField(_("granted on"), null=True, blank=True)
    used = models.DateField(_("used on"), null=True, blank=True)
    result = models.TextField(_("results"), max_length=1000, blank=True)

    class Meta:
        db_table = "funding_support"  # from before the class was renamed


class PublicBody(KindRecord):
    """A body that should be in the budget, and its tax favours. Source: S002-35."""

    sort = Listed(LISTS["bodies.sorts"], _("sort"))
    body = Org(_("organisation"), blank=True)


class Budgeted(Row):
    """A body's entry in the budget of a year."""

    from_day = models.DateField(_("first day of the budget"))
    to_day = models.DateField(_("last day of the budget"))
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True, blank=True)
    document = models.CharField(_("by what document"), max_length=200)


class Favour(Row):
    """A tax favour of a body."""

    text = models.CharField(_("tax favour"), max_length=200)
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)
