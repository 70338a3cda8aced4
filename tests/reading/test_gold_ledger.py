"""What is left to a clerk is counted on the rows of the ledger: what labels ask for, and each way to differ from it."""

from __future__ import annotations

import importlib.util
import json
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).parents[2] / "gold"


def _of_gold(name: str) -> Any:
    """A module of gold/, by its path: the browser's tests have a clerk, too."""
    spec = importlib.util.spec_from_file_location(f"gold_{name}", GOLD / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def counted() -> Any:
    sys.path.insert(0, str(GOLD))  # they know one another by name
    yield _of_gold("clerk"), _of_gold("expected")
    sys.path.remove(str(GOLD))


@pytest.fixture(scope="module")
def asked(counted: Any) -> dict[str, Any]:
    """A labelled document with the rows that follow from its labels."""
    gold = json.loads((GOLD / "docs" / "d01.json").read_text(encoding="utf-8"))
    return {**gold, "rows": counted[1].expected(gold, (GOLD / "docs" / "d01.txt").read_text(encoding="utf-8"))}


def test_what_is_as_the_labels_ask_takes_no_correction(counted: Any, asked: dict[str, Any]) -> None:
    assert len(asked["rows"]) > 10
    assert counted[0].ledger_to_correct(asked, asked) == {}
    tasks = {(statement["start"], statement["end"]) for statement in asked["statements"] if statement["role"] == "task"}
    assert {(row["start"], row["end"]) for row in asked["rows"]} & tasks


def test_an_empty_ledger_takes_all_of_it(counted: Any, asked: dict[str, Any]) -> None:
    empty = {"rows": [], "quantities": []}
    assert counted[0].ledger_to_correct(empty, asked).total() == counted[0].to_type(asked) > len(asked["rows"])


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"lead": ["河口县水务局"]}, "lead"),
        ({"support": ["河口县水务局"]}, "support"),
        ({"due": ["2031-02-03"]}, "due"),
        ({"every": [{"every": "P9D", "times": 1}]}, "every"),
        ({"targets": []}, "target missing"),
        ({"start": 0, "end": 1}, "row too many"),
    ],
)
def test_each_way_to_differ_is_one_correction(
    counted: Any, asked: dict[str, Any], change: dict[str, Any], kind: str
) -> None:
    found = deepcopy(asked)
    row = next(found_row for found_row in found["rows"] if len(found_row["targets"]) == 1)
    row.update(change)
    count = counted[0].ledger_to_correct(found, asked)
    assert count[kind] == 1
    assert sum(count.values()) == 1 or kind == "row too many"  # and then the one that was meant is missing


def test_a_target_with_another_bound_is_one_correction(counted: Any, asked: dict[str, Any]) -> None:
    found = deepcopy(asked)
    at = next(row["targets"][0] for row in found["rows"] if row["targets"])
    found["quantities"][at]["bound"] = "lt"
    assert counted[0].ledger_to_correct(found, asked) == {"target's bound": 1}
