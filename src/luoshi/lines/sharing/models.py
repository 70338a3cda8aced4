"""Supply and demand, what is shared and who books it, and the workstations of experts."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists


class PostedNeed(KindRecord):
    """What an organisation looks for, offers, or asks the platform for. ``found``: where it was found elsewhere."""

    sort = Listed(LISTS["needs.sorts"], _("sort"))
    org = Org(_("organisation"))
    contact = Human(_("contact"), blank=True)
    field = Listed(LISTS["sharing.fields"], _("field"), blank=True)
    thing = models.CharField(_("what it is about"), max_length=80, db_index=True)
    words = models.TextField(_("description"), max_length=2000, blank=True)
    posted = models.DateField(_("posted on"), null=True, db_index=True)
    activity = Linked("activities.Activity", _("matched at"), blank=True)
    done = models.DateField(_("signed or met on"), null=True, blank=True)
    missed = models.DateField(_("not met as of"), null=True, blank=True)
    found = models.CharField(_("found elsewhere, at"), max_length=120, blank=True)
    effect = models.TextField(_("effect"), max_length=1000, blank=True)


class NeedMatch(Row):
    """Who was brought together with it: by an offer, or an organisation that has none here."""

    day = models.DateField(_("day"))
    offer = Linked("sharing.PostedNeed", _("offer"), blank=True, where=Is(sort="offer", state="checked matched"))
    org = Org(_("organisation"), blank=True)
    result = Listed(LISTS["needs.results"], _("result"), blank=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)


class SharedThing(KindRecord):
    """An instrument, a part or another resource that its owner shares between two days, for a fee per hour."""

    sort = Listed(LISTS["things.sorts"], _("sort"))
    owner_org = Org(_("owner"))
    model = models.CharField(_("model"), max_length=80, blank=True)
    worth = Fixed(_("worth (yuan)"), null=True, blank=True, least=0, places=2)
    venue = PlaceOf(_("place"), blank=True)
    spot = models.CharField(_("room or address"), max_length=120, blank=True)
    fee = Fixed(_("fee (yuan an hour)"), null=True, blank=True, least=0, places=2)
    from_day = models.DateField(_("shared from"), null=True, blank=True)
    to_day = models.DateField(_("shared until"), null=True, blank=True)
    rules = models.TextField(_("rules of use"), max_length=1000, blank=True)


class OpenHours(Row):
    """For how many hours it is open to others from one day to another, for instance in a year."""

    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("until"))
    hours = Fixed(_("hours open to others"), least=0, places=2)


class Booking(KindRecord):
    """A slot of a thing, ``[from_at, to_at)``. What is paid follows from the hours used, which are not those booked."""

    thing = Linked(SharedThing, _("resource"), where=Is(state="bookable"), gives="unit fee")
    user_org = Org(_("user"))
    contact = Human(_("contact"), blank=True)
    from_at = models.DateTimeField(_("from"), null=True)
    to_at = models.DateTimeField(_("to"), null=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    hours = Fixed(_("hours booked"), null=True, blank=True, editable=False)
    used_on = models.DateField(_("used on"), null=True, blank=True)
    used = Fixed(_("hours used"), null=True, blank=True, least=0, places=2)
    fee = Fixed(_("fee when booked (yuan an hour)"), null=True, blank=True, editable=False)
    cost = Fixed(_("fee together (yuan)"), null=True, blank=True, places=2, editable=False)
    result = models.TextField(_("result"), max_length=1000, blank=True)
    mark = Fixed(_("rating (1 to 5)"), null=True, blank=True, least=1, most=5, places=0)
    remark = models.CharField(_("why this rating"), max_length=200, blank=True)


class Station(KindRecord):
    """A workstation of experts at a host; it is active while an expert's contract and a topic run."""

    sort = Listed(LISTS["stations.sorts"], _("sort"))
    host = Org(_("host"))
    head = Human(_("head of the station"), blank=True)
    field = Listed(LISTS["sharing.fields"], _("field"), blank=True)
    plan = models.TextField(_("plan of work"), max_length=2000, blank=True)
    opinion = models.TextField(_("opinion of the review"), max_length=1000, blank=True)
    founded = models.DateField(_("founded on"), null=True, blank=True)
    from_day = models.DateField(_("runs from"), null=True, blank=True)
    to_day = models.DateField(_("runs until"), null=True, blank=True)
    hours = Fixed(_("hours of the experts together"), null=True, blank=True, editable=False)
    assessed = models.DateField(_("assessed on"), null=True, blank=True)
    verdict = Listed(LISTS["stations.verdicts"], _("result of the assessment"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)


class StationMember(Row):
    """Someone of the team; experts among them."""

    person = Human(_("person"))
    part = Listed(LISTS["stations.parts"], _("as"))


class StationTopic(Row):
    """A key problem on which the station works, and the hours that the experts spent on it."""

    problem = models.CharField(_("problem"), max_length=200)
    milestone = models.CharField(_("milestone"), max_length=200, blank=True)
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("until"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    hours = Fixed(_("hours of the experts"), null=True, blank=True, least=0, places=2)
