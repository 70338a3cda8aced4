"""Equals at a cut: a committee's confirmed vote decides their order, never that of entry."""

from __future__ import annotations

from fractions import Fraction

import pytest

from luoshi.parts.calls.rules import Quota
from luoshi.parts.review.rules import VoteOn, propose_grades


@pytest.mark.parametrize(
    ("votes", "grades"),
    [
        ({}, "first vote vote -"),
        ({1: "3/5", 2: "4/5"}, "first - second -"),
        ({1: "4/5", 2: "4/5"}, "first vote vote -"),  # equal again: they vote again
        ({2: "4/5"}, "first vote vote -"),  # nobody voted on the other yet
        ({1: "3/5", 2: "-2/5"}, "first second refused -"),
        ({0: "-1/5"}, "refused vote vote -"),
        ({1: "-1/5", 2: "-2/5"}, "first refused refused second"),
    ],
)
def test_votes_order_equals_at_a_cut(votes: dict[int, str], grades: str) -> None:
    """Ranks 1, 2, 2, 4 and one place each; a vote with a minus did not carry it."""
    quotas = [Quota("main", "first", 1), Quota("main", "second", 1)]
    given_ = {name: VoteOn(not text.startswith("-"), Fraction(text.lstrip("-"))) for name, text in votes.items()}
    found = propose_grades(dict(enumerate((1, 2, 2, 4))), quotas, given_)
    said = (found.get(name) for name in range(4))
    words = ["-" if got is None else "vote" if got.vote else "refused" if got.refused else got.grade for got in said]
    assert [word or "-" for word in words] == grades.split()


@pytest.mark.parametrize(
    ("marks", "grades"),
    [
        ({1: "40 30", 2: "35 35"}, "first second - -"),  # the first item decides
        ({1: "40 30", 2: "40 31"}, "first - second -"),  # then the second
        ({1: "40 30", 2: "40 30"}, "first vote vote -"),  # equal in all: the committee votes
        ({1: "40 30"}, "first vote vote -"),  # of the other a mark lacks
        ({0: "1 1", 1: "40 30", 2: "35 35", 3: "50 50"}, "first second - -"),  # never against a rank
    ],
)
def test_items_in_their_order_decide_before_a_vote(marks: dict[int, str], grades: str) -> None:
    quotas = [Quota("main", "first", 1), Quota("main", "second", 1)]
    items = {name: [Fraction(mark) for mark in text.split()] for name, text in marks.items()}
    found = propose_grades(dict(enumerate((1, 2, 2, 4))), quotas, None, items)
    said = (found.get(name) for name in range(4))
    assert ["-" if got is None else "vote" if got.vote else got.grade for got in said] == grades.split()


def test_a_vote_decides_what_the_items_leave_equal() -> None:
    quotas = [Quota("main", "first", 1)]
    items = {0: [Fraction(40), Fraction(30)], 1: [Fraction(40), Fraction(30)], 2: [Fraction(39), Fraction(50)]}
    votes = {0: VoteOn(True, Fraction(3, 5)), 1: VoteOn(True, Fraction(4, 5)), 2: VoteOn(True, Fraction(1))}
    found = propose_grades({0: 1, 1: 1, 2: 1}, quotas, votes, items)
    assert {name for name, proposal in found.items() if proposal.grade} == {1}
