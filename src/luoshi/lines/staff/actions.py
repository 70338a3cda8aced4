"""Follow-ups of the line's steps."""

from __future__ import annotations

from django.utils import timezone

from luoshi.kernel.code_lists.queries import column_values
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.staff.models import LISTS, StaffMember


def mark_protected(took: Took[StaffMember]) -> None:
    """Note whether the post is protected, by the office's list of the day of entry; also after a correction."""
    member = took.record
    entered = timezone.localdate(member.opened)
    protected = column_values(LISTS["staff.posts"], "protected", member.unit_id, entered)
    took.set_fields(protected="yes" if protected.get(member.post) else "no")
