"""Gates are passed in their order, the next one only, and the last one alone is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.desk.gates.rules import open_gates, passing_fault, taking_back_fault

GATES = ["business", "finance", "legal"]
ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("passed", "gate", "fault"),
    [
        ({}, "business", None),
        ({}, "finance", ("order", "business")),
        ({"business": ON}, "legal", ("order", "finance")),
        ({"business": ON}, "finance", None),
        ({"business": ON + timedelta(days=1)}, "finance", ("day", "business")),
        ({"business": None}, "finance", None),
        ({"business": ON}, "business", None),  # twice: the rows themselves refuse it
        ({}, "voluntary", None),
        ({"voluntary": ON + timedelta(days=1)}, "business", None),
    ],
)
def test_only_the_next_gate_is_passed_and_not_before_the_last(passed, gate, fault):
    assert passing_fault(GATES, passed, gate, ON) == fault


@pytest.mark.parametrize(
    ("passed", "gate", "fault"),
    [
        (["business"], "business", None),
        (["business", "finance"], "business", ("back", "finance")),
        (["business", "finance"], "finance", None),
        (["business", "finance", "voluntary"], "voluntary", None),
        (["business", "finance", "legal"], "business", ("back", "legal")),
    ],
)
def test_only_the_last_gate_is_taken_back(passed, gate, fault):
    assert taking_back_fault(GATES, passed, gate) == fault


@given(st.permutations(GATES))
def test_whatever_is_tried_in_turn_they_are_passed_in_order(tried: list[str]) -> None:
    passed: dict[str, date | None] = {}
    for gate in tried * len(GATES):
        if passing_fault(GATES, passed, gate, ON) is None:
            passed[gate] = ON
        assert [*passed] == GATES[: len(passed)]
    assert open_gates(GATES, passed) == []
