"""Leaders of Party and government in charge of fields, groups set up for a task, and meetings."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.registers.links import Human
from luoshi.plans.base.models.plan import Plan

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
    """A group with a head, members and duties of its own; its office is at the record's unit.

    ``goal``: the words by which the goal of its task stands in the local plan. Source: 全民科学素质行动计划纲要.
    """

    sort = Listed(LISTS["groups.sorts"], _("sort"))
    basis = models.CharField(_("basis"), max_length=120, blank=True)
    plan = Linked(Plan, _("local plan with its goal"), blank=True, back=False)
    goal = models.CharField(_("goal in the plan"), max_length=200, blank=True)
    founded = models.DateField(_("founded on"), null=True)
    ended = models.DateField(_("ended on"), null=True, blank=True)


class GroupMember(Row):
    """A member with a part in a group, from a day to a day."""

    part = Listed(LISTS["groups.parts"], _("part"))
    person = Human(_("person"))
    rank = Listed(LISTS["groups.ranks"], _("rank in office"), blank=True)
    from_day = models.DateField(_("first day"))
    to_day = models.DateField(_("last day"), null=True, blank=True)

    class Meta(Row.Meta):
        db_table = "leading_member"  # from before the class was renamed


class GroupTask(Row):
    """A duty of a group, with the person who answers for it and the day it was last checked. Source: S002-01."""

    words = models.CharField(_("duty"), max_length=200)
    person = Human(_("who answers for it"), blank=True)
    checked = models.DateField(_("last checked on"), null=True, blank=True)

    class Meta(Row.Meta):
        db_table = "leading_task"  # from before the class was renamed


class Meeting(KindRecord):
    """A meeting, of a group or of those who are invited; its minutes are a file."""

    body = Linked(Group, _("group"), blank=True, where=Is(state="active"))
    sort = Listed(LISTS["meetings.sorts"], _("sort"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    planned = models.DateField(_("planned for"), null=True, blank=True)
    held = models.DateField(_("held on"), null=True, blank=True, db_index=True)
    people = models.PositiveIntegerField(_("people present"), null=True, blank=True)


class AgendaItem(Row):
    """An item of the agenda, and who presents it."""

    words = models.CharField(_("item"), max_length=200)
    person = Human(_("presented by"), blank=True)


class MeetingTalk(Row):
    """What somebody said at the meeting."""

    person = Human(_("speaker"))
    words = models.CharField(_("what was said"), max_length=1000)
