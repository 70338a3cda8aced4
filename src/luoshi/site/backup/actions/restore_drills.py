"""The drill: restore the last backup in a separate folder, and record the result."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from luoshi.site import keys
from luoshi.site.backup import rules, state
from luoshi.site.backup.actions.backup_retention import backup_folder
from luoshi.site.backup.archive import BackupArchive, Phrases, free_disk_bytes, own_phrases
from luoshi.site.backup.errors import BackupError, of_system

_APART = (
    "import sys; from luoshi.cli.backup import run_restore_command; "
    "sys.exit(run_restore_command(sys.argv[1], '', sys.argv[2], moved=False, language=sys.argv[3]))"
)
PACKED = 30  # a database is at most this many times larger than its packed rows, index and log included


def newest_backup_path() -> Path:
    """Return the newest backup in the backup folder.

    Raises:
        BackupError: ``no_last``: there is none.
    """
    place = backup_folder()
    found = [path for path in place.iterdir() if rules.made_at(path.name)] if place.is_dir() else []
    if not found:
        raise BackupError("no_last", folder=str(place))
    return max(found, key=lambda path: path.name)


def run_restore_drill(path: Path, scratch: Path | None, language: str, phrases: Phrases = own_phrases) -> int:
    """Restore a backup into SQLite in a new folder, with all checks of a restore, and remove that folder again.

    Args:
        scratch: where that folder is made; None: beside the backup.
        phrases: pass phrases to try for an encrypted file.

    Returns:
        The exit status of the restore: 0 success, 3 the journal was damaged, 1 it could not be restored.

    Raises:
        BackupError: there is no space for it, or no folder can be made.
    """
    with BackupArchive(path, phrases(path)) as archive:  # if it opens
        phrase = f"{archive.phrase}\n".encode()
    above = scratch or path.resolve().parent
    needed = archive.manifest.files.size + (path.stat().st_size - archive.manifest.files.size) * PACKED
    if (left := free_disk_bytes(above)) < needed:
        raise BackupError("space", path=str(above), needed=needed, free=left)
    start, at = time.monotonic(), timezone.localtime()
    try:
        place = Path(tempfile.mkdtemp(prefix="luoshi-drill-", dir=above))
    except OSError as error:
        raise of_system(error, "place", path=str(above)) from error
    try:
        keys.put_back(
            place, {name: key.encode() for name, key in keys.available_keys(settings.DATA, os.environ).items()}
        )
        gone = ("DATABASE_URL", "LUOSHI_DEMO")
        around = {name: value for name, value in os.environ.items() if name not in gone} | {"LUOSHI_DATA": str(place)}
        command = [sys.executable, "-c", _APART, str(path.resolve()), str(place), language]
        status = subprocess.run(command, env=around, check=False, input=phrase).returncode  # not through a file
    finally:
        shutil.rmtree(place, ignore_errors=True)
    told = {
        "at": at.isoformat(), "file": path.name, "made": archive.manifest.made, "status": status,
        "seconds": round(time.monotonic() - start, 1),
    }  # fmt: skip
    state.update_backup_state(settings.DATA, drill=told)
    return status
