"""What the docs print is what the declarations say, and a declaration that contradicts itself does not start."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django import forms

from luoshi.lines.appeals.models import Appeal
from luoshi.lines.appeals.rules import CYCLE, RIGHTS
from luoshi.org.rules.rights import Place, Relation, Rights, Role
from luoshi.records.forms import asks
from luoshi.records.kinds import Kind, Protected, kind, kinds
from luoshi.records.matrix import cells
from luoshi.records.rules.cycle import Cycle, Step

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_printed_matrix_and_life_cycles_are_those_of_the_declarations() -> None:
    done = subprocess.run([sys.executable, "tools/declared.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_first_line_is_small_enough_to_be_a_model() -> None:
    counted = [*(ROOT / "src/luoshi/lines/appeals").glob("*.py"), ROOT / "tests/lines/appeal_factory.py"]
    lines = [len(path.read_text("utf-8").splitlines()) for path in counted]
    assert sum(lines) <= 200


def test_no_administrator_reads_a_case_and_no_auditor_changes_one() -> None:
    for one in kinds():
        allowed = {(cell.role, cell.act) for cell in cells(one) if cell.allowed}
        assert not [act for role, act in allowed if role is Role.ADMINISTRATOR]
        assert {act for role, act in allowed if role is Role.AUDITOR} == {"read"}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_relation_cannot_open_records_to_those_who_must_stay_out(role: Role) -> None:
    with pytest.raises(ValueError, match="no record is open to the role"):
        Rights((Relation("desk", "", reaches=((role, Place.ANYWHERE),)),), sees=("desk",))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"columns": ("colour",)}, "no field colour"),
        ({"words": ("title", "speaker"), "protected": Protected(("speaker",), ("desk",))}, "protected field speaker"),
        ({"duties": ()}, "unknown duty answer"),
        ({"rights": Rights((Relation("desk", ""),), sees=("desk",))}, "unknown relation unit"),
    ],
)
def test_a_declaration_that_names_what_is_not_there_does_not_start(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        replace(kind("appeals"), **change)


@pytest.mark.parametrize(
    "change",
    [
        {"who": ("desk", "leader")},
        {"recorded": True},
        {"who": ("leader",), "sets": (), "carries": (("mark", "version"),)},
        {"who": ("leader",), "sets": (), "given": asks(None, mark=forms.IntegerField())},
    ],
)
def test_no_leaders_step_sets_a_figure(change: dict[str, object]) -> None:
    one = kind("appeals")
    rate = replace(one.cycle.by_name["close"], **change)
    steps = tuple(rate if step.name == "close" else step for step in one.cycle.steps)
    with pytest.raises(ValueError, match="a leader's step sets the figure mark"):
        replace(one, cycle=replace(one.cycle, steps=steps))


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((Step("a", "", ("gone",), "closed", ("desk",)),), "unknown state gone"),
        ((Step("a", "", ("received",), "closed", ("desk",), undo="b"),), "taken back by b"),
        ((Step("a", "", ("received",), "", ("desk",)),), "no step leads to the state closed"),
        ((Step("file", "", ("received",), "closed", ("desk",)),), "two steps have one name"),
    ],
)
def test_a_life_cycle_that_leads_nowhere_does_not_start(steps: tuple[Step, ...], says: str) -> None:
    states = {"received": "", "closed": ""}
    with pytest.raises(ValueError, match=says):
        Cycle(states, closed=("closed",), opens=CYCLE.opens, steps=steps)


def test_kinds_are_declared_with_their_own_words() -> None:
    one = kind("appeals")
    assert isinstance(one, Kind) and one.record is Appeal and one.rights is RIGHTS


def test_the_names_of_the_programs_own_addresses_are_taken() -> None:
    from django.urls import get_resolver

    from luoshi.records.kinds import TAKEN, Line, declare

    with pytest.raises(ValueError, match="addresses of the program"):
        declare(Line("x", "", (replace(kind("appeals"), name="inbox"),)))
    first: set[str] = set()

    def walk(patterns: list[object], before: str = "") -> None:
        for one in patterns:
            route = before + str(getattr(one, "pattern", ""))
            if hasattr(one, "url_patterns"):
                walk(one.url_patterns, route)
            elif not route.startswith("<") and route:
                first.add(route.split("/")[0])

    walk(get_resolver().url_patterns)
    assert first - TAKEN - {one.name for one in kinds()} == set()
