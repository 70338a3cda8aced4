"""The optimisation of assignments: always whole, never barred, within the loads, and the worst-served lifted."""

from __future__ import annotations

from array import array
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.assignment.fits import Profile, rate_fits
from luoshi.assignment.optimise import optimise_assignment
from luoshi.assignment.problem import (
    BARRED,
    SCALE,
    AssignmentProblem,
    ProblemError,
    ReviewAssignment,
    lowest_fit,
    read_problem,
    total_fit,
    write_problem,
)
from luoshi.assignment.solver import solve_problem


@st.composite
def problems(draw: st.DrawFn, things: int = 7, people: int = 6) -> AssignmentProblem:
    """A problem with barred pairs and loads, which may have no solution."""
    m, n = draw(st.integers(1, things)), draw(st.integers(1, people))
    fits = [draw(st.one_of(st.integers(0, SCALE), st.just(0), st.just(BARRED))) for _pair in range(m * n)]
    needs = tuple(draw(st.integers(0, 3)) for _thing in range(m))
    most = tuple(draw(st.integers(0, 5)) for _who in range(n))
    least = tuple(draw(st.integers(0, min(1, top))) for top in most)
    return AssignmentProblem(needs, most, least, array("I", fits))


def assign_greedily(problem: AssignmentProblem) -> list[list[int]] | None:
    """The best pair that is still free, again and again; None where that ends too early."""
    chosen: list[list[int]] = [[] for _need in problem.needs]
    load = [0] * len(problem.most)
    pairs = product(range(len(problem.needs)), range(len(load)))
    for thing, who in sorted(pairs, key=lambda pair: -problem.fit(*pair) if problem.fit(*pair) != BARRED else 1):
        free = len(chosen[thing]) < problem.needs[thing] and load[who] < problem.most[who]
        if free and problem.fit(thing, who) != BARRED:
            chosen[thing].append(who)
            load[who] += 1
    whole = all(len(people) == need for people, need in zip(chosen, problem.needs, strict=True))
    return chosen if whole and all(n >= least for n, least in zip(load, problem.least, strict=True)) else None


def is_feasible(problem: AssignmentProblem) -> bool:
    """Whether anything fulfils all, tried by hand: small problems only."""
    rows = [
        [who for who in range(len(problem.most)) if problem.fit(thing, who) != BARRED]
        for thing in range(len(problem.needs))
    ]
    loads = {(0,) * len(problem.most)}
    for able, need in zip(rows, problem.needs, strict=True):
        loads = {
            tuple(n + (who in taken) for who, n in enumerate(load))
            for load in loads
            for taken in combinations(able, need)
        }
        loads = {load for load in loads if all(n <= top for n, top in zip(load, problem.most, strict=True))}
    return any(all(n >= low for n, low in zip(load, problem.least, strict=True)) for load in loads)


@settings(max_examples=120, deadline=None)
@given(problems())
def test_what_is_found_is_whole_and_what_is_not_there_is_named(problem: AssignmentProblem) -> None:
    found = solve_problem(problem)
    for thing, people in enumerate(found.chosen):
        assert len(set(people)) == len(people) <= problem.needs[thing]
        assert all(problem.fit(thing, who) != BARRED for who in people)
    loads = [sum(who in people for people in found.chosen) for who in range(len(problem.most))]
    assert all(n <= top for n, top in zip(loads, problem.most, strict=True))
    assert dict(found.short) == {
        thing: need - len(found.chosen[thing])
        for thing, need in enumerate(problem.needs)
        if need > len(found.chosen[thing])
    }
    assert (not found.short and not found.idle) is is_feasible(problem)


@settings(max_examples=120, deadline=None)
@given(problems())
def test_the_floor_is_never_under_that_of_the_greedy_and_the_share_of_the_total_is_kept(
    problem: AssignmentProblem,
) -> None:
    found = solve_problem(problem)
    if found.short or found.idle:
        return
    assert (found.total, found.floor) == (total_fit(problem, found.chosen), lowest_fit(problem, found.chosen))
    assert found.best_total * problem.kept <= found.total * 1000 and found.total <= found.best_total
    assert found.floor >= found.first_floor
    greedy = assign_greedily(problem)
    if greedy is not None:
        assert found.best_total >= total_fit(problem, greedy)
        if total_fit(problem, greedy) * 1000 >= found.best_total * problem.kept:
            assert found.floor >= lowest_fit(problem, greedy)


def test_the_worst_served_is_lifted_where_the_total_hardly_suffers() -> None:
    """The best total leaves the second with 0.2; for a thousandth of it, it gets 0.5."""
    fits = array("I", [900_000, 500_000, 899_500, 200_000])
    problem = AssignmentProblem((1, 1), (1, 1), (0, 0), fits, kept=500)
    assert solve_problem(AssignmentProblem((1, 1), (1, 1), (0, 0), fits, kept=1000)).floor == 500_000
    assert solve_problem(problem).chosen == ((1,), (0,))
    lifted = AssignmentProblem((1, 1), (1, 1), (0, 0), array("I", [900_000, 600_000, 500_000, 201_000]), kept=990)
    assert (solve_problem(lifted).first_floor, solve_problem(lifted).floor) == (201_000, 500_000)
    kept = AssignmentProblem((1, 1), (1, 1), (0, 0), array("I", [900_000, 600_000, 400_000, 201_000]), kept=999)
    assert solve_problem(kept).floor == 201_000


def test_the_other_process_gives_the_same_answer_each_time() -> None:
    fits = array("I", [(at * 7919) % 1000 * 1000 for at in range(30 * 20)])
    problem = AssignmentProblem((3,) * 30, (6,) * 20, (2,) * 20, fits)
    found = {optimise_assignment(problem) for _turn in range(3)} | {solve_problem(problem)}
    assert len(found) == 1 and not next(iter(found)).short


def test_a_problem_survives_its_bytes_and_others_are_refused() -> None:
    problem = AssignmentProblem((1, 2), (3, 1), (0, 1), array("I", [1, BARRED, 3, SCALE]), kept=990)
    assert read_problem(write_problem(problem)) == problem
    for data in (b"", b"{}\n", b"[]\n", write_problem(problem)[:-1], write_problem(problem) + b"abcd"):
        with pytest.raises(ProblemError):
            read_problem(data)
    for wrong in (
        lambda: AssignmentProblem((1,), (1,), (2,), array("I", [1])),
        lambda: AssignmentProblem((-1,), (1,), (0,), array("I", [1])),
        lambda: AssignmentProblem((1,), (1,), (0,), array("I", [SCALE + 1])),
        lambda: AssignmentProblem((1,), (1, 1), (0,), array("I", [1])),
        lambda: AssignmentProblem((1,), (1,), (0,), array("I", [1]), kept=1001),
        lambda: AssignmentProblem((1,), (1,), (0,), array("H", [1])),
    ):
        with pytest.raises(ProblemError):
            wrong()


def test_nothing_to_assign_is_no_fault() -> None:
    assert solve_problem(AssignmentProblem((), (), (), array("I"))) == ReviewAssignment(())
    assert solve_problem(AssignmentProblem((0, 0), (1,), (0,), array("I", [1, 1]))).chosen == ((), ())
    assert solve_problem(AssignmentProblem((1,), (), (), array("I"))).short == ((0, 1),)


def test_the_field_counts_more_than_words_and_words_count_within_it() -> None:
    mining, farming = frozenset({"mining"}), frozenset({"farming"})
    things = [Profile(mining, "锡矿选矿的尾矿回收"), Profile(frozenset(), "水稻病虫害防治")]
    people = [Profile(mining, "采矿 选矿的尾矿"), Profile(mining, "采矿 爆破"), Profile(farming, "锡矿选矿的尾矿回收")]
    fits = rate_fits(things, people, [[True, True, True], [True, True, False]])
    assert fits[0] > fits[1] > fits[2] and fits[1] == 600_000 and fits[2] == 400_000
    assert list(fits[3:]) == [300_000, 300_000, BARRED]
