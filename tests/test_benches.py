"""The benches still run: they write rows past the actions and reach into the program, which changes may break."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from full import on_sqlite, turned

ROOT = Path(__file__).resolve().parent.parent
OFFICE = ["--units", "50", "--commitments", "100"]
LEDGER = [*OFFICE, "--reports", "50", "--tasks", "220", "--pages", "5", "--rows", "300"]
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


def test_every_page_is_measured_beside_sql_by_hand_and_the_django_admin() -> None:
    printed = run("pages", "table", *OFFICE)
    rows = [line.split("×")[0].split() for line in printed.splitlines() if "×" in line]
    assert len(rows) > 40
    assert all(float(row[-3]) > 0 and float(row[-2]) >= 0 for row in rows)  # CPU, and that of the SQL by hand
    assert {"Django", "home", "calendar,", "form"} <= {row[0] for row in rows}


@pytest.mark.full
def test_the_pages_are_measured_with_half_of_the_kinds() -> None:
    assert "CPU ms with 51 kinds and with" in run("pages", "kinds", *OFFICE)


@pytest.mark.full
def test_a_mix_of_requests_is_offered_to_a_server() -> None:
    printed = run("mix", *OFFICE, "--trial", "5", "--seconds", "5", "--most", "2", "--burst", "8")
    assert "2 a second for 5 s" in printed and "8 reports without a pause" in printed
    assert ", 0 errors; CPU a request" in printed, printed


@pytest.mark.full
def test_the_other_sections_of_the_ledger_run_to_their_end() -> None:
    run("ledger", "report", "lights", *LEDGER)


@pytest.mark.parametrize("name", turned(list(BENCHES), 2))
def test_a_bench_runs_to_its_end(name: str) -> None:
    run(name, *BENCHES[name])


def run(name: str, *given: str) -> str:
    """Run a bench on the kind of database that the tests are on, in processes of its own; return what it prints."""
    on = "sqlite" if on_sqlite() else "postgresql"
    command = [sys.executable, str(ROOT / "bench" / f"{name}.py"), *given, "--on", on]
    around = {**os.environ, "LUOSHI_BENCH_ONCE": "1"}
    done = subprocess.run(command, env=around, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert f"== {on}" in done.stdout, done.stdout  # where there is no server, nothing is measured
    return done.stdout
