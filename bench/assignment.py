#!/usr/bin/env python3
"""Assignment of assessors: floor, total, CPU and memory, beside FairFlow and FairSequence.

    python bench/assignment.py [--sizes small call] [--without FairFlow]

Matrices come from shared/data/review/data.py beside this repository, by seed. Each method runs in a process of its own.
Printed for each are the total in per cent of the best one, the floor (the least sum of fits of an object), CPU seconds
of the method and of its process with all imports, and the most memory of that process.

The peers are our own, after the outlines in their papers; their authors' programs may reach more. FairSequence (Payan
and Zick 2022): objects pick in turn, each round the one with the least so far first, the best assessor left. FairFlow
(Kobren, Saha and McCallum 2019): for a floor found by halving, objects over it give an assessor to those under it,
which give up their worst one, and a flow of the largest fit fills what lacks; HiGHS solves the flows, so that no peer
pays for a slower solver.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from array import array
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from luoshi.assignment.problem import BARRED, SCALE, AssignmentProblem
from luoshi.assignment.programme import Programme
from luoshi.assignment.solver import solve_problem

DATA = Path(__file__).resolve().parents[2] / "shared/data/review"
HALVINGS, ROUNDS = 10, 6
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def load_matrix(size: str) -> tuple[Floats, Bools, int, int]:
    """Fits, barred pairs, assessors of an object, and objects of an assessor at most."""
    sys.path.insert(0, str(DATA))
    import data  # type: ignore[import-not-found]

    papers, reviewers, reviews, most = data.SIZES[size]
    fits, barred = data.problem(papers, reviewers)
    return fits, barred, reviews, most


def fill_flow(fits: Floats, barred: Bools, needs: NDArray[np.int64], room: NDArray[np.int64]) -> Bools:
    """The assignment with the largest total that gives each object what it needs, within the room of each assessor."""
    wanted = np.flatnonzero(needs)
    found = np.zeros(fits.shape, dtype=bool)
    if len(wanted):
        programme = Programme(fits[wanted], barred[wanted], needs[wanted], np.zeros_like(room), room)
        programme.solve()
        taken = programme.values > 0.5
        found[wanted[programme.things[taken]], programme.people[taken]] = True
    return found


def by_luoshi(fits: Floats, barred: Bools, reviews: int, most: int) -> Bools:
    """The program's own."""
    whole = np.round(fits * SCALE).astype(np.uint32)
    whole[barred] = BARRED
    m, n = fits.shape
    problem = AssignmentProblem((reviews,) * m, (most,) * n, (0,) * n, array("I", whole.tobytes()))
    found = np.zeros(fits.shape, dtype=bool)
    for thing, people in enumerate(solve_problem(problem).chosen):
        found[thing, list(people)] = True
    return found


def by_best_total(fits: Floats, barred: Bools, reviews: int, most: int) -> Bools:
    """The largest total, whatever the floor."""
    m, n = fits.shape
    return fill_flow(fits, barred, np.full(m, reviews), np.full(n, most))


def by_fair_sequence(fits: Floats, barred: Bools, reviews: int, most: int) -> Bools:
    """Objects pick in turn: in each round the one with the least so far first."""
    m, n = fits.shape
    found, sums, room = np.zeros((m, n), dtype=bool), np.zeros(m), np.full(n, most)
    for _round in range(reviews):
        waiting = set(range(m))
        while waiting:
            thing = min(waiting, key=lambda at: (sums[at], at))
            free = (room > 0) & ~barred[thing] & ~found[thing]
            who = int(np.argmax(np.where(free, fits[thing], -1.0)))
            if free[who]:
                found[thing, who], sums[thing], room[who] = True, sums[thing] + fits[thing, who], room[who] - 1
            waiting.remove(thing)
    lacking = reviews - found.sum(axis=1)
    return found | fill_flow(fits, barred | found, lacking, room)


def by_fair_flow(fits: Floats, barred: Bools, reviews: int, most: int) -> Bools:
    """The highest floor that halving finds, refined by flows at each."""
    start = by_best_total(fits, barred, reviews, most)
    best, lowest, highest = start, 0.0, reviews * float(fits.max())
    for _halving in range(HALVINGS):
        aim = (lowest + highest) / 2
        found = _refine(fits, barred, best.copy(), aim, reviews, most)
        reached = float((fits * found).sum(axis=1).min())
        if reached > float((fits * best).sum(axis=1).min()):
            best = found
        if reached >= aim - float(fits.max()) and reached > lowest:
            lowest = max(lowest, reached)
        else:
            highest = aim
        if highest - lowest < 1e-3:
            break
    return best


def _refine(fits: Floats, barred: Bools, found: Bools, aim: float, reviews: int, most: int) -> Bools:
    """Let the rich give to the poor: an assessor leaves an object over the aim, and the poor drop their worst."""
    for _round in range(ROUNDS):
        sums = (fits * found).sum(axis=1)
        poor = np.flatnonzero(sums < aim)
        if not len(poor):
            break
        rich = np.flatnonzero(sums >= aim)
        for thing in poor:  # the worst assessor of each is replaced
            mine = np.flatnonzero(found[thing])
            found[thing, mine[np.argmin(fits[thing, mine])]] = False
        wanted = fits[poor].max(axis=0)
        for thing in rich:  # one assessor whom the poor want most, if the object stays near the aim
            mine = np.flatnonzero(found[thing])
            given = mine[np.argmax(wanted[mine] - fits[thing, mine])]
            if sums[thing] - fits[thing, given] >= aim - fits.max() and wanted[given] > fits[thing, given]:
                found[thing, given] = False
        room = most - found.sum(axis=0)
        lacking = reviews - found.sum(axis=1)
        first = np.where(np.isin(np.arange(len(sums)), poor), lacking, 0)
        found |= fill_flow(fits, barred | found, first, room)
        lacking = reviews - found.sum(axis=1)
        found |= fill_flow(fits, barred | found, lacking, most - found.sum(axis=0))
    return found


METHODS = {
    "best total": by_best_total,
    "Luoshi": by_luoshi,
    "FairFlow": by_fair_flow,
    "FairSequence": by_fair_sequence,
}


def measure(method: str, size: str) -> dict[str, float]:
    """Run one method here, and return what it reached and used."""
    fits, barred, reviews, most = load_matrix(size)
    began = time.process_time()
    found = METHODS[method](fits, barred, reviews, most)
    used = time.process_time() - began
    whole = (found.sum(axis=1) == reviews).all() and (found.sum(axis=0) <= most).all() and not (found & barred).any()
    served = (fits * found).sum(axis=1)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"total": float(served.sum()), "floor": float(served.min()), "cpu": used, "process": time.process_time(),
            "memory": memory, "whole": float(whole)}  # fmt: skip


def run_apart(method: str, size: str) -> dict[str, Any]:
    """Run one method in a process of its own."""
    command = [sys.executable, __file__, "--one", method, "--sizes", size]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print a line for each method and size."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", nargs="+", default=["small", "call"])
    asked.add_argument("--without", nargs="*", default=[])
    asked.add_argument("--one", choices=METHODS)
    given = asked.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.sizes[0])))
        return
    for size in given.sizes:
        best = 0.0
        for method in METHODS:
            if method in given.without:
                continue
            said = run_apart(method, size)
            best = best or said["total"]
            print(
                f"{size:9} {method:13} total {100 * said['total'] / best:7.3f} %  floor {said['floor']:.4f}  CPU "
                f"{said['cpu']:7.2f} s (process {said['process']:7.2f} s)  {said['memory']:5.0f} MB"
                + ("" if said["whole"] else "  NOT WHOLE"),
                flush=True,
            )


if __name__ == "__main__":
    main()
