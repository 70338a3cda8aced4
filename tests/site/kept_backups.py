"""A backup that is altered, and what a restore says of it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from luoshi.cli.language import load_message_catalogue
from luoshi.site.backup.actions import backup_restoration
from luoshi.site.backup.errors import BackupError


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def written(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return path


def refused(path: Path, data: Path, keys_file: Path | None = None) -> BackupError:
    """Why it was refused, in words that both languages have; nothing was written."""
    before = sorted(found_path.name for found_path in data.iterdir()) if data.exists() else None
    with pytest.raises(BackupError) as found:
        backup_restoration.restore_backup(path, keys_file=keys_file, moved=False, told=lambda _name: None)
    assert (sorted(found_path.name for found_path in data.iterdir()) if data.exists() else None) == before
    for language in ("zh", "en"):
        assert load_message_catalogue(language)[f"backup.{found.value.code}"].format(**found.value.values)
    return found.value
