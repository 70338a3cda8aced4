"""``luoshi backup``, ``restore``, ``drill``, ``move``, ``upgrade``: what they say, and their exit status."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.cli import journal, phrases, streams
from luoshi.cli.language import explain, say
from luoshi.cli.office import start
from luoshi.writing.width import safe

if TYPE_CHECKING:
    from luoshi.records.journal.rules.proof import Finding
    from luoshi.site.backup.manifest import Manifest

BROKEN = 3  # exit status: it was done, and something in it is not whole
NAMED = 20  # findings told one by one
LARGE = 1_000_000_000  # bytes of evidence from which on one is told how far it is


def backup(file: str, data: str, *, with_keys: bool, keys_file: str, encrypt: bool, language: str) -> int:
    """Make a backup: 0, or 3 where files of evidence were wanting, or 1 where none could be made."""
    if not start(data, language):
        return 1

    def work() -> int:
        from django.conf import settings

        from luoshi.site.backup.actions.keeping import keep
        from luoshi.site.backup.actions.making import make_keys
        from luoshi.site.keys import held

        phrase = phrases.chosen(language) if encrypt else ""
        target = _target(file, encrypted=encrypt or bool(settings.BACKUP_PASSPHRASE))
        making, shown = keep(target, with_keys=with_keys, phrase=phrase), 0
        while True:
            try:
                done, size = next(making)
            except StopIteration as end:
                made = end.value
                break
            if size > LARGE and (tenth := done * 10 // size) > shown:
                shown = tenth
                streams.show(say(language, "backup.share", share=tenth * 10))
        files = made.manifest.files
        streams.show(
            say(
                language, "backup.made", path=safe(str(made.path)), size=_size(made.size), rows=made.rows,
                files=files.count, number=made.manifest.number,
            )
        )  # fmt: skip
        if keys_file:
            make_keys(Path(keys_file), held(settings.DATA, os.environ), phrase)
            streams.show(say(language, "backup.keys_apart", path=safe(keys_file)))
        streams.show(say(language, "backup.keys_in" if with_keys else "backup.keys_not_in"))
        streams.show(say(language, "backup.encrypted" if made.encrypted else "backup.not_encrypted"))
        signer = made.manifest.signer
        streams.show(say(language, "backup.signed" if signer else "backup.not_signed", print=signer))
        if made.manifest.left_out:
            streams.show(say(language, "backup.left_out", names=", ".join(made.manifest.left_out)))
        return BROKEN if _wanting(made.manifest, language) else _copied(file, language)

    return _guarded(work, language)


def _target(file: str, *, encrypted: bool) -> Path | None:
    """The file to write; None: the folder of backups and a name of its own."""
    if not file:
        return None
    from django.utils import timezone

    from luoshi.site.backup import rules

    path = Path(file)
    is_folder = path.is_dir() or file.endswith(("/", "\\"))
    return path / rules.name_of(timezone.localtime(), encrypted=encrypted) if is_folder else path


def _copied(file: str, language: str) -> int:
    from django.conf import settings

    from luoshi.site.backup import state

    said = state.read(settings.DATA).get("copied") or {}
    if file or not said:
        return 0
    if said["error"]:
        streams.tell(explain(language, "backup.not_copied", {"folder": said["folder"], "why": said["error"]}))
        return BROKEN
    streams.show(say(language, "backup.copied", folder=safe(said["folder"])))
    return 0


def _wanting(manifest: Manifest, language: str) -> bool:
    """Say which files of evidence were wanting; whether any were."""
    files = manifest.files
    for how, names in (("missing", files.missing), ("altered", files.altered)):
        for name in names[:NAMED]:
            streams.tell(say(language, f"backup.file_{how}", name=name))
    if len(files.missing) + len(files.altered) > NAMED:
        streams.tell(say(language, "backup.more_files", count=len(files.missing) + len(files.altered)))
    return bool(files.missing or files.altered)


def restore(file: str, keys_file: str, data: str, *, moved: bool, language: str) -> int:
    """Bring a backup back: 0, or 3 where what it holds is not whole, or 1 where it could not be brought back."""
    if not start(data, language, empty=True):
        return 1

    def work() -> int:
        from django.conf import settings

        from luoshi.site.backup.actions.restoring import restore

        keys = Path(keys_file) if keys_file else None
        asking = phrases.asking(language)
        found = restore(Path(file), keys_file=keys, moved=moved, told=_telling(language), phrases=asking)
        manifest = found.manifest
        streams.show(
            say(
                language, "backup.restored", rows=sum(one.rows for one in manifest.tables),
                tables=len(manifest.tables), files=manifest.files.count, made=manifest.made[:19].replace("T", " "),
                number=manifest.number, head=manifest.head or "-",
            )
        )  # fmt: skip
        if not moved:
            how = "unsigned" if not manifest.signer else "signed_known" if found.known else "signed_unknown"
            streams.show(say(language, f"backup.{how}", print=manifest.signer))
        broken = _wanting(manifest, language)
        if not manifest.files.taken and not moved:
            streams.show(say(language, "backup.files_not_in"))
        if found.unread:
            streams.tell(say(language, "backup.keys_unfit", place=found.unread))
            broken = True
        else:
            streams.show(say(language, f"backup.keys_{found.keys}", folder=safe(str(settings.DATA))))
        return BROKEN if _found(found.findings, language) or broken else 0

    return _guarded(work, language)


def drill(file: str, scratch: str, data: str, *, language: str) -> int:
    """Prove a backup: 0, or what the restore ended with."""
    if not start(data, language, empty=True):
        return 1

    def work() -> int:
        from luoshi.site.backup.actions import drilling

        path = Path(file) if file else drilling.last()
        streams.show(say(language, "backup.drilling", path=safe(str(path))))
        streams.flush()
        status = drilling.drill(path, Path(scratch) if scratch else None, language, phrases.asking(language))
        streams.show(say(language, "backup.drilled" if status == 0 else "backup.drill_failed", path=safe(str(path))))
        return status

    return _guarded(work, language)


def move(url: str, data: str, *, language: str) -> int:
    """Move from SQLite to PostgreSQL: 0, or 1 where nothing was moved."""
    if not start(data, language):
        return 1

    def work() -> int:
        from luoshi.site.backup.actions.moving import move

        def told(name: str) -> None:
            _telling(language)(name)
            streams.flush()  # the other process writes next

        kept = move(url, language, told)
        streams.show(say(language, "backup.moved_to", kept=safe(str(kept))))
        return 0

    return _guarded(work, language)


def upgrade(data: str, *, back: bool, language: str) -> int:
    """Bring the tables up to this version, or back: 0, 3 with findings, 1 where all is as it was."""
    if not start(data, language):
        return 1

    def work() -> int:
        from luoshi.site.backup.actions import upgrading

        if back:
            path, kept, since = upgrading.back(phrases.asking(language))
            streams.show(say(language, "backup.gone_back", path=safe(str(path)), kept=safe(str(kept)), count=since))
            return 0
        found = upgrading.upgrade(_telling(language))
        if not found.changes:
            streams.show(say(language, "backup.up_to_date"))
            return 0
        streams.show(say(language, "office.migrated", count=found.changes))
        streams.show(say(language, "backup.kept_before", path=safe(str(found.kept))))
        return BROKEN if _found(found.findings, language) else 0

    return _guarded(work, language)


def _found(findings: tuple[Finding, ...], language: str) -> bool:
    """Say what the journal's verification found; whether anything."""
    for one in findings[:NAMED]:
        streams.tell("✗ " + journal.told(one, language))
    streams.show(say(language, "backup.found", count=len(findings)) if findings else say(language, "backup.whole"))
    return bool(findings)


def _telling(language: str) -> Callable[[str], None]:
    def told(name: str) -> None:
        streams.show(say(language, f"backup.doing_{name}"))

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
        streams.tell(explain(language, f"backup.{error.code}", _shown(error.values)))
    except KeysError as error:
        streams.tell(explain(language, f"keys.{error.code}", error.values))
    except SettingError as error:  # the database to move to
        streams.tell(explain(language, f"setting.{error.code}", error.values))
    except DatabaseError as error:
        streams.tell(say(language, "backup.database", why=(str(error) or type(error).__name__).splitlines()[0]))
    return 1


def _shown(values: dict[str, object]) -> dict[str, object]:
    """Sizes for people; names without signs that a terminal obeys."""
    shown: dict[str, object] = {}
    for name, value in values.items():
        is_size = name in ("needed", "free") and isinstance(value, int)
        shown[name] = _size(int(str(value))) if is_size else safe(value) if isinstance(value, str) else value
    return shown


def _size(size: int) -> str:
    for unit, worth in (("GB", 10**9), ("MB", 10**6)):
        if size >= worth:
            return f"{size / worth:.1f} {unit}"
    return f"{size / 1000:.0f} KB"
