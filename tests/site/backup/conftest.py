"""Where backups are brought back in tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from luoshi.site.backup import queries
from luoshi.site.backup.actions import backup_restoration


@pytest.fixture
def empty(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder and database; whoever writes a row there fails the test."""
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(backup_restoration, "bring_back", lambda _archive: pytest.fail("rows were written"))
    monkeypatch.setattr(
        queries,
        "unknown_migrations",
        lambda migrations: [migration for _app, migration in migrations if "9999" in migration],
    )
    return tmp_path / "data"
