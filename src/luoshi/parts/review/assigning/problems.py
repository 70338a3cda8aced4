"""The problem of a round, as the optimisation takes it, and what it traded. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from luoshi.assignment.fits import BY_FIELD, Profile, rate_fits
from luoshi.assignment.problem import SCALE, AssignmentProblem, ReviewAssignment
from luoshi.parts.review.rules import Reviewer, Spread, Subject, may_assess

ROOM = (3, 2)  # sheets of an assessor at most, as a share of the mean, where the office does not say it
LOW = SCALE * 3 // 10  # an object whose assessors fit less than this on average is shown


@dataclass(frozen=True, slots=True)
class Loads:
    """How many sheets an assessor has, at most and at least; None: not said."""

    most: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class RoundProblem:
    """What is asked: who could assess what, who does already, and what is known of both.

    Attributes:
        given: the assessors that objects have; ``former``: those who declined or left.
        people, things: what is known of each candidate and subject, in their order.
    """

    candidates: Sequence[Reviewer]
    subjects: Sequence[Subject]
    size: int
    applicants: frozenset[int]
    given: Mapping[int, Sequence[int]]
    former: Mapping[int, Collection[int]]
    people: Sequence[Profile]
    things: Sequence[Profile]


@dataclass(frozen=True, slots=True)
class SolvedRound:
    """Who assesses what in a round, and to which problem that is the answer.

    Attributes:
        digest: of the problem (``digest_problem``); the journal keeps it alone.
        traded: what was traded for what, as JSON; "" if only some sheets were missing.
        opening: who could assess what and who is asked, as the round keeps it; "" if that is still to be described.
    """

    digest: str
    spread: Spread
    traded: str = ""
    opening: str = ""

    def in_journal(self) -> str:
        """Return what the journal keeps of it."""
        return self.digest


@dataclass(frozen=True, slots=True)
class Trade:
    """What an optimisation gave for what; fits are sums or means of whole numbers up to a million.

    Attributes:
        floor: the mean fit of the worst-served object; ``first_floor``: where only the total counted.
        strange: sheets whose assessor is not of the object's field; ``low``: objects with a low fit.
    """

    total: int
    best_total: int
    floor: int
    first_floor: int
    strange: int
    low: tuple[int, ...]


def digest_problem(asked: RoundProblem, loads: Loads) -> str:
    """Return a hash of all that decides who assesses what: people, objects, conflicts, profiles and settings."""
    said = [
        loads.most, loads.least, asked.size, sorted(asked.applicants),
        [[who.person, who.branch, *map(sorted, (who.organisations, who.tied_people, who.tied_organisations))]
         for who in asked.candidates],
        [[what.key, what.branch, *map(sorted, (what.people, what.organisations, what.unsuited))]
         for what in asked.subjects],
        [[sorted(known.fields), known.words] for known in (*asked.people, *asked.things)],
        [sorted((key, sorted(people)) for key, people in some.items()) for some in (asked.given, asked.former)],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def pose_problem(asked: RoundProblem, loads: Loads) -> AssignmentProblem:
    """Return the problem for the optimisation.

    Without a limit, nobody takes more than half again the mean; the least load is asked of a first assignment alone.
    """
    load = {candidate.person: 0 for candidate in asked.candidates}
    for people in asked.given.values():
        for person in people:
            load[person] = load.get(person, 0) + 1
    able = []
    for subject in asked.subjects:
        has = {*asked.given.get(subject.key, ()), *asked.former.get(subject.key, ())}
        able.append([may_assess(candidate, subject, asked.applicants, has) for candidate in asked.candidates])
    needs = tuple(max(asked.size - len(asked.given.get(subject.key, ())), 0) for subject in asked.subjects)
    most = loads.most
    if most is None:
        sheets = sum(needs) + sum(load.values())
        most = -(-sheets * ROOM[0] // (ROOM[1] * max(len(load), 1)))
    free = tuple(max(most - load[candidate.person], 0) for candidate in asked.candidates)
    least = 0 if any(asked.given.values()) else loads.least or 0
    return AssignmentProblem(
        needs, free, tuple(min(least, n) for n in free), rate_fits(asked.things, asked.people, able)
    )


def find_unable(asked: RoundProblem, problem: AssignmentProblem) -> dict[int, int]:
    """Return the objects that fewer may assess than they need, each with how many may."""
    counts = {subject.key: (problem.count_able(at), problem.needs[at]) for at, subject in enumerate(asked.subjects)}
    return {key: able for key, (able, need) in counts.items() if able < need}


def read_spread(asked: RoundProblem, problem: AssignmentProblem, found: ReviewAssignment) -> Spread:
    """Return who assesses what."""
    spread = Spread()
    for at, subject in enumerate(asked.subjects):
        spread.people[subject.key] = [asked.candidates[who].person for who in found.chosen[at]]
        spread.fits[subject.key] = [problem.fit(at, who) for who in found.chosen[at]]
    spread.short = {asked.subjects[at].key: n for at, n in found.short}
    return spread


def weigh_trade(asked: RoundProblem, spread: Spread, found: ReviewAssignment) -> Trade:
    """Say what the optimisation gave for what."""
    own = BY_FIELD * SCALE // 100
    strange = sum(
        fit < own and bool(thing.fields)
        for subject, thing in zip(asked.subjects, asked.things, strict=True)
        for fit in spread.fits[subject.key]
    )
    low = tuple(key for key, fits in spread.fits.items() if fits and sum(fits) < LOW * len(fits))
    return Trade(found.total, found.best_total, found.floor, found.first_floor, strange, low)


def trade_values(trade: Trade, names: Mapping[int, str]) -> dict[str, object]:
    """Return a trade as what is stored, with its objects by name."""
    return {**asdict(trade), "low": sorted(names[key] for key in trade.low)}
