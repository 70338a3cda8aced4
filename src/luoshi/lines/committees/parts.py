"""The part of a meeting that says who may vote on its matters; it stands before their ``Vote``."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.compiled.kind import CheckedPart
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.actions.acts import StepBatch
from luoshi.lines.committees import queries
from luoshi.lines.committees.models import CommitteeItem, CommitteeMeeting

_ = words_now(__name__)

LONGEST = 500
HOLDS = ("hold", "count")  # steps that say who came
WRITTEN = ("eligible", "present", "barred")


@dataclass(frozen=True)
class Electors(CheckedPart):
    """Each step that changes the members or the matters writes how many may vote on each, and who is barred.

    Source: 国家自然科学基金条例 (2024) art. 20.
    """

    def written_columns(self, rows: str) -> tuple[str, ...]:
        """Return the columns of the matters that it writes."""
        return WRITTEN if rows == "items" else ()

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Write them once the rows stand."""
        return (ELECTORS,) if {"members", "items"} & {*step.touches} else ()


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


ELECTORS = Stage("rows", write_electors)
