"""Records of care. Details of children, and the persons in hardship, are stored encrypted."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import EncryptedText, Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.org.actors.models import Post
from luoshi.parts.funds.fields import FundField
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists


class Child(KindRecord):
    """The file of a child left behind; its title is the file's code, never the name. Source: REQUIREMENTS S002-03."""

    code = models.CharField(_("file code"), max_length=40)
    name = EncryptedText(_("name"), blank=True)
    identity = EncryptedText(_("identity number"), blank=True)
    born = models.DateField(_("born on"), null=True, blank=True)
    school = Org(_("school"), blank=True)
    guardian = EncryptedText(_("guardian"), blank=True)
    phone = EncryptedText(_("guardian’s telephone"), blank=True)
    parents = EncryptedText(_("where the parents are"), blank=True, long=True)
    health = EncryptedText(_("health"), blank=True, long=True)
    study = EncryptedText(_("study"), blank=True, long=True)
    needs = EncryptedText(_("needs"), blank=True, long=True)
    consent = models.DateField(_("guardian’s consent on"), null=True, blank=True)
    leader = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("leader named for it")
    )
    ended = models.DateField(_("ended on"), null=True, blank=True)


class Pair(Row):
    """A person paired with the child, from a day to a day. Source: S002-04."""

    member = Human(_("Party member"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)


class CareAct(Row):
    """An action for a child or its guardian, on a day."""

    day = models.DateField(_("on"))
    way = Listed(LISTS["care.ways"], _("how"))
    note = models.TextField(_("what was said"), max_length=1000)
    follow = models.TextField(_("what follows"), max_length=1000, blank=True)

    class Meta(Row.Meta):
        abstract = True


class Talk(CareAct):
    """A talk with the child. Source: S002-05."""


class GuardianContact(CareAct):
    """A contact with the guardian. Source: S002-06."""

    class Meta(CareAct.Meta):
        db_table = "care_contact"  # from before the class was renamed


class HomeVisit(CareAct):
    """Help or a visit at home: each goes by a rule of its own. Source: S002-02."""

    sort = Listed(LISTS["care.visits"], _("help or visit"), default="care_visit")


class Measure(Row):
    """A planned measure for a child: due date, and day of completion."""

    text = models.CharField(_("measure"), max_length=200)
    until = models.DateField(_("by"), null=True, blank=True)
    done = models.DateField(_("done on"), null=True, blank=True)


class Hardship(KindRecord):
    """A household in hardship; its title is its number, never a name. Source: S000-110."""

    name = EncryptedText(_("person"))
    identity = EncryptedText(_("identity number"), blank=True)
    household = models.PositiveSmallIntegerField(_("persons in the household"), null=True)
    income = Fixed(_("monthly income of the household (yuan)"), least=0, places=2, null=True)
    per_head = Fixed(_("monthly income per head (yuan)"), least=0, places=2, null=True, blank=True, editable=False)
    grade = Listed(LISTS["hardships.grades"], _("grade"), blank=True, editable=False)
    cause = Listed(LISTS["hardships.causes"], _("cause"))
    visited = models.DateField(_("surveyed on"), null=True, blank=True)
    reviewed = models.DateField(_("reviewed on"), null=True, blank=True)


class Aid(KindRecord):
    """Money for a household in hardship, from a fund that permits it. Source: S000-110."""

    hardship = Linked(Hardship, _("hardship file"), where=Is(state="approved"), gives="unit")
    sort = Listed(LISTS["aids.kinds"], _("kind of aid"))
    fund = FundField(_("fund"), sorts="mutual love autumn", uses="sort")
    amount = Fixed(_("amount (yuan)"), least=0, places=2, null=True)
    paid = models.DateField(_("paid on"), null=True, blank=True)


class Care(KindRecord):
    """A visit, a health check, a device, or a need that was raised. Sources: S002-55, S000-117."""

    sort = Listed(LISTS["cares.kinds"], _("kind"))
    person = Human(_("person"), blank=True)
    rank = Listed(LISTS["cares.ranks"], _("rank"), blank=True)
    cause = Listed(LISTS["cares.causes"], _("cause"), blank=True)
    day = models.DateField(_("on"), null=True, blank=True)
    gift = models.CharField(_("gift"), max_length=120, blank=True)
    worth = Fixed(_("worth (yuan)"), least=0, places=2, null=True, blank=True)
    fund = FundField(_("fund"), use="visit", blank=True)
    series = models.CharField(_("batch"), max_length=60, blank=True)
    need = EncryptedText(_("what is needed"), blank=True, long=True)
    action = models.TextField(_("what was done"), max_length=2000, blank=True)


class Help(KindRecord):
    """Help by a unit for a village or household, from a day to a day. Source: S002-99."""

    sort = Listed(LISTS["helps.kinds"], _("kind"))
    village = PlaceOf(_("village"), blank=True)
    household = Linked(Hardship, _("household"), blank=True)
    from_day = models.DateField(_("from"), null=True)
    to_day = models.DateField(_("to"), null=True, blank=True)
    result = models.TextField(_("result"), max_length=2000, blank=True)


class Deed(Row):
    """A measure taken for a village or household."""

    text = models.CharField(_("measure"), max_length=200)
    day = models.DateField(_("on"))
    result = models.CharField(_("result"), max_length=200, blank=True)


class StaffPromise(KindRecord):
    """Something practical that is promised to the staff (办实事), done by a day and rated. Source: S001-48."""

    person = Human(_("person in charge"), blank=True)
    promised_on = models.DateField(_("promised on"), null=True)
    until = models.DateField(_("to be done by"), null=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.TextField(_("what was done"), max_length=2000, blank=True)
    mark = Fixed(_("mean mark"), places=1, null=True, blank=True, editable=False)


class Rating(Row):
    """The mark that somebody of the staff gave."""

    person = Human(_("rater"))
    mark = Fixed(_("mark (0 to 100)"), least=0, most=100, places=1)
    said = models.CharField(_("remark"), max_length=200, blank=True)
