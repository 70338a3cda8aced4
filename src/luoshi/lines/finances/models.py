"""What firms are financed with: loans, investments and insurance, and losses that a risk pool shares."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.funds.fields import FundField
from luoshi.parts.registers.links import Org

_ = words(__name__)

OFFICE = office(__name__)
LISTS, VALUES = OFFICE.lists, OFFICE.values


class Financing(KindRecord):
    """A loan, an investment or a policy that was arranged for a firm. Source: S000-17, S000-20, S000-30, S001-22.

    Attributes:
        giver: the bank, the investor or the insurer.
        wanted, amount: what the firm asks for, and what it was given; a policy has a premium and a cover instead.
        valued: what the pledged patents are worth.
        to_day: the day on which a loan is to be repaid, the last day of a policy.
        loss: what the bank lost; ``compensated``: what it is given for that from the pool, at most ``ceiling``, the
            pool's share of the loss by the office's value on the day of the claim; four decimals, so that it is exact.
        recovered: what came back into the pool.
    """

    sort = Listed(LISTS["finances.sorts"], _("sort"))
    product = Listed(LISTS["finances.products"], _("product"), blank=True)
    firm = Org(_("firm"))
    stage = Listed(LISTS["finances.stages"], _("stage of the firm"), blank=True)
    giver = Org(_("bank, investor or insurer"), blank=True)
    guarantor = Org(_("guarantor"), blank=True)
    guaranteed = Fixed(_("guaranteed (per cent)"), least=0, most=100, places=2, null=True, blank=True)
    wanted = Fixed(_("amount wanted (yuan)"), least=0, places=2, null=True, blank=True)
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True, blank=True)
    valued = Fixed(_("worth of the pledged (yuan)"), least=0, places=2, null=True, blank=True)
    pledge_no = models.CharField(_("number of the pledge"), max_length=40, blank=True)
    registered_on = models.DateField(_("pledge registered on"), null=True, blank=True)
    released_on = models.DateField(_("pledge released on"), null=True, blank=True)
    premium = Fixed(_("premium (yuan)"), least=0, places=2, null=True, blank=True)
    cover = Fixed(_("cover (yuan)"), least=0, places=2, null=True, blank=True)
    demanded = models.DateField(_("asked for on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    paid_on = models.DateField(_("paid or insured on"), null=True, blank=True, db_index=True)
    to_day = models.DateField(_("due or ends on"), null=True, blank=True)
    settled_on = models.DateField(_("repaid or ended on"), null=True, blank=True)
    overdue_on = models.DateField(_("overdue since"), null=True, blank=True)
    loss = Fixed(_("loss (yuan)"), least=0, places=2, null=True, blank=True)
    ceiling = Fixed(_("compensated at most (yuan)"), places=4, null=True, blank=True, editable=False)
    fund = FundField(_("risk pool"), sorts="risk", use="losses", blank=True)
    compensated = Fixed(_("compensation (yuan)"), least=0, places=2, null=True, blank=True)
    compensated_on = models.DateField(_("compensated on"), null=True, blank=True)
    recovered = Fixed(_("recovered (yuan)"), places=2, null=True, blank=True, editable=False)
    purpose = models.TextField(_("what it is for"), max_length=1000, blank=True)


class FinancedPatent(Row):
    """A patent that is pledged or insured."""

    patent = Linked("patents.Patent", _("patent"), where=Is(state="filed published granted"))


class FinanceInstalment(Row):
    """An instalment of the repayment: due on a day, and the day of payment."""

    due = models.DateField(_("due on"), null=True, blank=True)
    amount = Fixed(_("amount (yuan)"), least=0, places=2)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class FinanceRecovery(Row):
    """Money that came back into the risk pool."""

    day = models.DateField(_("received on"))
    amount = Fixed(_("amount (yuan)"), least=0, places=2)
    source = models.CharField(_("from whom"), max_length=120, blank=True)
