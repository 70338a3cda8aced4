"""Activities and their named participants."""

from __future__ import annotations

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human

_ = words(__name__)

LISTS = office(__name__).lists


class Attendee(Row):
    """A named participant. Hours that nobody noted stay empty, and do not count as training."""

    person = Human(_("person"))
    part = Listed(LISTS["activities.parts"], _("as"), default="participant")
    hours = Fixed(_("hours"), least=0, null=True, blank=True)


class Activity(KindRecord):
    """An activity, held by the record's unit; if nobody counted attendance, it stays empty."""

    sort = Listed(LISTS["activities.sorts"], _("sort"))
    theme = models.CharField(_("theme"), max_length=80, blank=True)
    series = Listed(LISTS["activities.series"], _("series"), blank=True)
    group = Listed(LISTS["activities.groups"], _("for whom"), blank=True)
    place = models.CharField(_("place"), max_length=80)
    planned = models.DateField(_("planned for"), null=True, blank=True)
    held = models.DateField(_("held on"), null=True, blank=True, db_index=True)
    attendance = models.PositiveIntegerField(_("attendances"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), max_length=1000, blank=True)
