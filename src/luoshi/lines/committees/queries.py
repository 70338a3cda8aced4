"""Who may vote on the matters of a meeting, and what was voted on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.kernel.code_lists.queries import column_values
from luoshi.lines.committees.models import LISTS, CommitteeItem, CommitteeMeeting, CommitteeMember
from luoshi.lines.committees.rules import Electorate, Voter, find_electorate
from luoshi.parts.review.queries import leaders_of_call, read_reviewers, subjects_of_applications


def items_of_meeting(meeting: int) -> list[CommitteeItem]:
    """List the matters of a meeting, in their order, with their applications. One query."""
    rows = CommitteeItem.objects.filter(record=meeting).select_related("application")
    return list(rows.order_by("place", "pk"))


def members_of_meeting(meeting: int) -> list[CommitteeMember]:
    """List who was asked to a meeting, in their order. One query."""
    return list(CommitteeMember.objects.filter(record=meeting).select_related("person").order_by("place", "pk"))


def voters_of_meeting(meeting: CommitteeMeeting, day: date) -> tuple[list[Voter], dict[int, str]]:
    """Return the members with a vote, and their names by person. At most five queries."""
    voting = column_values(LISTS["committees.roles"], "votes", meeting.unit_id, day)
    members = [member for member in members_of_meeting(meeting.pk) if voting.get(member.role)]
    reviewers = read_reviewers([member.person for member in members], day)
    voters = [Voter(reviewers[member.person_id], member.presence) for member in members]
    return voters, {member.person_id: member.person.title for member in members}


def electorates_of_items(items: Iterable[CommitteeItem], voters: list[Voter]) -> dict[int, Electorate]:
    """Return by matter who may vote on it. Two queries, and one for each call."""
    every = list(items)
    applications = {item.application_id: item.application for item in every if item.application is not None}
    subjects = subjects_of_applications(applications.values()) if applications else {}
    leaders = {call: leaders_of_call(call) for call in {row.call_id for row in applications.values()} if call}
    found = {}
    for item in every:
        about = item.application
        subject = subjects[about.pk] if about is not None else None
        applicants = leaders.get(about.call_id, frozenset()) if about is not None and about.call_id else frozenset()
        found[item.pk] = find_electorate(voters, subject, applicants)
    return found
