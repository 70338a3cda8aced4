"""The drill: the last backup is brought back in a folder of its own, and what came of it is noted."""

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
PACKED = 30  # a database is so many times larger than its packed rows at most, index and log included


def newest_backup_path() -> Path:
    """The newest backup in the folder of backups.

    Raises:
        BackupError: ``no_last``: there is none.
    """
    place = backup_folder()
    found = [path for path in place.iterdir() if rules.made_at(path.name)] if place.is_dir() else []
    if not found:
        raise BackupError("no_last", folder=str(place))
    return max(found, key=lambda path: path.name)


def run_restore_drill(path: Path, scratch: Path | None, language: str, phrases: Phrases = own_phrases) -> int:
    """Bring a backup back into SQLite in a new folder, with all checks of a restore, and remove that folder again.

    Args:
        scratch: where that folder is made; None: beside the backup.
        phrases: pass phrases to try for a file that is encrypted.

    Returns:
        The exit status of the restore: 0 all is well, 3 the journal was not whole, 1 it could not be brought back.

    Raises:
        BackupError: there is no room for it, or no folder can be made.
    """
    with BackupArchive(path, phrases(path)) as archive:  # where it opens
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
        status = subprocess.run(command, env=around, check=False, input=phrase).returncode  # by no file
    finally:
        shutil.rmtree(place, ignore_errors=True)
    told = {
        "at": at.isoformat(), "file": path.name, "made": archive.manifest.made, "status": status,
        "seconds": round(time.monotonic() - start, 1),
    }  # fmt: skip
    state.update_backup_state(settings.DATA, drill=told)
    return status
