"""Keep backups: make one with its copy, record the result, and remove those that the retention rule releases."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from luoshi.site.backup import rules, state
from luoshi.site.backup.actions.backup_creation import CreatedBackup, create_backup
from luoshi.site.backup.archive import copy_backup
from luoshi.site.backup.errors import BackupError, of_system
from luoshi.site.keys import KeysError

ABANDONED = 24 * 3600  # seconds after which remains of a killed backup are removed

Keeping = Generator[tuple[int, int], None, CreatedBackup]


def backup_folder() -> Path:
    """Return the backup folder, unless another place is named."""
    return Path(settings.BACKUP_FOLDER or settings.DATA / "backups")


def keep_backup(target: Path | None, *, with_keys: bool = False, phrase: str = "") -> Keeping:
    """Make a backup and its copy in the second folder, remove old ones by the rule, and record the result.

    Args:
        target: the file to write; None: one in ``backup_folder()``, named after the time.
        phrase: as for ``create_backup``.

    Raises:
        BackupError: it could not be made; a failed copy is only recorded.
    """
    at, start = timezone.localtime(), time.monotonic()
    path = target or backup_folder() / rules.backup_file_name(at, encrypted=bool(phrase or settings.BACKUP_PASSPHRASE))
    try:
        with contextlib.suppress(OSError):
            _sweep(path.parent)
        made = yield from create_backup(path, at=at, with_keys=with_keys, phrase=phrase)
    except (BackupError, DatabaseError, OSError, KeysError) as error:
        _failed(at, error)
        raise
    said = made.manifest
    faults = len(said.files.missing) + len(said.files.altered)
    told = {
        "at": at.isoformat(), "file": str(path), "size": made.size, "seconds": round(time.monotonic() - start, 1),
        "rows": made.rows, "entries": said.number, "files": said.files.count, "faults": faults, "keys": with_keys,
        "encrypted": made.encrypted,
    }  # fmt: skip
    state.update_backup_state(settings.DATA, made=told, tried={"at": at.isoformat(), "error": ""})
    if target is None:
        _copy(path, at)
        if not faults:  # an older backup may have what this one lacks
            _thin(backup_folder())
    return made


def run_nightly_backup(at: datetime) -> Iterator[None]:
    """Run the worker's nightly backup, unless this is a demonstration or it is switched off."""
    if not settings.DEMO:
        for _share in keep_backup(None):
            yield


def _failed(at: datetime, error: Exception) -> None:
    known = error if isinstance(error, BackupError) else None
    if isinstance(error, OSError):
        known = of_system(error, "place", path=str(backup_folder()))
    code, why = (known.code, str(known.values.get("why", ""))) if known else ("other", type(error).__name__)
    with contextlib.suppress(OSError):
        state.update_backup_state(settings.DATA, tried={"at": at.isoformat(), "error": code, "why": why})


def _copy(path: Path, at: datetime) -> None:
    if not settings.BACKUP_COPY:
        state.update_backup_state(settings.DATA, copied={})
        return
    place = Path(settings.BACKUP_COPY)
    error = ""
    try:
        if (
            not place.is_dir()
        ):  # a share that is not mounted: a folder of that name on this disk would be no second place
            raise BackupError("no_share", path=str(place))
        copy_backup(path, place)
        with contextlib.suppress(OSError):
            _sweep(place)
        _thin(place)
    except BackupError as found:
        error = str(found.values.get("why") or found.code)
    state.update_backup_state(settings.DATA, copied={"at": at.isoformat(), "folder": str(place), "error": error})


def _thin(place: Path) -> None:
    """Remove the backups that the rule releases; the last few made before upgrades stay."""
    there = {at: path for path in place.iterdir() if (at := rules.made_at(path.name))}
    days, weeks, months = settings.BACKUP_KEEP
    staying = rules.backups_to_keep(list(there), days=days, weeks=weeks, months=months)
    before = sorted(path for path in place.iterdir() if rules.BEFORE.fullmatch(path.name))
    for path in [*(path for at, path in there.items() if at not in staying), *before[: -rules.UPGRADES]]:
        with contextlib.suppress(OSError):
            path.unlink()


def _sweep(place: Path) -> None:
    """Remove the remains of killed backups."""
    for path in place.glob(".luoshi-*.tmp"):
        if path.stat().st_mtime < time.time() - ABANDONED:  # noqa: TID251  compared with the file system's own
            path.unlink(missing_ok=True)
