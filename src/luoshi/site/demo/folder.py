"""Whether this is a demonstration, and whether one made its data folder. Used before settings exist."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MARKER = "demonstration-data.txt"
DATABASE = "luoshi.sqlite3"
OF_OFFICES = (DATABASE, "secret.key", "field.keys", "journal.key", "signing.key", "files")
"""What an installation puts into its data folder; one on PostgreSQL has no database there, but its keys."""
# Invented: no line has this number, and complaints go to the page that anybody reads.
OFFICE = {
    "name": "云岭县督查室",
    "helpline": "0000-0000000",
    "hours": "工作日 8:30–12:00、14:00–17:30",
    "complaints": "/open/",
}
_WORDS = """\
本文件夹由 luoshi serve --demo 建立，其中全部是虚构的演示数据，不得存放真实数据。
Made by luoshi serve --demo: all data in this folder is invented. Keep no real data here.
"""


def data_folder(surroundings: Mapping[str, str]) -> Path:
    """Return the data folder that the environment names."""
    return Path(surroundings.get("LUOSHI_DATA", "data")).resolve()


def is_demo_requested(surroundings: Mapping[str, str]) -> bool:
    """Return True if a demonstration is requested; a folder made by one never holds anything else."""
    return surroundings.get("LUOSHI_DEMO", "") == "1" or is_demo_folder(data_folder(surroundings))


def is_demo_folder(data: Path) -> bool:
    """Return True if a demonstration made the folder."""
    return (data / MARKER).is_file()


def has_office_data(data: Path) -> bool:
    """Return True if the folder holds an installation that is no demonstration."""
    return not is_demo_folder(data) and any((data / name).exists() for name in OF_OFFICES)


def claim_demo_folder(data: Path) -> bool:
    """Mark a folder without a database as a demonstration's; return False if it holds other data."""
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
