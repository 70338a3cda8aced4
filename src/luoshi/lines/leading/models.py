"""Leaders of Party and government in charge of fields, and groups set up for a task."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human

_ = words(__name__)

LISTS = office(__name__).lists


class LeadingCharge(KindRecord):
    """An association, or a field of its unit's work, that leaders are in charge of."""

    field = models.CharField(_("field of work"), max_length=120)
    ended = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        db_table = "leading_charge"  # from before the class was renamed


class Leader(Row):
    """A leader in charge from a day to a day."""

    side = Listed(LISTS["charges.sides"], _("side"))
    person = Human(_("leader"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    from_day = models.DateField(_("first day"))
    to_day = models.DateField(_("last day"), null=True, blank=True)


class Group(KindRecord):
    """A group with a head, members and duties of its own; its office is at the record's unit."""

    sort = Listed(LISTS["groups.sorts"], _("sort"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    founded = models.DateField(_("founded on"), null=True)
    ended = models.DateField(_("ended on"), null=True, blank=True)


class GroupMember(Row):
    """A member with a part in a group, from a day to a day."""

    part = Listed(LISTS["groups.parts"], _("part"))
    person = Human(_("person"))
    from_day = models.DateField(_("first day"))
    to_day = models.DateField(_("last day"), null=True, blank=True)

    class Meta(Row.Meta):
        db_table = "leading_member"  # from before the class was renamed


class GroupTask(Row):
    """A duty of a group, with the day it was last checked."""

    words = models.CharField(_("duty"), max_length=200)
    checked = models.DateField(_("last checked on"), null=True, blank=True)

    class Meta(Row.Meta):
        db_table = "leading_task"  # from before the class was renamed
