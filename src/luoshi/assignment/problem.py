"""The problem of assigning assessors to objects, what a solution is, and how both are written as bytes."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BARRED = 2**32 - 1  # the fit of a pair that must never be
SCALE = 1_000_000  # the fit of a pair that fits wholly
FIGURES = ("total", "best_total", "floor", "first_floor")  # of an assignment


class ProblemError(ValueError):
    """A problem whose parts do not fit each other, or bytes that are none."""


@dataclass(frozen=True, slots=True)
class AssignmentProblem:
    """How many assessors each object needs, how many objects each assessor takes, and how well each pair fits.

    Attributes:
        needs: by object; ``most`` and ``least``: by assessor.
        fits: row by row for each object and assessor, from 0 to SCALE, or BARRED.
        kept: how much of the best total must remain when the worst-served object is lifted, per mille.
    """

    needs: tuple[int, ...]
    most: tuple[int, ...]
    least: tuple[int, ...]
    fits: array[int]
    kept: int = 998

    def __post_init__(self) -> None:
        """Refuse parts that do not fit each other.

        Raises:
            ProblemError: says which.
        """
        if len(self.most) != len(self.least) or len(self.fits) != len(self.needs) * len(self.most):
            raise ProblemError("length")
        if self.fits.typecode != "I" or self.fits.itemsize != 4:
            raise ProblemError("type")
        if any(need < 0 for need in self.needs) or not 0 <= self.kept <= 1000:
            raise ProblemError("range")
        if any(not 0 <= least <= most for least, most in zip(self.least, self.most, strict=True)):
            raise ProblemError("loads")
        if any(SCALE < fit < BARRED for fit in self.fits):
            raise ProblemError("fit")

    def fit(self, thing: int, assessor: int) -> int:
        """Return how well an assessor fits an object."""
        return self.fits[thing * len(self.most) + assessor]

    def count_able(self, thing: int) -> int:
        """Count who may assess an object."""
        row = self.fits[thing * len(self.most) : (thing + 1) * len(self.most)]
        return len(row) - row.count(BARRED)


@dataclass(frozen=True, slots=True)
class ReviewAssignment:
    """Who assesses what.

    Attributes:
        chosen: by object the assessors, in their order.
        short: by object how many lack; ``idle``: by assessor how many objects lack to the least load.
        total: of the fits of all pairs; ``best_total``: the largest there is.
        floor: the fit of the worst-served object, per sheet; ``first_floor``: where only the total counted.
    """

    chosen: tuple[tuple[int, ...], ...]
    short: tuple[tuple[int, int], ...] = ()
    idle: tuple[tuple[int, int], ...] = ()
    total: int = 0
    best_total: int = 0
    floor: int = 0
    first_floor: int = 0


def total_fit(problem: AssignmentProblem, chosen: Sequence[Sequence[int]]) -> int:
    """Add up the fits of all pairs."""
    return sum(problem.fit(thing, who) for thing, people in enumerate(chosen) for who in people)


def lowest_fit(problem: AssignmentProblem, chosen: Sequence[Sequence[int]]) -> int:
    """Return the fit of the worst-served object, per sheet that it needs, rounded down; 0 where nothing is needed."""
    sums = [
        sum(problem.fit(thing, who) for who in people) // need
        for thing, (people, need) in enumerate(zip(chosen, problem.needs, strict=True))
        if need
    ]
    return min(sums, default=0)


def write_problem(problem: AssignmentProblem) -> bytes:
    """Return a problem as bytes: a line of JSON, then the fits as unsigned 32-bit numbers, the lowest byte first."""
    head = {"needs": problem.needs, "most": problem.most, "least": problem.least, "kept": problem.kept}
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + _swapped(problem.fits).tobytes()


def read_problem(data: bytes) -> AssignmentProblem:
    """Return the problem that these bytes are.

    Raises:
        ProblemError: they are none.
    """
    line, _, rest = data.partition(b"\n")
    try:
        head = json.loads(line)
        needs, most, least = (tuple(int(n) for n in head[name]) for name in ("needs", "most", "least"))
        fits = array("I")
        fits.frombytes(rest)
        return AssignmentProblem(needs, most, least, _swapped(fits), int(head["kept"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ProblemError(str(error)) from None


def _swapped(fits: array[int]) -> array[int]:
    if sys.byteorder == "big":
        fits = array("I", fits)
        fits.byteswap()
    return fits


def write_assignment(found: ReviewAssignment) -> dict[str, object]:
    """Return an assignment as what JSON can hold."""
    return {
        "chosen": [list(people) for people in found.chosen],
        "short": [list(pair) for pair in found.short],
        "idle": [list(pair) for pair in found.idle],
        **{name: getattr(found, name) for name in FIGURES},
    }


def read_assignment(said: Mapping[str, Any]) -> ReviewAssignment:
    """Return the assignment that was written."""
    return ReviewAssignment(
        tuple(tuple(people) for people in said["chosen"]),
        tuple((thing, n) for thing, n in said["short"]),
        tuple((who, n) for who, n in said["idle"]),
        **{name: int(said[name]) for name in FIGURES},
    )
