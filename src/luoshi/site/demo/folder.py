"""Whether this is a demonstration, and whether its data folder was made by one. Asked before there are settings."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MARKER = "demonstration-data.txt"
DATABASE = "luoshi.sqlite3"
OF_OFFICES = (DATABASE, "secret.key", "field.keys", "journal.key", "signing.key", "files")
"""What an installation lays down in its data folder; one on PostgreSQL has no database there, but its keys."""
# Invented: no line has this number, and the complaints page is a chapter of the guide that comes with the program.
OFFICE = {
    "name": "云岭县督查室",
    "helpline": "0000-0000000",
    "hours": "工作日 8:30–12:00、14:00–17:30",
    "complaints": "/help/running/",
}
_WORDS = """\
本文件夹由 luoshi serve --demo 建立，其中全部是虚构的演示数据，不得存放真实数据。
Made by luoshi serve --demo: all data in this folder is invented. Keep no real data here.
"""


def data_folder(surroundings: Mapping[str, str]) -> Path:
    """The data folder that the surroundings name."""
    return Path(surroundings.get("LUOSHI_DATA", "data")).resolve()


def is_demo_requested(surroundings: Mapping[str, str]) -> bool:
    """Whether a demonstration is asked for; a folder that a demonstration made never holds anything else."""
    return surroundings.get("LUOSHI_DEMO", "") == "1" or is_demo_folder(data_folder(surroundings))


def is_demo_folder(data: Path) -> bool:
    """Whether the folder was made by a demonstration."""
    return (data / MARKER).is_file()


def has_office_data(data: Path) -> bool:
    """Whether the folder holds an installation that is no demonstration."""
    return not is_demo_folder(data) and any((data / name).exists() for name in OF_OFFICES)


def claim_demo_folder(data: Path) -> bool:
    """Mark a folder that has no database yet as a demonstration's; False where it holds another's data."""
    if is_demo_folder(data):
        return True
    if (data / DATABASE).exists():
        return False
    data.mkdir(parents=True, exist_ok=True)
    with open(data / MARKER, "w", encoding="utf-8") as file:
        file.write(_WORDS)
        file.flush()
        os.fsync(file.fileno())
    return True
