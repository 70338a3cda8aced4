"""Who may assess what, how many sheets each gets, and what grade follows from a rank. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from math import ceil
from typing import TypeVar

from luoshi.parts.calls.rules import Quota
from luoshi.scoring.places import fill_places

Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person who could assess: where they work or worked within three years, and whom they have ties with."""

    person: int
    branch: str = ""
    organisations: frozenset[int] = frozenset()
    tied_people: frozenset[int] = frozenset()
    tied_organisations: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is assessed: the people and organisations behind it (theirs too), and whom these asked not to assess it."""

    key: int
    branch: str = ""
    people: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    unsuited: frozenset[int] = frozenset()


def find_conflict(candidate: Reviewer, subject: Subject, applicants: frozenset[int] = frozenset()) -> str:
    """Return why a person may not assess something: "self", "own", "organisation", "tie", "unsuited", or "".

    Sources: 国家自然科学基金条例 (2024) art. 20 (relation, own application in the call, same legal person, up to three
    named by the applicant); 政府采购法实施条例 art. 9 (three years).

    Args:
        applicants: the leaders of all applications of the call.
    """
    if candidate.person in subject.people:
        return "self"
    if candidate.person in applicants:
        return "own"
    if not subject.organisations.isdisjoint(candidate.organisations):
        return "organisation"
    if not (
        subject.organisations.isdisjoint(candidate.tied_organisations)
        and candidate.tied_people.isdisjoint(subject.people)
    ):
        return "tie"
    return "unsuited" if candidate.person in subject.unsuited else ""


def seconds_late(at: datetime, ends: Iterable[datetime | None], *, is_open: bool) -> int | None:
    """Return how many seconds after the first of these ends something came, rounded up; None if it was in time.

    Args:
        is_open: what came in a round that is open, by its end, is in time; in one that was closed early nothing is.
    """
    first = min((end for end in ends if end is not None), default=at)
    if is_open and at <= first:
        return None
    return ceil(max((at - first).total_seconds(), 0))


@dataclass(slots=True)
class Spread:
    """Who assesses what: by object the people, in order; ``short``: by object how many lack.

    ``fits``: by object how well each of them fits, where that was weighed.
    """

    people: dict[int, list[int]] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)
    fits: dict[int, list[int]] = field(default_factory=dict)


def may_assess(candidate: Reviewer, subject: Subject, applicants: frozenset[int], asked: Collection[int] = ()) -> bool:
    """Whether a person may be asked for a sheet: of the field, without a conflict, and not asked for it before."""
    if candidate.person in asked or candidate.branch not in ("", subject.branch):
        return False
    return not find_conflict(candidate, subject, applicants)


def spread_sheets(
    candidates: Sequence[Reviewer],
    subjects: Sequence[Subject],
    size: int,
    applicants: frozenset[int] = frozenset(),
    given: Mapping[int, Sequence[int]] | None = None,
    former: Mapping[int, Collection[int]] | None = None,
    *,
    most: int | None = None,
    chance: Callable[[int, int], str] | None = None,
) -> Spread:
    """Give each object so many assessors of its field without a conflict, those with the fewest sheets first.

    Objects for which few people are left come first, so that nobody else takes these; equal ones keep their order.

    Args:
        given: the assessors that objects have already; ``former``: those who declined or left, and are not asked again.
        most: sheets of a person, at most.
        chance: of an object and a person, a text by whose order the people are taken instead: a draw for each object.
    """
    found = Spread()
    load: dict[int, int] = {candidate.person: 0 for candidate in candidates}
    for people in (given or {}).values():
        for person in people:
            load[person] = load.get(person, 0) + 1
    able: dict[int, list[int]] = {}
    for subject in subjects:
        has = {*(given or {}).get(subject.key, ()), *(former or {}).get(subject.key, ())}
        able[subject.key] = [
            candidate.person for candidate in candidates if may_assess(candidate, subject, applicants, has)
        ]
    for subject in sorted(subjects, key=lambda one: len(able[one.key])):
        lacking = size - len((given or {}).get(subject.key, ()))
        order = {person: place for place, person in enumerate(able[subject.key])}
        free = [person for person in order if most is None or load[person] < most]
        if chance is None:
            free.sort(key=lambda person: (load[person], order[person]))
        else:
            turns = {person: chance(subject.key, person) for person in free}
            free.sort(key=turns.__getitem__)
        taken = free[: max(lacking, 0)]
        for person in taken:
            load[person] += 1
        found.people[subject.key] = taken
        if len(taken) < lacking:
            found.short[subject.key] = lacking - len(taken)
    return found


@dataclass(frozen=True, slots=True)
class GradeProposal:
    """The grade that follows from a rank; "" with ``vote``: equals at a cut, between whom only a vote decides.

    Attributes:
        refused: a committee's vote did not carry it, so it takes no place.
    """

    grade: str
    vote: bool = False
    refused: bool = False


@dataclass(frozen=True, slots=True)
class VoteOn:
    """What a confirmed meeting of the committee voted on something, and by which share of the votes."""

    carried: bool
    share: Fraction


def propose_grades(
    ranks: Mapping[Thing, int],
    quotas: Iterable[Quota],
    votes: Mapping[Thing, VoteOn] | None = None,
    items: Mapping[Thing, Sequence[Fraction]] | None = None,
) -> dict[Thing, GradeProposal]:
    """Propose the grades of one class by its quotas, from the first rank down.

    Equal ranks at a cut are ordered by the items of the form of marks, the first one first, and then by the committee's
    votes, if it voted on all of them. Those that still tie are proposed for nothing, until it votes: the order of entry
    decides nothing.

    Args:
        votes: those of confirmed meetings with a quorum; what was not carried takes no place.
        items: the mean mark of each item, in the order of the form.
    """
    votes, items = votes or {}, items or {}
    refused = {name for name in ranks if name in votes and not votes[name].carried}
    found: dict[Thing, GradeProposal] = {name: GradeProposal("", refused=True) for name in refused}
    left = {name: Fraction(-rank) for name, rank in ranks.items() if name not in refused}
    unvoted = {value for name, value in left.items() if name not in votes}
    unmarked = {value for name, value in left.items() if name not in items}
    ties = {
        name: (*(() if value in unmarked else items[name]), *(() if value in unvoted else (votes[name].share,)))
        for name, value in left.items()
        if value not in unvoted & unmarked
    }
    for quota in quotas:
        places = fill_places(left, quota.n, ties)
        found |= {name: GradeProposal(quota.grade) for name in places.chosen}
        found |= {name: GradeProposal("", vote=True) for name in places.tied}
        left = {name: value for name, value in left.items() if name not in found}
        if places.tied:
            break
    return found
