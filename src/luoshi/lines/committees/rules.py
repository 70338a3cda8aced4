"""Who may vote on a matter, and who of them is there. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.parts.review.rules import Reviewer, Subject, find_conflict

CAME = "came"


@dataclass(frozen=True, slots=True)
class Voter:
    """A member with a vote; ``presence`` is "" as long as nobody has said whether they came."""

    reviewer: Reviewer
    presence: str = ""


@dataclass(frozen=True, slots=True)
class Electorate:
    """How many may vote on a matter, how many of them are present, and who is barred.

    Attributes:
        present: None while the presence of no member is said: unknown is no 0.
    """

    eligible: int
    present: int | None
    barred: tuple[int, ...] = ()


def find_electorate(
    voters: Iterable[Voter], subject: Subject | None = None, applicants: frozenset[int] = frozenset()
) -> Electorate:
    """Return who may vote on a matter: those whom a conflict bars from assessing it do not count among the eligible.

    Args:
        subject: the application that it is about; None: it is about none, and nobody is barred.
        applicants: the leaders of all applications of its call.
    """
    every = list(voters)
    barred = [] if subject is None else [voter for voter in every if find_conflict(voter.reviewer, subject, applicants)]
    left = [voter for voter in every if voter not in barred]
    known = any(voter.presence for voter in every)
    present = sum(voter.presence == CAME for voter in left) if known else None
    return Electorate(len(left), present, tuple(voter.reviewer.person for voter in barred))
