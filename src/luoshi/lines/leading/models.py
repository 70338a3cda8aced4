"""Who of the Party and the government is in charge of what, and the groups that were set up for a task."""

from __future__ import annotations

from django.db import models

from luoshi.parts.registers.links import Human
from luoshi.records.base.words import words
from luoshi.records.code_lists.fields import Listed
from luoshi.records.declaring.office import office
from luoshi.records.kinds.models import KindRecord
from luoshi.records.kinds.rows import Row

_ = words(__name__)

LISTS = office(__name__).lists


class Charge(KindRecord):
    """What leaders are in charge of: an association, or a field of its unit's work."""

    field = models.CharField(_("field of work"), max_length=120)
    ended = models.DateField(_("ended on"), null=True, blank=True)


class Leader(Row):
    """A leader who is in charge from a day to a day."""

    side = Listed(LISTS["charges.sides"], _("side"))
    person = Human(_("leader"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    from_day = models.DateField(_("first day"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Group(KindRecord):
    """A group with a head, members and duties of its own. Its unit is where its office is."""

    sort = Listed(LISTS["groups.sorts"], _("sort"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    founded = models.DateField(_("founded on"), null=True)
    ended = models.DateField(_("ended on"), null=True, blank=True)


class Member(Row):
    """Who has which part in a group from a day to a day."""

    part = Listed(LISTS["groups.parts"], _("part"))
    person = Human(_("person"))
    from_day = models.DateField(_("first day"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Task(Row):
    """What a group answers for, and when it was last looked at."""

    words = models.CharField(_("duty"), max_length=200)
    checked = models.DateField(_("last checked on"), null=True, blank=True)
