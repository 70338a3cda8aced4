"""Places of outreach, the people who work for them, and what is made and released."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human, Org, PlaceOf

_ = words(__name__)

LISTS = office(__name__).lists
WEEKDAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
    ("6", _("Saturday")),
    ("7", _("Sunday")),
]
CLOCK = RegexValidator(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", _("Write a time of day as 09:00."))


class Facility(KindRecord):
    """A venue, a village facility, an e-station, a gallery or a platform; its title is its name.

    ``from_day`` and ``to_day`` are the first and the last day on which it is open to people. Source: S002-36, -37, -81,
    -82, -95, S001-10, S000-24, -37.
    """

    sort = Listed(LISTS["facilities.sorts"], _("sort"))
    org = Org(_("run by"), blank=True)
    place = PlaceOf(_("place"), blank=True)
    host = Listed(LISTS["facilities.hosts"], _("where it stands"), blank=True)
    country = models.CharField(_("country"), max_length=40, blank=True)
    field = models.CharField(_("field"), max_length=80, blank=True)
    online = models.URLField(_("address on the web"), blank=True)
    panels = models.PositiveIntegerField(_("panels"), null=True, blank=True)
    planned = models.DateField(_("to be open by"), null=True, blank=True)
    began = models.DateField(_("building began on"), null=True, blank=True, db_index=True)
    from_day = models.DateField(_("open since"), null=True, blank=True, db_index=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Issue(Row):
    """New content on the panels, from a day on. Source: S002-37."""

    day = models.DateField(_("changed on"))
    theme = models.CharField(_("theme"), max_length=80)
    panels = models.PositiveIntegerField(_("panels"), null=True, blank=True)


class FacilityUse(Row):
    """A number that is told of a month: visitors, services or users. Source: S002-81, -82, S001-10."""

    item = Listed(LISTS["facilities.use"], _("item"))
    until = models.DateField(_("month until"))
    value = Fixed(_("number"), least=0, null=True, blank=True)
    missing = models.BooleanField(_("not counted"), default=False)
    source = models.CharField(_("source"), max_length=120, blank=True)


class OpeningTime(Row):
    """A day of the week on which it is open, from a time to a time; a day without a row is a day off."""

    weekday = models.CharField(_("day of the week"), max_length=1, choices=WEEKDAYS)
    opens = models.CharField(_("opens at"), max_length=5, validators=[CLOCK])
    closes = models.CharField(_("closes at"), max_length=5, validators=[CLOCK])


class ClosedDay(Row):
    """Days on which it is closed although it is usually open, both included."""

    first = models.DateField(_("closed from"))
    last = models.DateField(_("closed until"))
    reason = models.CharField(_("why"), max_length=80, blank=True)


class FacilityCheck(Row):
    """A check on the spot, and what was found. Source: S002-36, -82."""

    day = models.DateField(_("checked on"))
    result = Listed(LISTS["facilities.results"], _("result"))
    found = models.CharField(_("what was found"), max_length=200, blank=True)


class Helper(KindRecord):
    """A person's membership of one of the three teams, from a day to a day. Source: S002-67, -36, -82, -95."""

    person = Human(_("person"))
    team = Listed(LISTS["helpers.teams"], _("team"))
    place = PlaceOf(_("place"), blank=True)
    facility = Linked(Facility, _("works at"), blank=True)
    from_day = models.DateField(_("member since"), null=True)
    to_day = models.DateField(_("last day"), null=True, blank=True)


class HelperService(Row):
    """Hours of service on a day. Source: S002-67, -95."""

    day = models.DateField(_("on"), db_index=True)
    hours = Fixed(_("hours"), least=0, places=1)
    activity = models.CharField(_("what for"), max_length=120, blank=True)


class HelperTraining(Row):
    """Hours of training on a day."""

    day = models.DateField(_("on"), db_index=True)
    hours = Fixed(_("hours"), least=0, places=1)
    course = models.CharField(_("course"), max_length=120, blank=True)


class Content(KindRecord):
    """Something that is made or chosen, checked by another person, and released.

    ``latest`` is the moment by which emergency content must be out: so many hours after ``began`` as the office sets,
    nights and days off included. Source: S002-17, -42, -52, -70, -80, -83.
    """

    sort = Listed(LISTS["contents.sorts"], _("sort"))
    form = Listed(LISTS["contents.forms"], _("form"), blank=True)
    author = Human(_("author"), blank=True)
    about = Human(_("person portrayed"), blank=True)
    org = Org(_("organisation"), blank=True)
    platform = Linked("platforms.Platform", _("platform"), blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    words = models.TextField(_("what it says"), max_length=2000, blank=True)
    event = models.CharField(_("public event"), max_length=80, blank=True)
    began = models.DateTimeField(_("event began at"), null=True, blank=True)
    latest = models.DateTimeField(_("to be released by"), null=True, blank=True, editable=False)
    checker = Human(_("checked by"), blank=True)
    reviewed = models.DateField(_("checked on"), null=True, blank=True)
    channel = Listed(LISTS["contents.channels"], _("first channel"), blank=True)
    released = models.DateTimeField(_("released at"), null=True, blank=True, db_index=True)
    hours = Fixed(_("hours from beginning to release"), places=2, null=True, blank=True, editable=False)
    level = Listed(LISTS["contents.levels"], _("level of journal or meeting"), blank=True)
    prize = models.CharField(_("prize"), max_length=80, blank=True)
    prized = models.DateField(_("prize given on"), null=True, blank=True)
    ended = models.DateField(_("ended on"), null=True, blank=True)


class ContentReach(Row):
    """Views on a channel between two days, both included. Source: S002-83."""

    channel = Listed(LISTS["contents.channels"], _("channel"))
    first = models.DateField(_("from"))
    last = models.DateField(_("until"))
    views = models.PositiveIntegerField(_("views"))
