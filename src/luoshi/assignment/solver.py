"""Solve a problem of assignment with HiGHS: first the best total, then the worst-served objects lifted.

It runs in a process of its own (``optimise``): it imports numpy, which nothing else here does.

Of all assignments whose total is at least the share ``kept`` of the best one, the highest floor is sought, and of those
with that floor the largest total. The linear programme has a few pairs that are neither in nor out; a small whole
programme over the objects that they concern settles them.

Sources: Kobren, Saha and McCallum 2019, doi:10.1145/3292500.3330899 (a floor for each paper); Garg et al. 2010,
Algorithmica 58, “Assigning Papers to Referees” (rank-maximal and leximin assignments).
"""

from __future__ import annotations

import highspy
import numpy as np

from luoshi.assignment.problem import (
    BARRED,
    SCALE,
    AssignmentProblem,
    ReviewAssignment,
    lowest_fit,
    read_problem,
    total_fit,
    write_assignment,
)
from luoshi.assignment.programme import CLOSE, LIFT, Floats, Ints, Programme, UnsolvedError, new_solver
from luoshi.reading.load.limits import FileLimits

EACH = 12  # pairs tried of an object in question, besides twice those it needs
GAP = 2e-5  # of the total, between the choice and the best one
NODES = 200  # of the whole programme; not seconds, which differ from day to day
TURNS, LOWER = 6, 0.98  # lifts tried; a floor that was not reached is tried so much lower

Chosen = list[list[int]]


def solve_bytes(data: bytes, limits: FileLimits) -> tuple[dict[str, object], bytes]:
    """Solve the problem that these bytes are."""
    return write_assignment(solve_problem(read_problem(data))), b""


def solve_problem(problem: AssignmentProblem) -> ReviewAssignment:
    """Return the assignment with the highest floor, and among those with the largest total.

    Raises:
        UnsolvedError: the solver found no optimum.
    """
    if not problem.needs or not problem.most:
        return _describe(problem, [[] for _need in problem.needs], [], 0, 0)
    raw = np.frombuffer(problem.fits, dtype=np.uint32).reshape(len(problem.needs), len(problem.most))
    barred = raw == BARRED
    fits = np.where(barred, 0.0, raw / SCALE)
    needs, least, most = (np.array(given, dtype=np.int64) for given in (problem.needs, problem.least, problem.most))
    programme = Programme(fits, barred, needs, least, most)
    programme.solve()
    best = _whole(programme, programme.values)
    best_total, first_floor = total_fit(problem, best), lowest_fit(problem, best)
    if programme.lacks.sum() > CLOSE:
        return _describe(problem, best, [round(lack) for lack in programme.lacks], best_total, first_floor)
    bound = -(-best_total * problem.kept // 1000)
    chosen = _lift(programme, problem, best, bound) if problem.kept < 1000 else best
    return _describe(problem, chosen, [], best_total, first_floor)


def _lift(programme: Programme, problem: AssignmentProblem, best: Chosen, bound: int) -> Chosen:
    """Return the assignment with the highest floor that was found whose total is not under the bound."""
    highest = _highest_floor(programme)
    found, reached = best, (lowest_fit(problem, best), total_fit(problem, best))
    for _turn in range(TURNS):
        programme.lift(highest, bound / SCALE)
        try:
            chosen = _settle(programme)
        except UnsolvedError:
            highest = programme.floor * LOWER
            continue
        here = (lowest_fit(problem, chosen), total_fit(problem, chosen))
        if here[1] >= bound and here > reached:
            found, reached = chosen, here
        if here[0] >= int(programme.floor * SCALE) - 1:
            if here[1] >= bound:
                break
            highest = programme.floor * LOWER
        elif not programme.keep(chosen):
            highest = programme.floor * LOWER
    return found


def _highest_floor(programme: Programme) -> float:
    """The floor that no assignment can exceed: the worst of what each object would have alone."""
    worth = -np.sort(-np.where(programme.barred, 0.0, programme.fits), axis=1)
    sums = np.concatenate([np.zeros((programme.m, 1)), np.cumsum(worth, axis=1)], axis=1)
    wanted = np.flatnonzero(programme.needs > 0)
    own = sums[wanted, np.minimum(programme.needs[wanted], programme.n)] / programme.needs[wanted]
    return float(own.min(initial=1.0))


def _whole(programme: Programme, values: Floats) -> Chosen:
    found: Chosen = [[] for _thing in range(programme.m)]
    taken = values > 0.5
    for thing, who in sorted(zip(programme.things[taken].tolist(), programme.people[taken].tolist(), strict=True)):
        found[thing].append(who)
    return found


def _settle(programme: Programme) -> Chosen:
    """Make whole what the lift left between in and out: first the objects with a floor, then all others by that.

    Once those objects are settled, what is left is a transport programme, whose solutions are whole.

    Raises:
        UnsolvedError: it has no solution.
    """
    pairs = np.flatnonzero(programme.floors[programme.things] >= 0)
    values = programme.values[pairs]
    if not (np.minimum(values, 1 - values) > CLOSE).any():
        return _whole(programme, programme.complete(pairs, values.round()))
    try:
        values = _choose(programme, pairs, programme.floor)
    except UnsolvedError:
        values = _choose(programme, pairs, 0.0)
    return _whole(programme, programme.complete(pairs, values))


def _choose(programme: Programme, pairs: Ints, lowest: float) -> Floats:
    """Choose whole pairs for the objects with a floor by a whole programme, at the prices of the assessors.

    Raises:
        UnsolvedError: it has no solution.
    """
    order = np.lexsort((programme.duals[pairs], programme.values[pairs] <= CLOSE, programme.things[pairs]))
    things = programme.things[pairs][order]
    place = np.arange(len(pairs)) - np.searchsorted(things, things)  # of each pair among those of its object
    tried = np.sort(pairs[order[place < EACH + 2 * programme.needs[things]]])
    things, rows = np.unique(programme.things[tried], return_inverse=True)
    people, lines = np.unique(programme.people[tried], return_inverse=True)
    count, n, m = len(tried), len(things), len(people)
    solver, ones = new_solver(), np.ones(count)
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.setOptionValue("mip_abs_gap", programme.total() * GAP)
    needs = programme.needs[things].astype(float)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count + 1, 2 * n + m
    lp.col_cost_ = np.append(np.maximum(programme.duals[tried], 0.0), 0.0 if lowest else -LIFT)
    lp.col_lower_ = np.append(np.zeros(count), lowest)
    lp.col_upper_ = np.append(ones, programme.floor)
    lp.row_lower_ = np.concatenate([needs, np.zeros(m + n)])
    lp.row_upper_ = np.concatenate([needs, programme.most[people], np.full(n, highspy.kHighsInf)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.append(np.arange(count + 1) * 3, 3 * count + n)
    lp.a_matrix_.index_ = np.append(np.stack([rows, n + lines, n + m + rows], axis=1).ravel(), n + m + np.arange(n))
    lp.a_matrix_.value_ = np.append(np.stack([ones, ones, programme.worth[tried]], axis=1).ravel(), -needs)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count + [highspy.HighsVarType.kContinuous]
    solver.passModel(lp)
    solver.run()
    if not solver.getSolution().value_valid:
        raise UnsolvedError(solver.modelStatusToString(solver.getModelStatus()))
    whole = np.zeros(len(programme.things))
    whole[tried] = np.array(solver.getSolution().col_value)[:count].round()
    return whole[pairs]


def _describe(
    problem: AssignmentProblem, chosen: Chosen, lacks: list[int], best_total: int, first_floor: int
) -> ReviewAssignment:
    short = [(thing, need - len(chosen[thing])) for thing, need in enumerate(problem.needs)]
    load = [0] * len(problem.most)
    for people in chosen:
        for who in people:
            load[who] += 1
    idle = [(who, least - load[who]) for who, least in enumerate(problem.least)]
    return ReviewAssignment(
        tuple(tuple(people) for people in chosen),
        tuple((thing, n) for thing, n in short if n > 0),
        tuple((who, n) for who, n in idle if n > 0),
        total_fit(problem, chosen), best_total, lowest_fit(problem, chosen), first_floor,
    )  # fmt: skip
