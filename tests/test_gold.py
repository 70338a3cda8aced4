"""Reading and matching are not allowed to get worse on the labelled documents and pairs than the floors say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[1] / "gold"


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize("program", ["run.py", "match_run.py"])
def test_no_score_is_below_its_floor(program: str) -> None:
    done = run(GOLD / program, "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", ["match", "own-match", "pairs"])
def test_the_labels_of_all_pairs_fit_their_texts(folder: str) -> None:
    done = run(GOLD / "match_score.py", "--check", GOLD / folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_floor_for_the_pairs_is_set_and_not_met_by_nothing() -> None:
    floors = json.loads((GOLD / "floors.json").read_text(encoding="utf-8"))["match"]
    assert sorted(floors) == ["given", "held", "own", "pairs", "turned"]
    for name, rows in floors.items():
        for key, floor in rows.items():
            assert floor < 20 if "wrong" in key else 0.5 < floor <= 1, (name, key)
