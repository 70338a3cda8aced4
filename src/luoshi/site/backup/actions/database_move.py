"""Move an office from SQLite to PostgreSQL: take one snapshot, restore it there, and put the old database aside."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from luoshi.site.backup import queries, state
from luoshi.site.backup.actions.backup_creation import create_backup
from luoshi.site.backup.errors import BackupError, of_system
from luoshi.site.demo import folder

# Another process handles the other database: Django has one set of settings.
_THERE = (
    "import sys; from luoshi.cli.backup import run_restore_command; "
    "sys.exit(run_restore_command(sys.argv[1], '', sys.argv[2], moved=True, language=sys.argv[3]))"
)
BETWEEN = "moving.zip"


def move_to_postgresql(url: str, language: str, told: Callable[[str], object]) -> Path:
    """Copy all rows into an empty PostgreSQL database; files stay in place. Return the old file's new name.

    Nobody may work meanwhile. It compares each table's rows and content and the journal's head, and verifies the
    journal in the new database.

    Args:
        url: of the new database, as DATABASE_URL takes it.

    Raises:
        BackupError: nothing was moved, and why.
    """
    old = Path(settings.DATA) / folder.DATABASE
    if not url.startswith(("postgres://", "postgresql://")):
        raise BackupError("move_where")
    if state.current_database_url() != str(old) or not old.is_file():
        raise BackupError("move_from", file=str(old))
    if queries.is_worker_active():
        raise BackupError("busy")
    _alone(old)
    between = Path(settings.DATA) / BETWEEN
    try:
        with _held(old):
            told("rows")
            for _done in create_backup(between, at=timezone.localtime(), files=False, told=False):
                pass
            connections.close_all()
            around = {**os.environ, "DATABASE_URL": url, "LUOSHI_DATA": str(settings.DATA)}
            command = [sys.executable, "-c", _THERE, str(between), str(settings.DATA), language]
            if subprocess.run(command, env=around, check=False).returncode not in (
                0,
                3,
            ):  # 3: findings, which were reported
                raise BackupError("move_failed")
        _alone(old)
    finally:
        between.unlink(missing_ok=True)
    at = timezone.localtime()
    kept = old.with_name(f"luoshi.moved-{at:%Y%m%d-%H%M%S}.sqlite3")
    there = state.place_of_database(url, settings.DATA)
    try:
        state.write_state_file(
            settings.DATA, {"old": str(old), "to": there, "at": at.isoformat(), "kept": kept.name}, state.MOVED
        )
        os.replace(old, kept)
    except OSError as error:
        raise of_system(error, "place", path=str(kept)) from error
    return kept


def _alone(file: Path) -> None:
    """Fold the write-ahead log into the database file, which SQLite does only for its sole user."""
    connections.close_all()
    base = sqlite3.connect(file, timeout=1, isolation_level=None)
    try:
        mode = base.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        mode = ""
    finally:
        base.close()
    if mode != "delete":
        raise BackupError("busy")


@contextmanager
def _held(file: Path) -> Iterator[None]:
    """Block all writers meanwhile."""
    base = sqlite3.connect(file, timeout=1, isolation_level=None)
    try:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("BEGIN IMMEDIATE")
        yield
        base.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise BackupError("busy") from error
    finally:
        base.close()
