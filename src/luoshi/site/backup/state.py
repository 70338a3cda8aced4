"""What is known of backups beside the database, in the data folder: how the last ones went, and what forbids to go on.

``backups.json`` tells of the last attempt, the last whole backup, its copy and the last drill. ``moved.json`` says that
the data lies in another database now, ``restoring.json`` that a restore was begun and has not come to its end.
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
    """What stands in such a file; nothing where there is none or it cannot be read."""
    try:
        said = json.loads((data / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def write_state_file(data: Path, said: Mapping[str, Any], name: str = KEPT) -> None:
    """Put such a file into its place, whole."""
    path = data / name
    temporary = path.with_name(f".{name}-{secrets.token_hex(4)}.tmp")
    data.mkdir(parents=True, exist_ok=True)
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def update_backup_state(data: Path, **said: Any) -> None:
    """Change some of what ``backups.json`` says."""
    write_state_file(data, {**read_state_file(data), **said})


def remove_state_file(data: Path, name: str) -> None:
    """Take such a file away."""
    (data / name).unlink(missing_ok=True)


def place_of_database(url: str, data: Path) -> str:
    """Which database a DATABASE_URL names, for people and to compare, without the password; "" is SQLite's own."""
    if not url:
        return str(data / folder.DATABASE)
    said = parse_url(url)
    if said["ENGINE"].endswith("sqlite3"):
        return str(said["NAME"])
    return f"{said['NAME']} @ {said['HOST'] or 'localhost'}:{said['PORT'] or 5432}"


def current_database_url() -> str:
    """The database that the settings name."""
    return place_of_database(os.environ.get("DATABASE_URL", ""), settings.DATA)


def refuse_unusable_data(data: Path, surroundings: Mapping[str, str]) -> None:
    """Go on only where the data is what people work on.

    Raises:
        BackupError: ``moved``: it lies in another database now; ``restoring``: a restore was broken off.
    """
    here = place_of_database(surroundings.get("DATABASE_URL", ""), data)
    moved = read_state_file(data, MOVED)
    if moved and moved.get("old") == here:
        raise BackupError("moved", to=moved.get("to"), at=str(moved.get("at"))[:10], file=moved.get("kept"))
    begun = read_state_file(data, RESTORING)
    if begun and begun.get("into") == here:
        raise BackupError("restoring", file=begun.get("file"), database=here)
