"""Which dear tests run today: of a hundred that cost what ten thousand others do together, some take turns.

``tests/dear.txt`` names those that cost more than half a second of CPU (``tools/choose_dear.py``). Without ``--full`` a
sixth of them run, and half of the walks in a browser; the others when the seed is another (tests/full.py). Always
run those by which a planted fault is found (tools/mutants), those of a file that is named or was changed, what samples
by itself, and all where ``--since`` has left few.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mutants
import since
from full import FULL, is_its_turn

LIST = Path(__file__).parent / "dear.txt"
EACH, WALKS = 6, 2  # one of so many runs
FEW = 1500  # tests, of which none need wait
BROWSER = "tests/browser/"
# What samples by itself, or is made once for a whole file; the main ways of a browser.
ALWAYS = (
    "tests/browser/test_every_page.py",
    "tests/browser/test_page.py",
    "tests/browser/test_signin.py",
    "tests/browser/test_story.py",
    "tests/faults/test_kills.py",
    "tests/lines/test_every_kind.py",
    "tests/lines/test_matrix.py",
    "tests/site/backup/test_backup.py",
    "tests/site/test_hostile.py",
    "tests/site/test_hostile_plans.py",
    "tests/site/test_hostile_words.py",
)


def dear() -> set[str]:
    """The ids of the tests that the list names."""
    return {line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")}


def always() -> tuple[str, ...]:
    """The beginnings of the ids of tests that do not wait for their turn."""
    return (*ALWAYS, *(test for period in mutants.every() for test in period.tests))


def waits(name: str, names: set[str], without: tuple[str, ...]) -> bool:
    """Whether it is not the turn of the test of this id."""
    if name.startswith(without):
        return False
    return not is_its_turn(name, WALKS) if name.startswith(BROWSER) else name in names and not is_its_turn(name, EACH)


def take_turns(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to ``--full`` the tests whose turn it is not; attacks wait for none."""
    if FULL or config.getoption("--security") or len(items) < FEW:
        return
    names, without = dear(), always()
    for test in items:
        if waits(test.nodeid, names, without) and not since.is_changed_itself(config, test):
            test.add_marker(pytest.mark.full)
