"""What follows from the steps of societies."""

from __future__ import annotations

from typing import Any

from luoshi.lines.societies.models import Member
from luoshi.records.duties.actions.took import Took
from luoshi.records.kinds.registry import get_kind
from luoshi.records.many.actions.bulk import open_many


def enrol_society_member(took: Took[Any]) -> None:
    """Enter a member by name: an entry of the register, kept where the society is, and the member's row.

    Who keeps a society from outside reads no register: whether the person stands there already is the association's to
    find, which makes one of the two.
    """
    given, society = took.given, took.record
    values = {"title": given["member"], "position": given["position"], "unit": society.unit}
    (person,) = open_many(get_kind("persons"), [values], took.actor, at=took.at, says=("title",))
    Member.objects.create(record=society, person_id=person.pk, from_day=given["from_day"], dues=given["dues"])
