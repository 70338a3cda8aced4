"""Assign assessors to objects by optimisation, in a process of its own that ends with its memory."""

from __future__ import annotations

from luoshi.assignment.problem import AssignmentProblem, ReviewAssignment, read_assignment, write_problem
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.workers import call_in_worker

# Addresses, not memory: the numeric library reserves more than it uses. 5,000 objects and 1,500 assessors need 60 s.
LIMITS = FileLimits(bytes=400_000_000, seconds=600, memory=1 << 33)


def optimise_assignment(problem: AssignmentProblem) -> ReviewAssignment:
    """Return the assignment with the highest floor, and among those with the largest total.

    The same problem has the same assignment: one thread, no clock, everything in the order of the problem.

    Raises:
        ReadError: the process died, or was too slow.
    """
    said, _more = call_in_worker("luoshi.assignment.solver:solve_bytes", write_problem(problem), LIMITS, {})
    return read_assignment(said)
