"""The benches of the ledger still run: they write rows past the actions, which every new column may break."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SMALL = ["--units", "20", "--commitments", "60", "--reports", "8"]


@pytest.mark.full
def test_the_sections_that_write_rows_run_to_their_end() -> None:
    sections = ["lists", "pages", "report", "lights"]
    command = [sys.executable, str(ROOT / "bench" / "ledger.py"), *sections, "--on", "sqlite", *SMALL]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
