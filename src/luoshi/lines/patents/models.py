"""Patents with their holders and fees, and cases about intellectual property."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org

_ = words(__name__)

LISTS = office(__name__).lists
YES_OR_NO = (("yes", _("Yes")), ("no", _("No")))


class Patent(KindRecord):
    """A patent or an application for one, at home or abroad. Source: S000-15, S000-21.

    It is valid from ``granted`` to ``ended``, both days included; what was never granted has no first day.

    Attributes:
        serial: the number of the application, which is that of the patent too.
        country: of an application abroad; an international one (PCT) names none before it enters a country.
        trust: the agreement under which somebody looks after it. Source: S000-20.
        high: of high value, by the criteria of the office that tells so. Source: 国家知识产权局, 高价值发明专利.
    """

    sort = Listed(LISTS["patents.sorts"], _("sort"))
    route = Listed(LISTS["patents.routes"], _("route"))
    serial = models.CharField(_("application or patent number"), max_length=40, blank=True, db_index=True)
    country = models.CharField(_("country or region"), max_length=60, blank=True)
    holder = Org(_("first holder"))
    trust = Linked("contracts.Contract", _("in trust under"), blank=True, where=Is(sort="trust"))
    high = models.CharField(_("of high value"), max_length=3, choices=YES_OR_NO, blank=True)
    filed = models.DateField(_("filed on"), null=True, blank=True, db_index=True)
    published = models.DateField(_("published on"), null=True, blank=True)
    granted = models.DateField(_("granted on"), null=True, blank=True, db_index=True)
    ended = models.DateField(_("last day"), null=True, blank=True)
    why = Listed(LISTS["patents.ends"], _("why it ended"), blank=True)


class PatentHolder(Row):
    """Somebody who holds it together with the first holder."""

    org = Org(_("co-holder"))


class PatentFee(Row):
    """A yearly fee: due on a day, and the day of payment."""

    due = models.DateField(_("due on"), null=True, blank=True)
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True, blank=True)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class IpCase(KindRecord):
    """A case of enforcement, or a request for help with one's rights. Source: S000-19, S000-20.

    Attributes:
        lane: fast or normal; the days of the two are never mixed.
        days: from the day of filing to that of the conclusion.
    """

    sort = Listed(LISTS["ipcases.sorts"], _("sort"))
    lane = Listed(LISTS["ipcases.lanes"], _("lane"))
    campaign = Listed(LISTS["ipcases.campaigns"], _("campaign"), blank=True)
    source = Listed(LISTS["ipcases.sources"], _("source"), blank=True)
    patent = Linked(Patent, _("patent"), blank=True)
    expert = Linked("experts.PoolExpert", _("adviser"), blank=True)
    received = models.DateField(_("received on"), null=True, blank=True, db_index=True)
    filed_on = models.DateField(_("accepted on"), null=True, blank=True)
    handled = models.DateField(_("handled on"), null=True, blank=True)
    concluded = models.DateField(_("concluded on"), null=True, blank=True)
    measure = Listed(LISTS["ipcases.measures"], _("measure"), blank=True)
    result = Listed(LISTS["ipcases.results"], _("result"), blank=True)
    findings = models.TextField(_("what was found"), max_length=2000, blank=True)
    days = models.IntegerField(_("days until the conclusion"), null=True, editable=False)


class CaseSide(Row):
    """Somebody who takes part in a case: an organisation or a person of the register."""

    part = Listed(LISTS["ipcases.sides"], _("as"))
    org = Org(_("organisation"), blank=True)
    person = Human(_("person"), blank=True)
