"""What follows from how a commitment went: by examples, and for whatever marks there are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.lines.assess.models import FOUND, LINES
from luoshi.lines.assess.rules import compute_proposed_score, outcome_on
from luoshi.plans.base import states
from luoshi.scoring.sheets import MarkItem

DUE, BEFORE, AFTER = date(2026, 9, 30), date(2026, 9, 20), date(2026, 10, 20)
TEN = Decimal(10)


@pytest.mark.parametrize(
    ("state", "binds", "done", "recurs", "day", "how"),
    [
        ("closed", DUE, DUE, False, AFTER, "done"),
        ("archived", DUE, BEFORE, False, AFTER, "done"),
        ("verified", DUE, AFTER, False, AFTER, "late"),
        ("closed", None, BEFORE, False, AFTER, "done"),
        ("running", DUE, None, False, DUE, "waiting"),  # its last day is not over
        ("running", DUE, None, False, AFTER, "missed"),
        ("reported", DUE, BEFORE, False, AFTER, "waiting"),  # in time, if the check says so
        ("reported", DUE, AFTER, False, AFTER, "missed"),
        ("lapsed", None, None, False, AFTER, "missed"),
        ("suspended", DUE, None, False, AFTER, "waiting"),
        ("standing", None, None, True, AFTER, "recurs"),
        ("closed", None, BEFORE, True, AFTER, "recurs"),
        *((state, DUE, None, False, AFTER, "gone") for state in ("withdrawn", "cancelled", "merged", "carried")),
    ],
)
def test_how_a_commitment_went(
    state: str, binds: date | None, done: date | None, recurs: bool, day: date, how: str
) -> None:
    assert outcome_on(state, binds, done, recurs, day) == how


def test_every_state_of_a_commitment_is_judged_and_every_finding_has_its_word() -> None:
    every = {*states.OPEN, states.STANDING, *states.ENDED}
    hows = {outcome_on(state, binds, done, recurs, AFTER) for state in every for binds in (None, DUE)
            for done in (None, BEFORE, AFTER) for recurs in (False, True)}  # fmt: skip
    assert hows == set(dict(FOUND))


@pytest.mark.parametrize(
    ("line", "how", "late", "score"),
    [
        ("normal", "done", None, TEN),
        ("normal", "late", Decimal(4), Decimal(6)),
        ("normal", "missed", Decimal(10), Decimal(0)),
        ("normal", "missed", Decimal("12.5"), Decimal(0)),  # never more than it has
        ("normal", "late", Decimal(0), TEN),
        ("normal", "late", None, None),  # the scheme does not say: not computable, and no default
        ("normal", "waiting", TEN, None),
        ("normal", "recurs", TEN, None),
        ("normal", "gone", TEN, None),
        ("special", "done", None, TEN),
        ("special", "late", TEN, TEN),  # a special item loses nothing
        ("special", "missed", TEN, Decimal(0)),
        ("special", "waiting", TEN, None),
        ("special", "gone", TEN, None),
    ],
)
def test_what_is_proposed(line: str, how: str, late: Decimal | None, score: Decimal | None) -> None:
    assert compute_proposed_score(line, TEN, how, late) == score


MARKS = st.decimals(Decimal("0.01"), Decimal(10_000), places=2)
LINE = st.sampled_from([line for line, _word in LINES])


@given(MARKS, st.sampled_from(list(dict(FOUND))), st.none() | st.decimals(0, 10_000, places=2), LINE)
def test_what_is_proposed_fits_the_item(marks: Decimal, how: str, late: Decimal | None, line: str) -> None:
    score = compute_proposed_score(line, marks, how, late)
    assert score is None or MarkItem("", marks, marks).allows(score)
