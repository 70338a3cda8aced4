"""What follows from a meeting that the leader confirmed: its votes stand with the applications."""

from __future__ import annotations

from luoshi.desk.declarations.office import office
from luoshi.desk.votes.rules import VoteCount
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.parameters.queries.parameters import parameter_value
from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.committees import queries
from luoshi.lines.committees.models import CommitteeMeeting

OF = office(__name__).values["committees.of"]
OPEN = ("checked", "assessed", "published")  # states in which an application waits for a decision


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
