"""The benches still run: they write rows past the actions and reach into the program, which changes may break."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from full import on_sqlite, turned

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ["--units", "50", "--commitments", "100", "--reports", "50", "--tasks", "220", "--pages", "5", "--rows", "300"]
# A hundredth of their size, each piece of work done once.
BENCHES = {
    "application": ["join", "open", "plain", "--rows", "1000"],
    "conditions": ["--rows", "200"],
    "doubles": ["--rows", "50"],
    "duties": ["--entries", "120"],
    "entries": ["--rows", "1000", "--sheet", "300"],
    "figures": ["--rows", "1000"],
    "returns": ["--facts", "10000", "--lines", "2"],
    "rollup": ["--facts", "10000", "--indicators", "3"],
    "rows": ["--rows", "1000"],
}


def test_the_pages_of_the_ledger_are_measured() -> None:
    run("ledger", "lists", "pages", *LEDGER)


@pytest.mark.full
def test_the_other_sections_of_the_ledger_run_to_their_end() -> None:
    run("ledger", "report", "lights", *LEDGER)


@pytest.mark.parametrize("name", turned(list(BENCHES), 2))
def test_a_bench_runs_to_its_end(name: str) -> None:
    run(name, *BENCHES[name])


def run(name: str, *given: str) -> None:
    """Run a bench on the kind of database that the tests are on, in processes of its own."""
    on = "sqlite" if on_sqlite() else "postgresql"
    command = [sys.executable, str(ROOT / "bench" / f"{name}.py"), *given, "--on", on]
    around = {**os.environ, "LUOSHI_BENCH_ONCE": "1"}
    done = subprocess.run(command, env=around, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert f"== {on}" in done.stdout, done.stdout  # where there is no server, nothing is measured
