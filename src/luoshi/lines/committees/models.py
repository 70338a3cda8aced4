"""Meetings of committees with their members and the matters on which these vote."""

from __future__ import annotations

from django.db import models

from luoshi.desk.declarations.office import office
from luoshi.desk.votes.fields import result_field
from luoshi.kernel.base.words import words
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import KindRecord, Row
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.registers.links import Human
from luoshi.parts.review.models import ReviewRound

_ = words(__name__)

LISTS = office(__name__).lists
BALLOTS = (("secret", _("Secret ballot")), ("open", _("Show of hands")))
PRESENCE = (("came", _("Present")), ("excused", _("Excused")), ("absent", _("Absent without excuse")))


class CommitteeMeeting(KindRecord):
    """A meeting of a committee (评审委员会会议) on a day, with its votes and its minutes."""

    committee = models.CharField(_("committee"), max_length=100)
    call = Linked(Call, _("call"), blank=True, where=Is(state="published closed decided"))
    round = Linked(ReviewRound, _("round of review"), blank=True, where=~Is(state="cancelled"))
    ballot = models.CharField(_("way of voting"), max_length=6, choices=BALLOTS, default="secret")
    day = models.DateField(_("meets on"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    minutes = models.TextField(_("minutes"), max_length=8000, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True, editable=False)


class CommitteeMember(Row):
    """Somebody who is asked to the meeting, whether they came, and why not."""

    person = Human(_("person"))
    role = Listed(LISTS["committees.roles"], _("as"), default="member")
    presence = models.CharField(_("presence"), max_length=7, choices=PRESENCE, blank=True)
    excuse = models.CharField(_("reason of absence"), max_length=100, blank=True)


class CommitteeItem(Row):
    """A matter on the agenda, with the counts of the vote on it; how anybody voted is nowhere.

    Attributes:
        barred: the names of the members who may not vote on it; they are not among the eligible.
    """

    matter = models.CharField(_("matter"), max_length=200)
    application = Linked(Application, _("application"), blank=True, where=Is(state="checked assessed published"))
    ayes = models.PositiveIntegerField(_("ayes"), null=True, blank=True)
    noes = models.PositiveIntegerField(_("noes"), null=True, blank=True)
    abstain = models.PositiveIntegerField(_("abstentions"), null=True, blank=True)
    spoilt = models.PositiveIntegerField(_("spoilt"), null=True, blank=True)
    eligible = models.PositiveIntegerField(_("may vote"), null=True, blank=True, editable=False)
    present = models.PositiveIntegerField(_("of these present"), null=True, blank=True, editable=False)
    barred = models.CharField(_("barred"), max_length=500, blank=True, editable=False)
    result = result_field(_("result"))
