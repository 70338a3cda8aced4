"""Where a record stands in its chain: the round, who approved, who comes next, and whether there is anybody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from luoshi.org.actors.models import Person
from luoshi.org.people.queries.people import holding
from luoshi.parts.approvals.models import Approval, Round
from luoshi.records.kinds.models import Record
from luoshi.records.rights.queries.holders import persons as holders


def round_of(record: Record, chain: str) -> Round | None:
    """The round that a record is in, or was in last. One query."""
    return Round.objects.filter(record=record.pk, chain=chain).select_related("entry__person").order_by("-pk").first()


def given_in(current: Round | None) -> list[Approval]:
    """Who approved in a round, the first first. One query, or none."""
    if current is None:
        return []
    rows = Approval.objects.filter(round=current).select_related("person", "post__unit", "entry")
    return list(rows.order_by("pk"))


def concerned(record: Record, current: Round | None, day: date) -> tuple[set[int], set[int]]:
    """The people who may not approve a record: who entered or sent it, and who holds it on a day. Few queries."""
    entered = {record.opener_id} | ({current.entry.person_id} if current else set())
    having: set[int] = set()
    if record.owner_id:
        having.update(holding(day).filter(post=record.owner_id).values_list("person", flat=True))
    for held in holders([record], day).get(record.pk, {}).values():
        having.update(held)
    return {one for one in entered if one}, having


def name_of(person: int) -> str:
    """A person's name. One query."""
    return Person.objects.get(pk=person).name


def approved_by(current: Round | None) -> Collection[int]:
    """The people who approved in a round. One query."""
    return {one.person_id for one in given_in(current)}


def posts_given(current: Round | None, level: str) -> set[int]:
    """The posts from which a level was given in a round. One query."""
    found: Any = {one.post_id for one in given_in(current) if one.level == level}
    return found - {None}
