"""What an earlier start found right is not checked again, until a source changes; what is declared later always is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from luoshi.base import checked_sources

STARTS = """
from luoshi.base import checked_sources
answers, asked = set(), checked_sources.must_check_declarations
def must_check():
    answers.add(asked())
    return asked()
checked_sources.must_check_declarations = must_check
import django
django.setup()
print(*answers)
"""


@pytest.fixture
def start(tmp_path: Path) -> Callable[[], list[str]]:
    """Starts the program with compiled files of its own; returns what its checks were answered."""
    around = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path / "compiled"), "LUOSHI_DATA": str(tmp_path)}
    around |= {"DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}
    around.pop("PYTHONDONTWRITEBYTECODE", None)

    def run() -> list[str]:
        ended = subprocess.run([sys.executable, "-c", STARTS], env=around, capture_output=True, text=True, check=True)
        return ended.stdout.split()

    return run


def test_the_second_start_checks_nothing_and_one_after_a_change_all(
    start: Callable[[], list[str]], tmp_path: Path
) -> None:
    assert start() == ["True"]
    assert start() == ["False"]
    (noted,) = (tmp_path / "compiled").rglob("declarations.checked")
    noted.write_text("the state of other sources")
    assert start() == ["True"]
    assert start() == ["False"]


def test_a_source_changed_in_time_or_size_or_added_is_another_state(tmp_path: Path) -> None:
    def state() -> list[tuple[str, int, int]]:
        return list(checked_sources._sources(str(tmp_path)))

    (tmp_path / "lines").mkdir()
    source = tmp_path / "lines" / "line.py"
    source.write_text("LINE = 1\n")
    states = [state()]
    os.utime(source, ns=(0, source.stat().st_mtime_ns + 1))
    states.append(state())
    source.write_text("LINE = 10\n")
    states.append(state())
    (tmp_path / "lines" / "more.py").write_text("")
    states.append(state())
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "compiled.py").write_text("")
    assert len(set(map(tuple, states))) == 4
    assert state() == states[-1]


def test_after_the_start_all_is_checked_and_nothing_noted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checked_sources, "_were_checked", lambda: True)
    monkeypatch.setattr(checked_sources, "_place", lambda: tmp_path / "declarations.checked")
    assert checked_sources.must_check_declarations()
    checked_sources.note_checked_declarations()
    assert not list(tmp_path.iterdir())
