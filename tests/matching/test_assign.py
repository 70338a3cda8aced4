"""The best assignment: against every other there is, and whatever the order it is asked in."""

from __future__ import annotations

import itertools
import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.matching.assign import solve_assignment

Table = dict[int, dict[int, float]]

# Weights in hundredths: sums that differ at all then differ by more than floats lose.
WEIGHTS = st.integers(1, 60).map(lambda n: n / 100)
TABLES = st.dictionaries(st.integers(0, 4), st.dictionaries(st.integers(0, 5), WEIGHTS, max_size=6), max_size=5)


def worth(table: Table, chosen: dict[int, int]) -> float:
    return sum(table[row][column] for row, column in chosen.items())


def best(table: Table) -> float:
    """The largest sum, by trying every assignment."""
    rows = list(table)
    most = 0.0
    for columns in itertools.product(*([None, *table[row]] for row in rows)):
        taken = [column for column in columns if column is not None]
        if len(taken) == len(set(taken)):
            pairs = zip(rows, columns, strict=True)
            most = max(most, sum(table[row][column] for row, column in pairs if column is not None))
    return most


@given(TABLES)
@settings(max_examples=150)
def test_no_other_assignment_is_worth_more(table: Table) -> None:
    chosen = solve_assignment(table)
    assert all(column in table[row] for row, column in chosen.items())
    assert len(set(chosen.values())) == len(chosen)
    assert abs(worth(table, chosen) - best(table)) < 1e-9


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_and_columns_are_given_changes_nothing(table: Table, draw: random.Random) -> None:
    rows = list(table.items())
    draw.shuffle(rows)
    shuffled: Table = {}
    for row, columns in rows:
        some = list(columns.items())
        draw.shuffle(some)
        shuffled[row] = dict(some)
    assert solve_assignment(shuffled) == solve_assignment(table)


@given(TABLES, TABLES)
def test_two_tables_that_do_not_touch_are_solved_as_if_alone(one: Table, other: Table) -> None:
    apart = {row + 100: {column + 100: weight for column, weight in some.items()} for row, some in other.items()}
    moved = {row + 100: column + 100 for row, column in solve_assignment(other).items()}
    top = max((weight for table in (one, other) for some in table.values() for weight in some.values()), default=0)
    assert (
        abs(
            worth({**one, **apart}, solve_assignment({**one, **apart}))
            - worth(one, solve_assignment(one))
            - worth(apart, moved)
        )
        < 1e-9
    )
    assert top <= 0.6


def test_a_row_leaves_its_best_column_to_the_row_that_has_no_other() -> None:
    assert solve_assignment({0: {0: 0.5, 1: 0.4}, 1: {0: 0.45}}) == {0: 1, 1: 0}


def test_a_row_stays_out_where_its_column_serves_another_better() -> None:
    assert solve_assignment({0: {0: 0.2}, 1: {0: 0.5}}) == {1: 0}


def test_of_equal_sums_the_lower_numbers_are_taken() -> None:
    assert solve_assignment({0: {0: 0.5, 1: 0.5}, 1: {0: 0.5, 1: 0.5}}) == {0: 0, 1: 1}
    assert solve_assignment({0: {0: 0.5}, 1: {0: 0.5}}) == {0: 0}


def test_nothing_is_assigned_to_nothing() -> None:
    assert solve_assignment({}) == {}
    assert solve_assignment({3: {}}) == {}


def test_a_thousand_rows_that_all_want_the_same_columns_take_seconds_not_minutes() -> None:
    draw = random.Random(3)
    table = {row: {column: draw.random() for column in range(40)} for row in range(1000)}
    begin = time.process_time()
    assert len(solve_assignment(table)) == 40
    assert time.process_time() - begin < 10
