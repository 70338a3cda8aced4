"""What is told of few: no number that is withheld follows from those that are told, on whatever day one looks."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.desk.figures.disclosure import (
    MembershipChange,
    SumLine,
    derivable_addresses,
    suppressed_addresses,
    told_last,
)

UNITS, SORTS = "abcd", "xyz"
LEAST = st.integers(2, 6)
Table = dict[tuple[str, str], int]


def _address(*key: str) -> list[tuple[str, str]]:
    """All addresses that a row of a unit and a sort counts for."""
    unit, sort = key
    return [(unit, sort), (unit, ""), ("", sort), ("", "")]


def _lines() -> list[SumLine]:
    found = [SumLine((unit, ""), tuple((unit, sort) for sort in SORTS)) for unit in ("", *UNITS)]
    return found + [SumLine(("", sort), tuple((unit, sort) for unit in UNITS)) for sort in ("", *SORTS)]


def _people(table: Table) -> dict[Any, set[Any]]:
    found: dict[Any, set[Any]] = defaultdict(set)
    for key, count in table.items():
        for number in range(count):
            for address in _address(*key):
                found[address].add((key, number))
    return found


TABLES = st.dictionaries(st.tuples(st.sampled_from(UNITS), st.sampled_from(SORTS)), st.integers(0, 8), max_size=12)


def _solved(held: list[Any], lines: list[SumLine]) -> set[Any]:
    """The same question asked naively: is the unit vector of an unknown in the row space? By rank, over fractions."""
    rows = [
        [Fraction(1 if hidden_cell == line.whole else -1 if hidden_cell in line.parts else 0) for hidden_cell in held]
        for line in lines
    ]

    def rank(rows: list[list[Fraction]]) -> int:
        rows, found = [list(row) for row in rows], 0
        for column in range(len(held)):
            pivot = next((row for row in rows[found:] if row[column]), None)
            if pivot is None:
                continue
            rows.remove(pivot)
            rows.insert(found, pivot)
            for at in range(found + 1, len(rows)):
                factor = rows[at][column] / pivot[column]
                rows[at] = [a - factor * b for a, b in zip(rows[at], pivot, strict=True)]
            found += 1
        return found

    whole = rank(rows)
    units = {hidden_cell: [Fraction(int(hidden_cell == other)) for other in held] for hidden_cell in held}
    return {hidden_cell for hidden_cell, vector in units.items() if rank([*rows, vector]) == whole}


@settings(max_examples=60)
@given(TABLES, LEAST)
def test_nothing_that_is_withheld_follows_from_what_is_told(table: Table, least: int) -> None:
    people = _people(table)
    held = suppressed_addresses([people], _lines(), least)
    few = {address for address, who in people.items() if 0 < len(who) < least}
    assert few <= held <= people.keys()
    # What is of nobody is told: it is nought.
    lines = [SumLine(line.whole, tuple(part for part in line.parts if part in people)) for line in _lines()]
    assert _solved(sorted(held), lines).isdisjoint(few)
    assert derivable_addresses(held, lines) == _solved(sorted(held), lines)
    for line in lines:  # nor is what they are together
        together = {who for part in line.parts if part in held for who in people[part]}
        assert line.whole in held or len(together) == 0 or len(together) >= least


def test_two_left_out_in_each_line_are_not_enough() -> None:
    """The audit sees what counting by lines does not: between two rings of cells a single one follows."""
    ring = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "z"), ("c", "w"), ("d", "z"), ("d", "w"), ("b", "z")]
    units, sorts = "abcd", "xyzw"
    lines = [SumLine((unit, ""), tuple((unit, sort) for sort in sorts)) for unit in units]
    lines += [SumLine(("", sort), tuple((unit, sort) for unit in units)) for sort in sorts]
    assert derivable_addresses(ring, lines) == {("b", "z")}


def test_what_is_large_enough_is_told() -> None:
    people = _people({(unit, sort): 5 for unit in UNITS for sort in SORTS})
    assert suppressed_addresses([people], _lines(), 5) == set()


def test_a_total_and_its_other_parts_do_not_give_away_a_small_one() -> None:
    people = _people({("a", "x"): 6, ("b", "x"): 2})
    held = suppressed_addresses([people], _lines(), 3)
    assert {("b", "x"), ("b", ""), ("a", "x"), ("a", "")} <= held


def test_nor_do_they_tell_how_many_two_small_ones_are_together() -> None:
    people = _people({("a", "x"): 1, ("b", "x"): 1, ("c", "x"): 6})
    held = suppressed_addresses([people], _lines(), 5)
    assert {("a", ""), ("b", "")} <= held and held & {("c", ""), ("", "")}


ROWS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(UNITS), st.sampled_from(SORTS)), max_size=60)
BEGIN = date(2026, 1, 1)


def _changes(rows: list[tuple[int, str, str]]) -> list[MembershipChange]:
    days = [BEGIN + timedelta(days) for days, *_key in rows]
    return [
        MembershipChange(day, number, tuple(_address(*key)))
        for number, (day, (_days, *key)) in enumerate(zip(days, rows, strict=True))
    ]


@settings(max_examples=60)
@given(ROWS, LEAST)
def test_two_answers_never_differ_by_few(rows: list[tuple[int, str, str]], least: int) -> None:
    """On whatever two days one asks, the numbers are the same, or enough have changed."""
    changes = _changes(rows)
    answers: dict[Any, set[date]] = defaultdict(set)
    for days in range(62):
        until = BEGIN + timedelta(days)
        told = told_last([change for change in changes if change.day <= until], _lines(), least)
        for address, day in told.items():
            if day is not None:
                answers[address].add(day)
    for address, days_told in answers.items():
        counts = [
            sum(address in change.addresses and change.day <= day for change in changes) for day in sorted(days_told)
        ]
        assert counts[0] >= least
        assert all(later == sooner or later - sooner >= least for sooner, later in pairwise(counts))


def test_an_answer_moves_on_when_enough_have_changed() -> None:
    rows = [(day, "a", "x") for day in range(20)]
    told = told_last(_changes(rows), _lines(), 5)
    assert told["a", "x"] == BEGIN + timedelta(19)
    assert told_last(_changes(rows[:7]), _lines(), 5)["a", "x"] == BEGIN + timedelta(4)
    assert told_last(_changes(rows[:4]), _lines(), 5)["a", "x"] is None


def test_one_number_waits_while_another_moves_on() -> None:
    rows = [(0, "a", "x")] * 6 + [(0, "b", "x")] * 6 + [(1, "a", "x")] + [(1, "b", "x")] * 6
    told = told_last(_changes(rows), _lines(), 5)
    assert told["a", "x"] == BEGIN  # one more since: who looks on both days would know of that one
    assert told["", "x"] == BEGIN or told["b", "x"] == BEGIN  # nor does it follow from the others


def test_who_leaves_counts_as_a_change() -> None:
    rows = _changes([(0, "a", "x")] * 8)
    left = [MembershipChange(BEGIN + timedelta(9), number, tuple(_address("a", "x")), left=True) for number in range(3)]
    ends = [BEGIN, BEGIN + timedelta(10), BEGIN + timedelta(20)]
    assert told_last([*rows, *left[:1]], _lines(), 3, ends=ends)["a", "x"] == BEGIN
    assert told_last([*rows, *left], _lines(), 3, ends=ends)["a", "x"] == ends[-1]


def test_without_a_least_number_nothing_is_told() -> None:
    assert set(told_last(_changes([(0, "a", "x")] * 30), _lines(), None).values()) == {None}
