"""``luoshi backup``, ``restore``, ``drill``, ``move`` and ``upgrade``: their messages and exit status."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import journal, pass_phrases, streams
from luoshi.cli.language import explain_error, translate_message
from luoshi.cli.office import start_django
from luoshi.writing.width import terminal_safe_text

if TYPE_CHECKING:
    from luoshi.evidence.journal.rules.proof import IntegrityFinding
    from luoshi.site.backup.manifest import Manifest

BROKEN = 3  # exit status: done, but something in it is damaged
NAMED = 20  # findings listed one by one
LARGE = 1_000_000_000  # bytes of evidence above which progress is reported


def run_backup_command(file: str, data: str, *, with_keys: bool, keys_file: str, encrypt: bool, language: str) -> int:
    """Make a backup: 0, or 3 if evidence files are missing or damaged, or 1 if none could be made."""
    if not start_django(data, language):
        return 1

    def work() -> int:
        from django.conf import settings

        from luoshi.site.backup.actions.backup_creation import make_keys
        from luoshi.site.backup.actions.backup_retention import keep_backup
        from luoshi.site.keys import available_keys

        phrase = pass_phrases.choose_pass_phrase(language) if encrypt else ""
        target = _target(file, encrypted=encrypt or bool(settings.BACKUP_PASSPHRASE))
        making, shown = keep_backup(target, with_keys=with_keys, phrase=phrase), 0
        while True:
            try:
                done, size = next(making)
            except StopIteration as end:
                made = end.value
                break
            if size > LARGE and (tenth := done * 10 // size) > shown:
                shown = tenth
                streams.print_line(translate_message(language, "backup.share", share=tenth * 10))
        files = made.manifest.files
        streams.print_line(
            translate_message(
                language, "backup.made", path=terminal_safe_text(str(made.path)), size=_size(made.size), rows=made.rows,
                files=files.count, number=made.manifest.number,
            )
        )  # fmt: skip
        if keys_file:
            make_keys(Path(keys_file), available_keys(settings.DATA, os.environ), phrase)
            streams.print_line(translate_message(language, "backup.keys_apart", path=terminal_safe_text(keys_file)))
        streams.print_line(translate_message(language, "backup.keys_in" if with_keys else "backup.keys_not_in"))
        streams.print_line(
            translate_message(language, "backup.encrypted" if made.encrypted else "backup.not_encrypted")
        )
        signer = made.manifest.signer
        streams.print_line(
            translate_message(language, "backup.signed" if signer else "backup.not_signed", print=signer)
        )
        if made.manifest.left_out:
            streams.print_line(translate_message(language, "backup.left_out", names=", ".join(made.manifest.left_out)))
        return BROKEN if _wanting(made.manifest, language) else _copied(file, language)

    return _guarded(work, language)


def _target(file: str, *, encrypted: bool) -> Path | None:
    """Return the file to write; None: a generated name in the backup folder."""
    if not file:
        return None
    from django.utils import timezone

    from luoshi.site.backup import rules

    path = Path(file)
    is_folder = path.is_dir() or file.endswith(("/", "\\"))
    return path / rules.backup_file_name(timezone.localtime(), encrypted=encrypted) if is_folder else path


def _copied(file: str, language: str) -> int:
    from django.conf import settings

    from luoshi.site.backup import state

    said = state.read_state_file(settings.DATA).get("copied") or {}
    if file or not said:
        return 0
    if said["error"]:
        streams.print_error_line(
            explain_error(language, "backup.not_copied", {"folder": said["folder"], "why": said["error"]})
        )
        return BROKEN
    streams.print_line(translate_message(language, "backup.copied", folder=terminal_safe_text(said["folder"])))
    return 0


def _wanting(manifest: Manifest, language: str) -> bool:
    """Report missing and damaged evidence files; return True if there are any."""
    files = manifest.files
    for how, names in (("missing", files.missing), ("altered", files.altered)):
        for name in names[:NAMED]:
            streams.print_error_line(translate_message(language, f"backup.file_{how}", name=name))
    if len(files.missing) + len(files.altered) > NAMED:
        streams.print_error_line(
            translate_message(language, "backup.more_files", count=len(files.missing) + len(files.altered))
        )
    return bool(files.missing or files.altered)


def run_restore_command(file: str, keys_file: str, data: str, *, moved: bool, language: str) -> int:
    """Restore a backup: 0, or 3 if its content is damaged, or 1 if it could not be restored."""
    if not start_django(data, language, empty=True):
        return 1

    def work() -> int:
        from django.conf import settings

        from luoshi.site.backup.actions.backup_restoration import restore_backup

        keys = Path(keys_file) if keys_file else None
        asking = pass_phrases.decryption_phrases(language)
        found = restore_backup(Path(file), keys_file=keys, moved=moved, told=_telling(language), phrases=asking)
        manifest = found.manifest
        streams.print_line(
            translate_message(
                language, "backup.restored", rows=sum(table.rows for table in manifest.tables),
                tables=len(manifest.tables), files=manifest.files.count, made=manifest.made[:19].replace("T", " "),
                number=manifest.number, head=manifest.head or "-",
            )
        )  # fmt: skip
        if not moved:
            how = "unsigned" if not manifest.signer else "signed_known" if found.known else "signed_unknown"
            streams.print_line(translate_message(language, f"backup.{how}", print=manifest.signer))
        broken = _wanting(manifest, language)
        if not manifest.files.taken and not moved:
            streams.print_line(translate_message(language, "backup.files_not_in"))
        if found.unread:
            streams.print_error_line(translate_message(language, "backup.keys_unfit", place=found.unread))
            broken = True
        else:
            streams.print_line(
                translate_message(language, f"backup.keys_{found.keys}", folder=terminal_safe_text(str(settings.DATA)))
            )
        return BROKEN if _found(found.findings, language) or broken else 0

    return _guarded(work, language)


def run_drill_command(file: str, scratch: str, data: str, *, language: str) -> int:
    """Test-restore a backup: 0, or the exit status of the restore."""
    if not start_django(data, language, empty=True):
        return 1

    def work() -> int:
        from luoshi.site.backup.actions import restore_drills

        path = Path(file) if file else restore_drills.newest_backup_path()
        streams.print_line(translate_message(language, "backup.drilling", path=terminal_safe_text(str(path))))
        streams.flush_stdout()
        status = restore_drills.run_restore_drill(
            path, Path(scratch) if scratch else None, language, pass_phrases.decryption_phrases(language)
        )
        streams.print_line(
            translate_message(
                language, "backup.drilled" if status == 0 else "backup.drill_failed", path=terminal_safe_text(str(path))
            )
        )
        return status

    return _guarded(work, language)


def run_move_command(url: str, data: str, *, language: str) -> int:
    """Move from SQLite to PostgreSQL: 0, or 1 if nothing was moved."""
    if not start_django(data, language):
        return 1

    def work() -> int:
        from luoshi.site.backup.actions.database_move import move_to_postgresql

        def told(name: str) -> None:
            _telling(language)(name)
            streams.flush_stdout()  # the other process writes next

        kept = move_to_postgresql(url, language, told)
        streams.print_line(translate_message(language, "backup.moved_to", kept=terminal_safe_text(str(kept))))
        return 0

    return _guarded(work, language)


def run_upgrade_command(data: str, *, back: bool, language: str) -> int:
    """Upgrade the tables to this version, or go back: 0, 3 with findings, 1 if nothing changed."""
    if not start_django(data, language):
        return 1

    def work() -> int:
        from luoshi.site.backup.actions import database_upgrades

        if back:
            path, kept, since = database_upgrades.roll_back_upgrade(pass_phrases.decryption_phrases(language))
            streams.print_line(
                translate_message(
                    language,
                    "backup.gone_back",
                    path=terminal_safe_text(str(path)),
                    kept=terminal_safe_text(str(kept)),
                    count=since,
                )
            )
            return 0
        found = database_upgrades.upgrade_database(_telling(language))
        if not found.changes:
            streams.print_line(translate_message(language, "backup.up_to_date"))
            return 0
        streams.print_line(translate_message(language, "office.migrated", count=found.changes))
        streams.print_line(translate_message(language, "backup.kept_before", path=terminal_safe_text(str(found.kept))))
        return BROKEN if _found(found.findings, language) else 0

    return _guarded(work, language)


def _found(findings: tuple[IntegrityFinding, ...], language: str) -> bool:
    """Report the findings of the journal's verification; return True if there are any."""
    for finding in findings[:NAMED]:
        streams.print_error_line("✗ " + journal.describe_journal_finding(finding, language))
    streams.print_line(
        translate_message(language, "backup.found", count=len(findings))
        if findings
        else translate_message(language, "backup.whole")
    )
    return bool(findings)


def _telling(language: str) -> Callable[[str], None]:
    def told(name: str) -> None:
        streams.print_line(translate_message(language, f"backup.doing_{name}"))

    return told


def _guarded(work: Callable[[], int], language: str) -> int:
    from django.conf import settings
    from django.db import DatabaseError

    from luoshi.site.backup.errors import BackupError
    from luoshi.site.keys import KeysError
    from luoshi.site.signin.bounds import SettingError

    try:
        if settings.DEMO:
            raise BackupError("demo")
        return work()
    except BackupError as error:
        streams.print_error_line(explain_error(language, f"backup.{error.code}", _shown(error.values)))
    except KeysError as error:
        streams.print_error_line(explain_error(language, f"keys.{error.code}", error.values))
    except SettingError as error:  # of the target database
        streams.print_error_line(explain_error(language, f"setting.{error.code}", error.values))
    except DatabaseError as error:
        streams.print_error_line(
            translate_message(language, "backup.database", why=(str(error) or type(error).__name__).splitlines()[0])
        )
    return 1


def _shown(values: dict[str, object]) -> dict[str, object]:
    """Return values for display: sizes in units, names without terminal control characters."""
    shown: dict[str, object] = {}
    for name, value in values.items():
        is_size = name in ("needed", "free") and isinstance(value, int)
        shown[name] = (
            _size(int(str(value))) if is_size else terminal_safe_text(value) if isinstance(value, str) else value
        )
    return shown


def _size(size: int) -> str:
    for unit, worth in (("GB", 10**9), ("MB", 10**6)):
        if size >= worth:
            return f"{size / worth:.1f} {unit}"
    return f"{size / 1000:.0f} KB"
