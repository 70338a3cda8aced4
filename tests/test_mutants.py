"""The planted faults still apply and name tests that are there: else a run of hours would find out at its end."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mutants


def wrong(fault: mutants.Fault) -> str:
    """What is wrong with a fault; "" where nothing is."""
    try:
        words = mutants.place_of(fault, mutants.ROOT).read_text(encoding="utf-8")
        ast.parse(words.replace(fault.old, fault.new))
        for test in fault.tests:
            mutants.node_of(test, mutants.ROOT)
    except (mutants.Gone, SyntaxError) as error:
        return str(error)
    return "" if fault.tests and fault.why and fault.new != fault.old else "it says too little"


def test_each_fault_applies_to_one_place_makes_sound_python_and_names_tests_that_are_there() -> None:
    assert {period.name: said for period in mutants.every() if (said := wrong(period))} == {}


def test_what_was_moved_is_found_by_its_words_and_what_is_gone_is_said_so(tmp_path: Path) -> None:
    code, tests = tmp_path / mutants.CODE, tmp_path / mutants.TESTS
    for folder in (code / "plans" / "twins", tests / "plans"):
        folder.mkdir(parents=True)
    (code / "plans" / "twins" / "actions.py").write_text("lock(TWINS)\n", encoding="utf-8")
    (tests / "plans" / "test_twins.py").write_text("def test_one():\n    pass\n", encoding="utf-8")
    fault = mutants.Fault("unlocked", "src/luoshi/plans/actions/twins.py", "lock(TWINS)", "", "two at once")
    assert mutants.place_of(fault, tmp_path) == code / "plans" / "twins" / "actions.py"
    for named in ("tests/test_twins.py", "tests/test_twins.py::test_one", "tests/test_old.py::test_one[3]"):
        _file, colons, inside = named.partition("::")
        assert mutants.node_of(named, tmp_path) == "tests/plans/test_twins.py" + colons + inside
    (code / "copies.py").write_text("lock(TWINS)\n", encoding="utf-8")
    with pytest.raises(mutants.Gone, match="2 files"):
        mutants.place_of(fault, tmp_path)
    with pytest.raises(mutants.Gone, match="no test"):
        mutants.node_of("tests/test_twins.py::test_two", tmp_path)
