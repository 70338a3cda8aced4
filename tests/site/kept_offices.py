"""The small offices that are kept, and programs that work on them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from prepared import surroundings

KEPT = Path(__file__).parents[1] / "data"


def unpacked(data: Path) -> Path:
    """The kept data folder."""
    with zipfile.ZipFile(KEPT / "0.1.0.sqlite.zip") as file:
        file.extractall(data)
    for path in data.glob("*.key*"):
        path.chmod(0o600)
    return data


def run(*asked: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A program on a data folder of its own."""
    around = {**surroundings(data), **more}
    return subprocess.run([sys.executable, *asked], env=around, capture_output=True, encoding="utf-8", timeout=900)
