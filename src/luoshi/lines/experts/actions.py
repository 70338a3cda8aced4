"""Follow-ups of the line's steps."""

from __future__ import annotations

from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.experts.models import Clearance
from luoshi.lines.experts.queries import events_in_effect

LONGEST = 400  # characters of the numbers that are listed


def answer_clearance(took: Took[Clearance]) -> None:
    """Answer with what is in effect on the day asked for; the answer stays as it was given."""
    asked = took.record
    found = events_in_effect(asked.person_id, asked.organisation_id, asked.asked) if asked.asked else []
    took.set_fields(hits=len(found), found="、".join(found)[:LONGEST])
