"""Killed some times at random moments, an office is whole, and the same forms bring it to the same end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from full import FULL, in_turn, on_sqlite, seed

EVERY = (
    "steps",
    "seals",
    "imports",
    "erasures",
    "evidence",
    "plans",
    "readings",
    "scans",
    "ledgers",
    "years",
    "units",
    "returns",
    "figures",
)
KILLS, MANY = 2, 10  # of each target
AT_A_TIME = 3
# Some are killed in turn, others on each of the databases; with --full all on both.
TARGETS = list(EVERY) if FULL else in_turn(EVERY, AT_A_TIME, 2 * seed() + on_sqlite())

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows knows neither fork nor SIGKILL")


@pytest.fixture(scope="module")
def kills(pytestconfig: pytest.Config) -> int:
    return MANY if pytestconfig.getoption("--full") else KILLS


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest, kills: int) -> dict[str, Any]:
    """What was found, by target: in offices of their own with the application's real settings, on the same database."""
    sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    said = {"DATABASE_URL": "" if sqlite else settings.URL}
    program = str(Path(__file__).parent / "kills.py")
    command = [sys.executable, program, str(tmp_path_factory.mktemp("kills")), *TARGETS, "--kills", str(kills)]
    if sqlite:
        command += ["--migrated", str(request.getfixturevalue("migrated"))]
    done = subprocess.run(command, env=os.environ | said, capture_output=True, text=True, timeout=900)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("target", TARGETS)
def test_a_killed_office_is_whole_and_comes_to_the_same_end(killed: dict[str, Any], kills: int, target: str) -> None:
    found = killed[target]
    assert (found["wrong"], found["kills"]) == ([], kills)
    assert found["again"] > 0  # forms that had been answered were sent again, and got the same answer
