from pathlib import Path

import pytest


@pytest.fixture
def surroundings(monkeypatch, tmp_path):
    """No language of the person's own, a state of its own, and the source for processes that a test starts."""
    for name in ("LUOSHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "src"))
    monkeypatch.setenv("PYTHONUTF8", "1")
