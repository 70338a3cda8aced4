"""What is known of candidates and objects, and who could be exchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from luoshi.parts.registers.models import Person
from luoshi.parts.review import queries
from luoshi.parts.review.assessors.queries import people_away
from luoshi.parts.review.assigning.problems import RoundProblem
from luoshi.parts.review.codes import object_code, seat_code
from luoshi.parts.review.models import Assessed, ReviewRound, ReviewSeat, ReviewSheet
from luoshi.parts.review.rules import Reviewer, Subject


@dataclass(frozen=True, slots=True)
class RoundReading:
    """Who could be asked for what in a round, and who was already, in the order of the codes.

    Attributes:
        people, codes: of the candidates, by key; ``leaders``: who assesses nothing in the round.
        given: the assessors that objects have; ``former``: those who declined or left.
    """

    objects: Mapping[int, Assessed]
    people: Mapping[int, Person]
    codes: Mapping[int, str]
    candidates: list[Reviewer]
    subjects: list[Subject]
    leaders: frozenset[int]
    given: Mapping[int, list[int]]
    former: Mapping[int, list[int]]

    @property
    def numbers(self) -> dict[int, str]:
        """The number of each object, by key."""
        return {row.pk: row.title for row in self.objects.values()}


def read_round(round_: ReviewRound, objects: Sequence[Assessed], day: date) -> RoundReading:
    """Read who could be asked for these objects; whoever is away on all days left is passed over. Twelve queries.

    Assessors and objects are taken in the order of their codes, which nobody chose: neither the order of the seats nor
    that of the applications decides who assesses what.
    """
    seats = queries.current_seats(round_.pk, day)
    away = people_away(round_, [seat.person_id for seat in seats], day)
    seats = [seat for seat in seats if seat.person_id not in away]
    by_key = {row.pk: row for row in objects}
    codes = {seat.person_id: seat_code(round_, seat) for seat in seats}
    given, former = (queries.assessors_by_object(round_.pk, states) for states in (queries.LIVE, queries.GONE))
    return RoundReading(
        by_key,
        {seat.person_id: seat.person for seat in seats},
        codes,
        sorted(queries.read_candidates(seats, day), key=lambda found: codes[found.person]),
        sorted(queries.read_subjects(objects), key=lambda found: object_code(round_, by_key[found.key])),
        queries.rivals_of_round(round_),
        given,
        former,
    )


def read_problem(round_: ReviewRound, reading: RoundReading, day: date) -> RoundProblem:
    """Read what is known of those who could be asked, and of the objects that lack an assessor. Four queries."""
    size = round_.form.size or 0
    lacking = [subject for subject in reading.subjects if len(reading.given.get(subject.key, ())) < size]
    return RoundProblem(
        reading.candidates, lacking, size, reading.leaders, reading.given, reading.former,
        profile_people(reading.candidates, round_, day), profile_things(lacking, reading.objects),
    )  # fmt: skip


def count_pairs(round_: int, day: date) -> int:
    """Count the pairs of an assessor and an object in a round. Two queries."""
    return len(queries.current_seats(round_, day)) * queries.count_objects(round_)


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


def profile_things(subjects: Sequence[Subject], objects: Mapping[int, Assessed]) -> list[Profile]:
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
