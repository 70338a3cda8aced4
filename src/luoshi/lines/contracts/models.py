"""Contracts and agreements with their parties, inputs, splits, payments and results."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.calls.models import Application
from luoshi.parts.lots.models import LEVELS
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

LISTS = office(__name__).lists


class Contract(KindRecord):
    """A contract. Money is in yuan; without a last day it is open-ended."""

    sort = Listed(LISTS["contracts.sorts"], _("sort"))
    topic = models.TextField(_("what it is about"), max_length=1000, blank=True)
    amount = Fixed(_("amount (yuan)"), null=True, blank=True)
    signed = models.DateField(_("signed on"), null=True, blank=True, db_index=True)
    from_day = models.DateField(_("valid from"), null=True, blank=True)
    to_day = models.DateField(_("valid until"), null=True, blank=True)
    manager = Human(_("person in charge"), blank=True)
    activity = Linked("activities.Activity", _("signed at"), blank=True)
    need = Linked("sharing.PostedNeed", _("demand it meets"), blank=True)
    station = Linked("sharing.Station", _("workstation"), blank=True)
    bid = Linked(Application, _("bid that was chosen"), blank=True, where=Is(state="approved awarded"))
    field = Listed(LISTS["contracts.fields"], _("field"), blank=True)
    level = Listed(LISTS["contracts.levels"], _("level"), blank=True)
    effect = models.TextField(_("effect"), max_length=1000, blank=True)
    benefit = Fixed(_("benefit (yuan)"), null=True, blank=True)
    instalments = Fixed(_("instalments together (yuan)"), null=True, blank=True, editable=False)


class ContractParty(Row):
    """A party to the contract."""

    org = Org(_("party"))
    part = Listed(LISTS["contracts.parts"], _("as"))

    class Meta(Row.Meta):
        db_table = "contracts_party"  # from before the class was renamed


class Input(Row):
    """A party's contribution."""

    org = Org(_("party"))
    what = Listed(LISTS["contracts.inputs"], _("input"))
    worth = Fixed(_("worth (yuan)"), null=True, blank=True)
    delivered = models.DateField(_("delivered on"), null=True, blank=True)
    checked = models.DateField(_("checked on"), null=True, blank=True)


class ContractSplit(Row):
    """A party's share of the proceeds."""

    org = Org(_("party"))
    percent = Fixed(_("per cent"), least=0, most=100)

    class Meta(Row.Meta):
        db_table = "contracts_split"  # from before the class was renamed


class Payment(Row):
    """An instalment: due on a day, and the day of payment."""

    due = models.DateField(_("due on"), null=True, blank=True)
    amount = Fixed(_("amount (yuan)"))
    paid = models.DateField(_("paid on"), null=True, blank=True)


class ContractNode(Row):
    """A milestone: due on a day, and the day on which it was reached."""

    name = models.CharField(_("milestone"), max_length=120)
    due = models.DateField(_("due on"), null=True, blank=True)
    done = models.DateField(_("reached on"), null=True, blank=True)


class Result(Row):
    """A result introduced through the contract."""

    name = models.CharField(_("result"), max_length=120)
    sort = Listed(LISTS["contracts.results"], _("sort"))
    day = models.DateField(_("introduced on"))


class ContractReview(Row):
    """A review that the contract has passed before it is signed."""

    gate = Listed(LISTS["contracts.reviews"], _("review"))
    day = models.DateField(_("passed on"))
    opinion = models.CharField(_("opinion"), max_length=200, blank=True)
    withdrawn = models.DateField(_("taken back on"), null=True, blank=True)


class ContractRatio(Row):
    """What a credit of one provider is worth at another, between two days. Source: S000-54, S000-55.

    Attributes:
        level: the lowest level of what is recognised; empty: any.
    """

    giver = Org(_("from"))
    receiver = Org(_("to"))
    ratio = Fixed(_("ratio"), least=0)
    level = Listed(LEVELS, _("lowest level"), blank=True)
    from_day = models.DateField(_("valid from"))
    to_day = models.DateField(_("valid until"), null=True, blank=True)
