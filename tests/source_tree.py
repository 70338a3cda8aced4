"""A source tree beside this one, in which a test writes lines of work and runs what is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import luoshi

ROOT = Path(luoshi.__file__).resolve().parents[2]


def tree(folder: Path) -> Path:
    """Make a source tree beside this one: folders of its own, with links to the files of this one.

    Its folders are no links, because ``Path.rglob``, by which the settings find templates, does not follow them.
    """
    for place in (folder / "tests/lines", folder / "tools"):
        place.mkdir(parents=True)
    unneeded = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src/luoshi", folder / "src/luoshi", copy_function=os.symlink, ignore=unneeded)
    for path in (ROOT / "tools").glob("*.py"):
        (folder / "tools" / path.name).write_bytes(path.read_bytes())  # it finds the tree by its own place
    for path in (ROOT / "tests").iterdir():
        if path.name not in ("lines", "__pycache__"):
            (folder / "tests" / path.name).symlink_to(path)
    for path in (ROOT / "tests/lines").iterdir():
        (folder / "tests/lines" / path.name).symlink_to(path)
    (folder / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    return folder


def said(folder: Path, *arguments: str) -> tuple[int, str]:
    """What a command in the tree answers: its status and all that it says."""
    own = {**os.environ, "PYTHONPATH": str(folder / "src"), "LUOSHI_DATA": str(folder / "data"), "LUOSHI_LANG": "en"}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run([sys.executable, *arguments], cwd=folder, env=own, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr
