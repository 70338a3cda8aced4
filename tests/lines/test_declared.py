"""What the docs print is what the declarations say, and a declaration that contradicts itself does not start."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from django.utils import translation

from declared_lines import changed
from luoshi.base.rights.rules.rights import Relation, Rights, Role, UnitPlace
from luoshi.desk.declarations.registration import TAKEN
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.matrix import matrix_cells
from luoshi.kernel.kinds.forms.step_forms import make_step_form
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.parts import OpenTitle, Protected, stars
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.registry import get_kind, list_kinds, list_lines
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.appeals.rules import CYCLE, RIGHTS

ROOT = Path(__file__).resolve().parent.parent.parent
SPEAKER = Protected({"speaker": stars}, ("desk",))


def test_the_printed_matrix_and_life_cycles_are_those_of_the_declarations() -> None:
    done = subprocess.run([sys.executable, "tools/declared.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_first_line_is_small_enough_to_be_a_model() -> None:
    counted = [*(ROOT / "src/luoshi/lines/appeals").glob("*.py"), ROOT / "tests/lines/appeal_factory.py"]
    lines = [len(path.read_text("utf-8").splitlines()) for path in counted]
    assert sum(lines) <= 240  # its values and its list say what may be chosen, with the source


def test_no_administrator_reads_a_case_and_no_auditor_changes_one() -> None:
    for kind in list_kinds():
        allowed = {(cell.role, cell.act) for cell in matrix_cells(kind) if cell.allowed}
        assert not [act for role, act in allowed if role is Role.ADMINISTRATOR]
        assert {act for role, act in allowed if role is Role.AUDITOR} == {"read"}


NEVER_CAME_TO_BE = {"refused", "cancelled", "withdrawn", "abandoned", "dropped", "not_elected", "void"}


def test_what_was_refused_cancelled_or_withdrawn_counts_in_no_figure() -> None:
    counted = [kind for kind in list_kinds() if kind.every(Figure)]
    assert {kind.name: NEVER_CAME_TO_BE & {*kind.cycle.closed} - {*kind.void} for kind in counted} == {
        kind.name: set() for kind in counted
    }
    assert sum(bool(kind.void) for kind in counted) > 12


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_relation_cannot_open_records_to_those_who_must_stay_out(role: Role) -> None:
    with pytest.raises(ValueError, match="no record is open to the role"):
        Rights((Relation("desk", "", reaches=((role, UnitPlace.ANYWHERE),)),), sees=("desk",))


def test_two_relations_of_one_name_do_not_start() -> None:
    with pytest.raises(ValueError, match="two relations have one name"):
        Rights((Relation("desk", "a"), Relation("desk", "b")), sees=("desk",))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"columns": ("colour",)}, "no field colour"),
        ({"words": "title speaker"}, "protected field speaker"),
        ({"parts": (SPEAKER,)}, "unknown duty answer"),
        ({"parts": get_kind("appeals").parts[:2] * 2}, "two duties have one name; contact is protected twice"),
        ({"titled": "{speaker} {channel}"}, "protected field speaker makes the title"),
        ({"titled": "{colour}"}, "no field colour"),
        ({"corrects": "mayor"}, "corrects: unknown relation mayor"),
        ({"rights": Rights((Relation("desk", ""),), sees=("desk",))}, "unknown relation unit"),
        ({"filters": ("speaker",)}, "protected field speaker"),
        (
            {"parts": (replace(SPEAKER, who=("clerk",)), *get_kind("appeals").every(Owed))},
            "protected: unknown relation clerk",
        ),
        (
            {"parts": (*get_kind("appeals").parts, Protected({"title": stars}, ("desk",)), OpenTitle())},
            "OpenTitle: the title is",
        ),
        ({"unsorted": ("mark",)}, "mark is not sorted, and no column"),
        ({"quiet": ("desk",)}, "desk is quiet, and not shown"),
    ],
)
def test_a_declaration_that_names_what_is_not_there_does_not_start(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        changed(get_kind("appeals"), **change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sets": ("colour",)}, "sets or carries colour, which is no field"),
        ({"asks": "mark colour"}, "asks colour, which is no field: say it in own="),
        ({"must": "colour"}, "must have colour, which it does not ask"),
        ({"on": "mark"}, "its day mark is no date that it asks for"),
        ({"past": "mark"}, "its day mark is no date that it asks for"),
        ({"carries": (("unit", "colour"),)}, "sets or carries colour, which is no field"),
        ({"example": {"colour": "red"}}, "an example of colour, which it does not ask"),
        ({"asks": (), "example": {"mark": "5"}}, "an example of mark, which it does not ask"),
        ({"who": ("mayor",)}, "unknown relation mayor"),
        ({"starts": ("sing",)}, "unknown duty sing"),
    ],
)
def test_a_step_that_names_what_is_not_there_does_not_start(change: dict[str, object], says: str) -> None:
    one = get_kind("appeals")
    cycle = one.declaration.cycle
    steps = tuple(replace(step, **change) if step.name == "close" else step for step in cycle.all_steps)
    with pytest.raises(ValueError, match=says):
        changed(one, cycle=cycle.with_steps(steps))


def labels(one: CompiledKind) -> list[object]:
    """All words that a kind's declaration brings to pages."""
    steps = one.cycle.all_steps
    named = [*steps, *one.rights.relations, *one.every(Owed), *one.values]
    return [one.label, one.one, *one.cycle.states.values(), *(step.label for step in named)]


@pytest.mark.parametrize("name", [kind.name for kind in list_kinds()])
def test_what_a_kind_says_is_said_in_both_languages(name: str) -> None:
    for label in labels(get_kind(name)):
        said = {}
        for language in ("en", "zh-hans"):
            with translation.override(language):
                said[language] = str(label)
        assert re.search("[\u3400-\u9fff]", said["zh-hans"]) and said["en"] != said["zh-hans"], said


@pytest.mark.parametrize(
    "change",
    [
        {"who": ("desk", "leader")},
        {"recorded": True},
        {"who": ("leader",), "asks": (), "sets": (), "carries": (("mark", "version"),)},
        {"who": ("leader",), "asks": (), "sets": (), "given": make_step_form(None, mark=forms.IntegerField())},
    ],
)
def test_no_leaders_step_sets_a_figure(change: dict[str, object]) -> None:
    one = get_kind("appeals")
    cycle = one.declaration.cycle
    steps = tuple(replace(step, **change) if step.name == "close" else step for step in cycle.all_steps)
    with pytest.raises(ValueError, match="a leader's step sets the figure mark"):
        changed(one, cycle=cycle.with_steps(steps))


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((Step("a", "", "gone > closed", "desk"),), "unknown state gone"),
        ((Step("a", "", "received > closed", "desk", undo="b"),), "taken back by b"),
        ((Step("a", "", "received >", "desk"),), "no step leads to the state closed"),
        ((Step("file", "", "received > closed", "desk"),), "two steps have one name"),
    ],
)
def test_a_life_cycle_that_leads_nowhere_does_not_start(steps: tuple[Step, ...], says: str) -> None:
    states = {"received": "", "closed": ""}
    with pytest.raises(ValueError, match=says):
        Cycle(states, "closed", (CYCLE.first, *steps))


def test_kinds_are_declared_with_their_own_words() -> None:
    one = get_kind("appeals")
    assert isinstance(one, CompiledKind) and one.record is Appeal and one.rights is RIGHTS


def test_every_address_of_the_program_and_of_a_line_is_taken_where_it_belongs() -> None:
    first: dict[str, set[str]] = {}

    def walk(patterns: list[Any], of: str = "", before: str = "") -> None:
        for pattern in patterns:
            route = before + str(getattr(pattern, "pattern", ""))
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, pattern.namespace or of, route)
            elif not route.startswith("<") and route:
                first.setdefault(of, set()).add(route.split("/")[0])

    walk(get_resolver().url_patterns)
    for line in list_lines():
        own = {*line.addresses, *(kind.name for kind in line.kinds)}
        assert first.pop(line.name, set()) - own - TAKEN == set()
    assert set().union(*first.values()) - TAKEN - {kind.name for kind in list_kinds()} == set()  # kinds: the API's
