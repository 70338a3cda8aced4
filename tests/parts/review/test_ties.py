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
