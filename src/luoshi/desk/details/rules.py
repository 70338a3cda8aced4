"""The line of states of a record: where it has been, where it is, and the usual way on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from luoshi.kernel.kinds.language.names import Label
from luoshi.kernel.kinds.language.steps import Cycle, Step


@dataclass(frozen=True)
class PathState:
    """A state on the line.

    Attributes:
        at: when the record came into it, if it was there and did not go back behind it since.
        here: it is in this state now.
    """

    name: str
    label: Label
    at: datetime | None = None
    here: bool = False


def trace_path(cycle: Cycle, taken: Iterable[tuple[str, datetime]], state: str) -> list[PathState]:
    """Return the states that a record went through, without detours, the present one, and the usual way on.

    Args:
        taken: the steps of its history with their moments, oldest first; those of other life cycles are ignored.
        state: the present one: a step that may lead to several is taken to have led to the usual one before.
    """
    been: list[tuple[str, datetime | None]] = []
    for name, at in taken:
        step = cycle.by_name.get(name)
        reached = step.after if step else ""
        names = [before for before, _at in been]
        if not reached or names[-1:] == [reached]:
            continue
        if reached in names:  # it was returned: what came after is ahead again
            been = been[: names.index(reached) + 1]
        else:
            been.append((reached, at))
    names = [name for name, _at in been]
    been = been[: names.index(state) + 1] if state in names else [*been, (state, None)]
    path = [PathState(name, cycle.states[name], at, here=name == state) for name, at in been]
    passed = {found.name for found in path}
    return path + [PathState(name, cycle.states[name]) for name in states_ahead(cycle, state) if name not in passed]


def states_ahead(cycle: Cycle, state: str) -> list[str]:
    """Return the states on the shortest way of people's steps from a state to a usual end; none if there is no way.

    The usual ends are the closed states to which a main step leads: whatever is stopped or cancelled ends otherwise.
    From each state by its main steps if it has any, never by careful ones. Of several ways as short, the one whose
    steps are declared first.
    """
    closed = {*cycle.closed}
    if state in closed:
        return []
    ends = {step.after for step in cycle.steps if step.tone == "main" and step.after in closed} or closed
    ways: dict[str, list[str]] = {state: []}
    for reached in (queue := [state]):
        if reached in ends:
            return ways[reached]
        for step in _usual_steps(cycle, reached):
            after = step.leads_from(reached)
            if after not in ways and (after not in closed or after in ends):
                ways[after] = [*ways[reached], after]
                queue.append(after)
    return []


def _usual_steps(cycle: Cycle, state: str) -> list[Step]:
    """Return people's main steps from a state, or where it has none all but the careful ones."""
    leaving = [step for step in cycle.steps if step.who and state in step.before and step.leads_from(state) != state]
    return [step for step in leaving if step.tone == "main"] or [step for step in leaving if step.tone != "careful"]
