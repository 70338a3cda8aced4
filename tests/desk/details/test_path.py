"""The line of a record's states: where it was, where it is, and the usual way on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.details.rules import states_ahead, trace_path
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import list_kinds

START = datetime(2026, 3, 2, 9)
CYCLE = Cycle(
    {"entered": "Entered", "running": "Running", "reported": "Reported", "closed": "Closed", "dropped": "Dropped"},
    "closed dropped",
    (
        Step("enter", "Enter", "> entered", "desk"),
        Step("drop", "Drop", "entered running > dropped", "desk", tone="careful"),
        Step("send", "Send", "entered > running", "desk", tone="main"),
        Step("note", "Note", "running >", "unit"),
        Step("report", "Report", "running > reported", "unit", tone="main"),
        Step("return", "Return", "reported > running", "desk"),
        Step("close", "Close", "reported > closed", "desk", tone="main"),
    ),
)


def path(steps: str, state: str) -> str:
    """The line as words: what was passed, [here], (ahead)."""
    taken = [(name, START + timedelta(days=n)) for n, name in enumerate(steps.split())]
    found = trace_path(CYCLE, taken, state)
    return " ".join(f"[{s.name}]" if s.here else f"({s.name})" if s.at is None else s.name for s in found)


@pytest.mark.parametrize(
    ("steps", "state", "expected"),
    [
        ("enter", "entered", "[entered] (running) (reported) (closed)"),
        ("enter send note", "running", "entered [running] (reported) (closed)"),
        ("enter send report", "reported", "entered running [reported] (closed)"),
        ("enter send report return", "running", "entered [running] (reported) (closed)"),
        ("enter send report return report close", "closed", "entered running reported [closed]"),
        ("enter drop", "dropped", "entered [dropped]"),
        ("export look enter", "entered", "[entered] (running) (reported) (closed)"),  # what is no step of the kind
        ("enter", "running", "entered [running] (reported) (closed)"),  # a step that led elsewhere than usual
        ("", "running", "[running] (reported) (closed)"),  # its history is not known
    ],
)
def test_the_line_of_states(steps: str, state: str, expected: str) -> None:
    assert path(steps, state) == expected


@given(st.lists(st.sampled_from(sorted(CYCLE.by_name)), max_size=12), st.sampled_from(sorted(CYCLE.states)))
def test_a_state_stands_once_and_exactly_one_is_the_present(steps: list[str], state: str) -> None:
    found = trace_path(CYCLE, [(name, START + timedelta(days=n)) for n, name in enumerate(steps)], state)
    names = [path_state.name for path_state in found]
    assert len(names) == len({*names}) and [s.name for s in found if s.here] == [state]
    here = names.index(state)
    assert all(s.at for s in found[:here]) and all(s.at is None for s in found[here + 1 :])


def test_of_every_kind_the_way_ahead_ends_in_a_closed_state_and_passes_none() -> None:
    for kind in list_kinds():
        closed = {*kind.cycle.closed}
        for state in kind.cycle.states:
            ahead = states_ahead(kind.cycle, state)
            assert not ahead or (ahead[-1] in closed and closed.isdisjoint(ahead[:-1])), kind.name
