"""Follow-ups of the line's steps."""

from __future__ import annotations

from django.utils import timezone

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.queries import column_values
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.staff.models import LISTS, StaffMember

_ = words_now(__name__)

GONE = ("moved", "left")


def mark_protected(took: Took[StaffMember]) -> None:
    """Note whether the post is protected, by the office's list of the day of entry; also after a correction."""
    member = took.record
    entered = timezone.localdate(member.opened)
    protected = column_values(LISTS["staff.posts"], "protected", member.unit_id, entered)
    took.set_fields(protected="yes" if protected.get(member.post) else "no")


def refuse_corrected_release(took: Took[StaffMember]) -> None:
    """Refuse a correction that takes somebody off a protected post; only an approved move does.

    It would be the way around the approval: put right to another post, they could be moved at once. So would another
    person in their place, and a last day without a move. Call it after ``mark_protected``.

    Raises:
        RecordError: ``guarded``.
    """
    member, was = took.record, took.was
    if member.state in GONE and member.to_day is None:
        what = _("Who moved or left has a last day.")
        raise RecordError("guarded", what, where=str(member))
    if was.get("protected", member.protected) != "yes":
        return
    off_post = was.get("post", member.post) != member.post
    replaced = was.get("person_id", member.person_id) != member.person_id
    ended = member.state not in GONE and was.get("to_day", member.to_day) != member.to_day
    decided = member.state in ("approved", "moved") and any(
        was.get(name, getattr(member, name)) != getattr(member, name) for name in ("destination", "moves_on", "grounds")
    )
    if off_post or replaced or ended or decided:
        what = _("Nobody is taken off a protected post by a correction.")
        remedy = _("Ask for the move and wait for its approval; then enter on the right post who works there.")
        raise RecordError("guarded", what, where=str(member), remedy=remedy)
