"""State of backups stored in the data folder, outside the database: recent results, and what blocks further work.

``backups.json`` describes the last attempt, the last complete backup, its copy and the last drill. ``moved.json``
records that the data is now in another database, ``restoring.json`` that a restore was begun and has not finished.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from luoshi.site.backup.errors import BackupError
from luoshi.site.databases import parse_url
from luoshi.site.demo import folder

KEPT, MOVED, RESTORING = "backups.json", "moved.json", "restoring.json"


def read_state_file(data: Path, name: str = KEPT) -> dict[str, Any]:
    """Return the content of such a file; empty if it is missing or unreadable."""
    try:
        said = json.loads((data / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def write_state_file(data: Path, said: Mapping[str, object], name: str = KEPT) -> None:
    """Write such a file atomically."""
    path = data / name
    temporary = path.with_name(f".{name}-{secrets.token_hex(4)}.tmp")
    data.mkdir(parents=True, exist_ok=True)
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def update_backup_state(data: Path, **said: object) -> None:
    """Update some values of ``backups.json``."""
    write_state_file(data, {**read_state_file(data), **said})


def remove_state_file(data: Path, name: str) -> None:
    """Remove such a file."""
    (data / name).unlink(missing_ok=True)


def place_of_database(url: str, data: Path) -> str:
    """Return the database of a DATABASE_URL, for display and comparison, without password; "" is SQLite's own."""
    if not url:
        return str(data / folder.DATABASE)
    said = parse_url(url)
    if said["ENGINE"].endswith("sqlite3"):
        return str(said["NAME"])
    return f"{said['NAME']} @ {said['HOST'] or 'localhost'}:{said['PORT'] or 5432}"


def current_database_url() -> str:
    """Return the database that the settings name."""
    return place_of_database(os.environ.get("DATABASE_URL", ""), settings.DATA)


def refuse_unusable_data(data: Path, surroundings: Mapping[str, str]) -> None:
    """Refuse to continue if the data is not what people work on.

    Raises:
        BackupError: ``moved``: it is now in another database; ``restoring``: a restore was interrupted.
    """
    here = place_of_database(surroundings.get("DATABASE_URL", ""), data)
    moved = read_state_file(data, MOVED)
    if moved and moved.get("old") == here:
        raise BackupError("moved", to=moved.get("to"), at=str(moved.get("at"))[:10], file=moved.get("kept"))
    begun = read_state_file(data, RESTORING)
    if begun and begun.get("into") == here:
        raise BackupError("restoring", file=begun.get("file"), database=here)
