"""Who may vote on the matters of a meeting, and what follows once a leader confirmed it."""

from __future__ import annotations

from luoshi.base.record_errors import RecordError
from luoshi.desk.declarations.office import office
from luoshi.desk.votes.rules import VoteCount
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.parameters.queries.parameters import parameter_value
from luoshi.kernel.steps.actions.acts import StepBatch
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.committees import queries
from luoshi.lines.committees.models import CommitteeItem, CommitteeMeeting

_ = words_now(__name__)

OF = office(__name__).values["committees.of"]
OPEN = ("checked", "assessed", "published")  # states in which an application waits for a decision
LONGEST = 500
HOLDS = ("hold", "count")  # steps that say who came
WRITTEN = ("eligible", "present", "barred")


def hand_over_votes(took: Took[CommitteeMeeting]) -> None:
    """Hand the votes over to the applications that still wait for a decision; the latest meeting's vote stands."""
    meeting = took.record
    voted = [item for item in queries.items_of_meeting(meeting.pk) if item.result and item.application is not None]
    if not voted:
        return
    of = parameter_value(OF, meeting.unit_id, meeting.day or took.day)
    for item in sorted(voted, key=lambda item: item.application_id or 0):
        application = item.application
        assert application is not None
        if application.state not in OPEN or (application.voted_on and application.voted_on > (meeting.day or took.day)):
            continue
        count = VoteCount(item.eligible or 0, item.present or 0, item.ayes or 0, item.noes or 0, item.abstain or 0)
        given = {"vote": item.result, "ayes": item.ayes, "votes_of": count.base(of), "voted_on": meeting.day}
        take(application, "vote", took.actor, given, at=took.at, within=True)


def write_electors(batch: StepBatch) -> None:
    """Write how many may vote on each matter.

    Raises:
        RecordError: ``guarded``: it is not said who came, or an application is of another call; names them.
    """
    for act in batch.iterate_acts():
        meeting = act.record
        assert isinstance(meeting, CommitteeMeeting)
        items = queries.items_of_meeting(meeting.pk)
        if batch.step.name in HOLDS:
            _refuse_unsaid_presence(meeting)
        _refuse_other_calls(meeting, act.left.get("call", meeting.call), items)
        voters, names = queries.voters_of_meeting(meeting, batch.day)
        found = queries.electorates_of_items(items, voters)
        for item in items:
            electorate = found[item.pk]
            item.eligible, item.present = electorate.eligible, electorate.present
            item.barred = "、".join(names[person] for person in electorate.barred)[:LONGEST]
        if items:
            CommitteeItem.objects.bulk_update(items, WRITTEN)


def _refuse_unsaid_presence(meeting: CommitteeMeeting) -> None:
    """Refuse a meeting that was held while it is not said who came, or why somebody is excused; names them."""
    members = queries.members_of_meeting(meeting.pk)
    unsaid = [member.person.title for member in members if not member.presence]
    without = [member.person.title for member in members if member.presence == "excused" and not member.excuse]
    for names, words in (
        (unsaid, _("Say whether they came: %(names)s.")),
        (without, _("Say why they are excused: %(names)s.")),
    ):
        if names:
            raise RecordError("guarded", words % {"names": "、".join(names)}, where=str(meeting))


def _refuse_other_calls(meeting: CommitteeMeeting, call: object, items: list[CommitteeItem]) -> None:
    key = getattr(call, "pk", None)
    others = [item.application for item in items if item.application is not None and item.application.call_id != key]
    if key is None or not others:
        return
    names = "、".join(application.number for application in others)
    words = _("Not of the call of this meeting: %(names)s.") % {"names": names}
    raise RecordError("guarded", words, where=str(meeting), remedy=_("Put them on the agenda of another meeting."))
