"""Follow-ups of societies' steps."""

from __future__ import annotations

from luoshi.desk.bulk.actions.bulk import open_many
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.societies.models import Member


def enrol_society_member(took: Took[Record]) -> None:
    """Enrol a member by name: create a register entry at the society's association, and the membership.

    External keepers of a society cannot read the register, so a duplicate is left for the association to merge.
    """
    given, society = took.given, took.record
    values = {"title": given["member"], "position": given["position"], "unit": society.unit}
    (person,) = open_many(get_kind("persons"), [values], took.actor, at=took.at, says=("title",))
    Member.objects.create(record=society, person_id=person.pk, from_day=given["from_day"], dues=given["dues"])
