"""Upgrade the database to this version, with a way back: the previous state is kept in a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness.actions import migrate_witnessed
from luoshi.kernel.history.queries.integrity import integrity_findings
from luoshi.kernel.messages.queries.background_work import SILENT
from luoshi.kernel.worker.actions.housekeeping import update_planner_statistics
from luoshi.site.backup import queries, rules, state
from luoshi.site.backup.actions.backup_creation import create_backup
from luoshi.site.backup.actions.backup_restoration import bring_back, install_restored_triggers, refuse_other_signer
from luoshi.site.backup.actions.backup_retention import backup_folder
from luoshi.site.backup.archive import BackupArchive, Phrases, own_phrases
from luoshi.site.backup.errors import BackupError
from luoshi.site.backup.manifest import Manifest

STAYS = ("records_entry", "records_payload", "records_seal", "records_evidence")  # no upgrade deletes rows of these
LOOK = 1.0  # seconds between two checks whether others still work


@dataclass(frozen=True)
class Upgraded:
    """The result of an upgrade: the number of migrations, the file with the previous state, and the findings."""

    changes: int
    kept: Path | None
    findings: tuple[IntegrityFinding, ...] = ()


def count_pending_migrations() -> int:
    """Count the migrations of this version that the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def upgrade_database(told: Callable[[str], object]) -> Upgraded:
    """Save the present state, migrate the tables, verify; if that fails, restore the saved state.

    Args:
        told: called with the name of each part of the work when it begins.

    Raises:
        BackupError: ``upgrade_failed``: the previous state is restored, and why; ``busy``: others work on it;
            ``upgrade_stuck``: it could not be restored automatically, and which command can.
    """
    changes = count_pending_migrations()
    if not changes:
        return Upgraded(0, None)
    _alone(told)
    told("keeping")
    kept = _keep()
    with BackupArchive(kept, own_phrases(kept)) as archive:
        manifest = archive.manifest
    told("upgrading")
    try:
        before = {name: queries.count_table_rows(name) for name in STAYS}
        migrate_witnessed(timezone.now())
        _compare(before, manifest)
    except Exception as error:
        why = " ".join(str(error).split())[:300] or type(error).__name__
        told("going_back")
        _go_back(kept, own_phrases(kept))
        raise BackupError("upgrade_failed", why=why, file=str(kept)) from error
    update_planner_statistics()
    told("verifying")
    found = tuple(
        finding
        for finding in integrity_findings({manifest.number: manifest.head} if manifest.number else {})
        if finding.is_broken
    )
    head_note.write_head_note(settings.DATA)
    return Upgraded(changes, kept, found)


def roll_back_upgrade(phrases: Phrases = own_phrases) -> tuple[Path, Path, int]:
    """Restore the state before the last upgrade.

    Returns that file, the file that keeps the state until now, and the number of entries made since.

    Raises:
        BackupError: ``no_back``: there is no such file, or ``busy``, ``upgrade_stuck``.
    """
    now = set(queries.database_migrations())
    for path in sorted(_before(), reverse=True):
        with BackupArchive(path, phrases(path)) as archive:
            if set(archive.manifest.migrations) < now:
                refuse_other_signer(archive.manifest)
                _alone(lambda _name: None)
                for _part in archive.check():
                    pass
                break
    else:
        raise BackupError("no_back", folder=str(backup_folder()))
    since = queries.last_seal_head()[0] - archive.manifest.number
    kept = _keep()
    _go_back(path, [archive.phrase])
    return path, kept, since


def _keep() -> Path:
    """Save the present state under an unused name: the file to go back to may be only a second old."""
    at = timezone.localtime()
    encrypted = bool(settings.BACKUP_PASSPHRASE)
    while (path := backup_folder() / rules.backup_file_name(at, upgrade=True, encrypted=encrypted)).exists():
        at += timedelta(seconds=1)
    making = create_backup(path, at=at, files=False, told=False)
    for _done in making:
        pass
    for old in sorted(_before())[: -rules.UPGRADES]:
        old.unlink(missing_ok=True)
    return path


def _before() -> list[Path]:
    place = backup_folder()
    return [path for path in place.iterdir() if rules.BEFORE.fullmatch(path.name)] if place.is_dir() else []


def _go_back(kept: Path, phrases: Iterable[str]) -> None:
    """Replace rows and tables by those of a backup; the evidence files were never removed."""
    here = state.current_database_url()
    try:
        connections.close_all()
        state.write_state_file(settings.DATA, {"file": str(kept), "into": here}, state.RESTORING)
        with BackupArchive(kept, phrases) as archive:
            bring_back(archive)
        install_restored_triggers()
        head_note.write_head_note(settings.DATA)
        state.remove_state_file(settings.DATA, state.RESTORING)
    except Exception as error:
        why = " ".join(str(error).split())[:300] or type(error).__name__
        raise BackupError("upgrade_stuck", why=why, file=str(kept)) from error


def _compare(before: dict[str, int], manifest: Manifest) -> None:
    """Check that the journal and its basis have lost no rows and have the same head."""
    for name, count in before.items():
        if queries.count_table_rows(name) < count:
            raise BackupError("fewer", table=name)
    if manifest.number and queries.last_seal_head(manifest.number)[1] != manifest.head:
        raise BackupError("head", number=manifest.number)


def _alone(told: Callable[[str], object]) -> None:
    """Wait until no worker runs: a killed one first falls silent."""
    ends, said = time.monotonic() + SILENT.total_seconds() + 5, False
    while queries.is_worker_active():
        if time.monotonic() > ends:
            raise BackupError("busy")
        if not said:
            told("waiting")
            said = True
        time.sleep(LOOK)
