"""An activity: what was held on a day at a place, for whom, how many came, and who was trained or sent."""

from __future__ import annotations

from django.db import models

from luoshi.org.base.fields import Fixed
from luoshi.parts.registers.links import Human
from luoshi.records.base.words import words
from luoshi.records.code_lists.declared import List
from luoshi.records.code_lists.fields import Listed
from luoshi.records.kinds.models import KindRecord
from luoshi.records.kinds.rows import Row

_ = words(__name__)

ACTIVITIES = _("Outreach activities")
SORTS = List(
    "activities.sorts",
    _("Sorts of activities"),
    {
        "lecture": _("Lecture"),
        "exhibition": _("Boards on show"),
        "contest": _("Contest"),
        "exchange": _("Exchange"),
        "matching": _("Matching"),
        "training": _("Training"),
        "film": _("Film"),
        "trip": _("Trip to the countryside"),
        "event": _("Large event"),
    },
    fixed="lecture exhibition contest exchange matching training",  # lists and figures of their own
    group=ACTIVITIES,
)
SERIES = List(
    "activities.series",
    _("Named series"),
    {
        "science_day": _("National Science Day"),
        "science_week": _("Science and Technology Week"),
        "spring": _("Science Spring"),
        "countryside": _("Science to the Countryside"),
        "workers_day": _("Science Workers' Day"),
    },
    group=ACTIVITIES,
)
GROUPS = List(
    "activities.groups",
    _("Key groups"),
    {
        "minors": _("Minors"),
        "farmers": _("Farmers"),
        "workers": _("Industrial workers"),
        "elderly": _("Elderly people"),
        "officials": _("Officials"),
        "residents": _("Residents"),
    },
    group=ACTIVITIES,
)
PARTS = List(
    "activities.parts",
    _("What people take part as"),
    {"participant": _("Participant"), "speaker": _("Speaker"), "sent": _("Sent out")},
    fixed="participant speaker sent",  # hours of who speaks train nobody
    group=ACTIVITIES,
)


class Attendee(Row):
    """One who was there by name. Hours that nobody noted stay empty, and train nobody."""

    person = Human(_("person"))
    part = Listed(PARTS, _("as"), default="participant")
    hours = Fixed(_("hours"), least=0, null=True, blank=True)

    class Meta(Row.Meta):
        pass


class Activity(KindRecord):
    """One activity. Its unit is the one that held it; where nobody counted who came, the figure stays empty."""

    sort = Listed(SORTS, _("sort"))
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    series = Listed(SERIES, _("series"), blank=True)
    group = Listed(GROUPS, _("for whom"), blank=True)
    place = models.CharField(_("place"), max_length=80)
    planned = models.DateField(_("planned for"), null=True, blank=True)
    held = models.DateField(_("held on"), null=True, blank=True, db_index=True)
    attendance = models.PositiveIntegerField(_("attendances"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), max_length=1000, blank=True)
