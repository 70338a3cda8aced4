"""The linear programme of an assignment, over the pairs that matter: HiGHS with pairs and floors added as needed.

A transport programme has whole solutions. Only pairs among the best of an object or an assessor are in it at first;
the dual prices tell which others could improve it, and those are added until none could, so that the optimum is that
of all pairs. A floor is a row for an object; only objects that would fall below it have one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeAlias

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads would reserve memory, and nothing here uses them

import highspy
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

LACKING = 1000.0  # what it costs that an assessor lacks, in pairs that fit wholly
LIFT = 1000.0  # what the floor counts against the total
CLOSE = 1e-6
MARGIN = 1.2  # objects up to so many times the floor are held to it when others fell below it
FIRST = 12  # pairs of an object at first, besides twice those it needs
ADDED = 40_000  # pairs added at a time, at most


class UnsolvedError(Exception):
    """The solver did not come to an optimum."""


def new_solver() -> highspy.Highs:
    """Make a solver that gives the same answer each time: one thread, a fixed seed, no clock."""
    out, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)  # it writes its name there, where the answer of this process goes
    try:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(out, 1)
        os.close(out)
        os.close(nothing)
    for name, value in (("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0)):
        solver.setOptionValue(name, value)
    return solver


class Programme:
    """A transport programme over some pairs, the floor of some objects, and a bound of the total.

    Its columns are what lacks in each row, the floor, and the pairs; its rows the objects, the assessors, and then
    floors and total.

    Attributes:
        things, people, worth: of each pair in it, in the order of the columns.
        values, duals: of each pair, in the last solution.
    """

    def __init__(self, fits: Floats, barred: NDArray[np.bool_], needs: Ints, least: Ints, most: Ints) -> None:
        self.fits, self.barred = fits, barred
        self.needs, self.least, self.most = needs, least, most
        self.m, self.n = fits.shape
        self.rows = self.m + self.n
        self.first = self.rows + 1  # column of the first pair
        self.inside = barred.copy()
        self.things = self.people = np.zeros(0, dtype=np.int64)
        self.worth = np.zeros(0)
        self.floors = np.full(self.m, -1)  # row by object
        self.bound = -1  # row of the total
        self.values = self.duals = self.lacks = np.zeros(0)
        self.floor = 0.0
        self.solver = new_solver()
        self._lay_out()
        self._add_pairs(self._first_pairs())

    def _lay_out(self) -> None:
        """Lay out the rows, and a column for what lacks in each, so that there is always a solution."""
        lower = np.concatenate([self.needs, self.least]).astype(float)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.first, self.rows
        lp.col_cost_ = np.append(np.full(self.rows, LACKING), 0.0)
        lp.col_lower_ = np.zeros(self.first)
        lp.col_upper_ = np.append(lower, 0.0)
        lp.row_lower_ = lower
        lp.row_upper_ = np.concatenate([self.needs, self.most]).astype(float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.append(np.arange(self.first), self.rows)
        lp.a_matrix_.index_ = np.arange(self.rows)
        lp.a_matrix_.value_ = np.ones(self.rows)
        self.solver.passModel(lp)

    def _first_pairs(self) -> Ints:
        """The best pairs of each object, and of each assessor as many as they may take at most."""
        worth = np.where(self.barred, -1.0, self.fits)
        wanted = min(self.n, 2 * int(self.needs.max(initial=0)) + FIRST)
        best = np.argsort(-worth, axis=1, kind="stable")[:, :wanted]
        pairs = [np.repeat(np.arange(self.m), wanted) * self.n + best.ravel()]
        taken = min(self.m, int(self.most.max(initial=0)))
        best = np.argsort(-worth, axis=0, kind="stable")[:taken]
        pairs.append(best.ravel() * self.n + np.tile(np.arange(self.n), taken))
        keys = np.unique(np.concatenate(pairs))
        found: Ints = keys[~self.barred.ravel()[keys]]
        return found

    def _add_pairs(self, keys: Ints) -> None:
        """Add columns for pairs, with their entries in the rows of floors and total."""
        things, people = keys // self.n, keys % self.n
        worth, ones = self.fits[things, people], np.ones(len(keys))
        floors = self.floors[things]
        rows = np.stack([things, self.m + people, floors, np.full(len(keys), self.bound)], axis=1)
        entries = np.stack([ones, ones, worth, worth], axis=1)
        there = rows >= 0
        starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))[:-1]]) if len(keys) else np.zeros(0)
        self.solver.addCols(
            len(keys), -worth, np.zeros(len(keys)), ones, int(there.sum()),
            starts.astype(np.int32), rows[there].astype(np.int32), entries[there],
        )  # fmt: skip
        self.inside[things, people] = True
        self.things, self.people = np.concatenate([self.things, things]), np.concatenate([self.people, people])
        self.worth = np.concatenate([self.worth, worth])

    def solve(self) -> None:
        """Solve it over all pairs.

        Raises:
            UnsolvedError: there is no optimum.
        """
        while True:
            self.solver.run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                raise UnsolvedError(self.solver.modelStatusToString(self.solver.getModelStatus()))
            solution = self.solver.getSolution()
            price, columns = np.array(solution.row_dual), np.array(solution.col_value)
            self.values, self.duals = columns[self.first :], np.array(solution.col_dual)[self.first :]
            self.lacks, self.floor = columns[: self.rows], float(columns[self.rows])
            raised = np.where(self.floors >= 0, price[self.floors], 0.0) + 1.0
            raised += price[self.bound] if self.bound >= 0 else 0.0
            gain = raised[:, None] * self.fits + price[: self.m, None] + price[None, self.m : self.rows]
            gain[self.inside] = -1
            wanted = np.flatnonzero(gain > CLOSE)
            if not len(wanted):
                return
            if len(wanted) > ADDED:
                wanted = np.sort(wanted[np.argsort(-gain.ravel()[wanted], kind="stable")[:ADDED]])
            self._add_pairs(wanted)

    def lift(self, highest: float, least_total: float) -> None:
        """Solve it for the highest floor per sheet, up to ``highest``, and at that for the total, not under a bound.

        Raises:
            UnsolvedError: there is no optimum.
        """
        self.solver.changeColBounds(self.rows, 0.0, highest)
        self.solver.changeColCost(self.rows, -LIFT)
        self.floor = highest
        while True:
            for thing in self.below(self.sums(), self.floor):
                self._add_floor(int(thing))
            if self.bound < 0 and self.total() < least_total - CLOSE:
                self.bound = self.solver.getNumRow()
                columns = self.first + np.arange(len(self.things))
                self._add_row(least_total, columns, self.worth)
            self.solve()
            short = self.bound < 0 and self.total() < least_total - CLOSE
            if not short and not len(self.below(self.sums(), self.floor)):
                return

    def below(self, sums: Floats, floor: float) -> Ints:
        """List the objects that are served worse than a floor and have no row for it."""
        return np.flatnonzero((sums < floor * self.needs - CLOSE) & (self.floors < 0) & (self.needs > 0))

    def keep(self, chosen: Sequence[Sequence[int]]) -> int:
        """Give the objects a row that this assignment serves worse than the floor, or little better.

        Returns:
            How many are worse.
        """
        sums = np.array([self.fits[thing, people].sum() for thing, people in enumerate(chosen)])
        worse = len(self.below(sums, self.floor))
        if worse:
            for thing in self.below(sums, self.floor * MARGIN):
                self._add_floor(int(thing))
        return worse

    def complete(self, pairs: Ints, values: Floats) -> Floats:
        """Return the best shares of all pairs where these are as given: whole ones, where these are whole.

        Raises:
            UnsolvedError: there is no optimum.
        """
        columns, count = (self.first + pairs).astype(np.int32), len(pairs)
        extra = np.append(self.floors, self.bound)
        rows = extra[extra >= 0].astype(np.int32)
        lower = [self.solver.getLp().row_lower_[row] for row in rows]
        for row in rows:
            self.solver.changeRowBounds(int(row), -highspy.kHighsInf, highspy.kHighsInf)
        self.solver.changeColsBounds(count, columns, values, values)
        self.solver.run()
        status, solution = self.solver.getModelStatus(), np.array(self.solver.getSolution().col_value)
        for row, least in zip(rows, lower, strict=True):
            self.solver.changeRowBounds(int(row), least, highspy.kHighsInf)
        self.solver.changeColsBounds(count, columns, np.zeros(count), np.ones(count))
        if status != highspy.HighsModelStatus.kOptimal or solution[: self.rows].sum() > CLOSE:
            raise UnsolvedError(self.solver.modelStatusToString(status))
        found: Floats = solution[self.first :]
        return found

    def _add_floor(self, thing: int) -> None:
        columns = np.flatnonzero(self.things == thing)
        self.floors[thing] = self.solver.getNumRow()
        entries: Floats = np.append(-float(self.needs[thing]), self.worth[columns]).astype(float)
        self._add_row(0.0, np.append(self.rows, self.first + columns), entries)

    def _add_row(self, lower: float, columns: Ints, entries: Floats) -> None:
        self.solver.addRow(lower, highspy.kHighsInf, len(columns), columns.astype(np.int32), entries)

    def sums(self) -> Floats:
        """Return how well each object is served."""
        found: Floats = np.bincount(self.things, self.worth * self.values, self.m).astype(float)
        return found

    def total(self) -> float:
        """Return the total of the last solution."""
        return float(self.worth @ self.values)
