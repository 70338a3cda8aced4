"""What follows from how a commitment went, and how marks add up: by examples, and for whatever marks there are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.lines.assess.models import FOUND, LINES
from luoshi.lines.assess.rules import (
    ScoredItem,
    compute_proposed_score,
    is_score_in_range,
    outcome_on,
    total_unit_scores,
)
from luoshi.plans.base import states

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
PART = st.decimals(0, 1, places=4)
LINE = st.sampled_from([line for line, _word in LINES])


def _item(line: str, marks: Decimal, part: Decimal | None, name: str) -> ScoredItem:
    return ScoredItem(line, marks, None if part is None else (marks * part).quantize(Decimal("0.01")), name)


NAME = st.text("0123456789", min_size=4, max_size=4)
ITEM = st.builds(_item, LINE, MARKS, st.none() | PART, NAME)


@given(MARKS, st.sampled_from(list(dict(FOUND))), st.none() | st.decimals(0, 10_000, places=2), LINE)
def test_what_is_proposed_fits_the_item(marks: Decimal, how: str, late: Decimal | None, line: str) -> None:
    score = compute_proposed_score(line, marks, how, late)
    assert score is None or is_score_in_range(marks, score)


@given(st.lists(ITEM, max_size=30))
def test_the_total_is_the_two_lines_and_neither_fills_the_other(items: list[ScoredItem]) -> None:
    known = total_unit_scores(items)
    open_ = [
        scored.name
        for line in ("normal", "special")
        for scored in items
        if scored.line == line and scored.score is None
    ]
    assert known.undecided_items == tuple(open_)
    if known.total is None:
        assert open_
    else:
        assert not open_ and known.normal.score is not None and known.special.score is not None
        assert known.total == known.normal.score + known.special.score == sum(scored.score or 0 for scored in items)
    if known.normal.score is not None:
        assert 0 <= known.normal.score <= known.normal.of == sum(i.marks for i in items if i.line == "normal")
    if known.special.score is not None:
        assert 0 <= known.special.score <= known.special.of


@given(st.lists(ITEM, max_size=20), st.lists(MARKS, max_size=10))
def test_special_items_never_change_the_line_of_normal_ones(items: list[ScoredItem], more: list[Decimal]) -> None:
    with_more = [*items, *(ScoredItem("special", marks, marks, "9999") for marks in more)]
    assert total_unit_scores(with_more).normal == total_unit_scores(items).normal


@given(st.lists(MARKS, min_size=2, max_size=200))
def test_hundredths_add_up_exactly(marks: list[Decimal]) -> None:
    known = total_unit_scores(ScoredItem("normal", mark, mark, "1") for mark in marks)
    assert known.total is not None
    assert int(known.total * 100) == sum(int(mark * 100) for mark in marks)


def test_a_unit_without_items_of_a_line_has_nothing_of_nothing_there() -> None:
    known = total_unit_scores([ScoredItem("normal", TEN, TEN, "1")])
    assert (known.special.of, known.special.score, known.total) == (0, 0, TEN)
