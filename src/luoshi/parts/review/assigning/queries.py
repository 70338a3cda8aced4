"""What is known of candidates and objects, and who could be exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from luoshi.assignment.fits import Profile
from luoshi.kernel.base.examples import Around
from luoshi.kernel.code_lists.fields import Listed
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import row_model
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.calls.models import Application, ApplicationMember
from luoshi.parts.review import queries
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSeat, ReviewSheet
from luoshi.parts.review.rules import Reviewer, Subject


def profile_people(candidates: Sequence[Reviewer], round_: ReviewRound, day: date) -> list[Profile]:
    """Read the fields of these people, and the words of fields and of what they sent in themselves. Four queries."""
    people = [candidate.person for candidate in candidates]
    pool = get_kind("experts")
    branches = {part.name: row_model(part) for part in pool.every(Rows)}["branches"]._default_manager
    fields: dict[int, set[str]] = {person: set() for person in people}
    asked = {"state": "pool", "person__in": people}
    experts = pool.record._default_manager.filter(**asked)
    whose = {row.pk: getattr(row, "person_id") for row in experts}  # noqa: B009
    rows = branches.filter(record__in=list(whose)).order_by("pk")
    for row in rows:
        fields[whose[row.record_id]].add(getattr(row, "branch"))  # noqa: B009
    words: dict[int, list[str]] = {person: [] for person in people}
    member = ApplicationMember.objects.filter(person__in=people).values_list("record", "person")
    joined: dict[int, set[int]] = {}
    for record, person in member:
        joined.setdefault(record, set()).add(person)
    sent = Application.objects.filter(Q(leader__in=people) | Q(pk__in=list(joined)), erased=None).order_by("pk")
    for pk, leader, title, summary in sent.values_list("pk", "leader", "title", "summary"):
        for person in joined.get(pk, set()) | {leader}:
            if person in words:
                words[person] += [title, summary]
    column = Application._meta.get_field("branch")
    assert isinstance(column, Listed)
    named = {branch: column.format_code(branch, round_.unit_id, day) for branch in _all(fields)}
    return [
        Profile(
            frozenset(fields[person]), " ".join([*(named[branch] for branch in sorted(fields[person])), *words[person]])
        )
        for person in people
    ]


def _all(fields: dict[int, set[str]]) -> list[str]:
    return sorted({branch for some in fields.values() for branch in some})


def profile_things(subjects: Sequence[Subject], objects: dict[int, Assessed]) -> list[Profile]:
    """Return the field and the words of these objects: the title, and what their assessors see. No query."""
    found = []
    for subject in subjects:
        thing, shows = objects[subject.key].thing, objects[subject.key].part.shows
        fields = frozenset({subject.branch}) if subject.branch else frozenset()
        found.append(Profile(fields, " ".join([thing.title, *(field_text(thing, name) for name in shows)])))
    return found


def live_sheets(assessed: int) -> list[ReviewSheet]:
    """List the sheets of an object that still count. One query."""
    rows = ReviewSheet.objects.filter(assessed=assessed, state__in=queries.LIVE, erased=None)
    return list(rows.select_related("assessor").order_by("assessor__number"))


def seats_besides(assessed: Assessed, day: date) -> list[ReviewSeat]:
    """List the seats of the round whose person has no sheet for the object. Two queries."""
    assert assessed.round_id is not None
    there = {sheet.assessor_id for sheet in live_sheets(assessed.pk)}
    return [seat for seat in queries.current_seats(assessed.round_id, day) if seat.person_id not in there]


def person_to_leave(record: Assessed | None, around: Around) -> str:
    """Return the number of an assessor of this object, for examples. One query."""
    return next((sheet.assessor.number for sheet in live_sheets(record.pk) if sheet.assessor), "") if record else ""


def person_to_join(record: Assessed | None, around: Around) -> str:
    """Return the number of somebody who could take its place, for examples. Two queries."""
    return next((seat.person.number for seat in seats_besides(record, around.day)), "") if record else ""
