"""An activity: what was held on a day at a place, for whom, and how many came."""

from __future__ import annotations

from django.db import models

from luoshi.records.base.words import words
from luoshi.records.code_lists.declared import List
from luoshi.records.code_lists.fields import Listed
from luoshi.records.kinds.models import KindRecord

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
    fixed="lecture exhibition contest exchange matching",  # lists and figures of their own
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
