"""Restore a backup into an empty database of either kind: checked before, compared and verified afterwards."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from luoshi.base.database.single_migrations import load_single_migrations
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence import append_only, store
from luoshi.evidence.journal import head_note
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.rules.proof import IntegrityFinding
from luoshi.evidence.witness.actions import after_migrating, brought_back, migrate_witnessed, remove_triggers
from luoshi.evidence.witness.queries.rows import WatchingError
from luoshi.kernel.history.queries.integrity import integrity_findings
from luoshi.kernel.messages.models import Outgoing
from luoshi.kernel.search import grams_index
from luoshi.kernel.worker.actions.housekeeping import update_planner_statistics
from luoshi.site import keys, signing
from luoshi.site.backup import queries, state
from luoshi.site.backup.archive import UNFIT, BackupArchive, Phrases, free_disk_bytes, open_backup_content, own_phrases
from luoshi.site.backup.columns import canonical_row_bytes, for_postgresql, for_sqlite
from luoshi.site.backup.errors import BackupError
from luoshi.site.backup.manifest import Manifest, ManifestTable

BATCH = 1000  # rows inserted by one call
ROOM = 50_000_000  # bytes that must stay free on disk besides the evidence files

Told = Callable[[str], object]


@dataclass(frozen=True)
class Restored:
    """The result of a restore, with the findings of the journal's verification."""

    manifest: Manifest
    findings: tuple[IntegrityFinding, ...]
    keys: str  # "there", "missing", "others": the backup's keys are not among those in the data folder
    unread: str  # a column of which nothing can be decrypted, or ""
    known: bool = False  # signed by a key that is here, or was supplied separately


def restore_backup(
    path: Path, *, keys_file: Path | None, moved: bool, told: Told, phrases: Phrases = own_phrases
) -> Restored:
    """Restore a backup into the empty database and data folder in the settings.

    The whole file is checked before anything is written. If a restore is interrupted, ``restoring.json`` blocks all
    other use until it is repeated.

    Args:
        keys_file: a backup's keys, if stored separately.
        moved: the data comes from another database of this folder and nothing has happened since, so waiting messages
            are still to be sent. After an ordinary restore they may have been sent long ago.
        told: called with the name of each part of the work when it begins.
        phrases: pass phrases to try for an encrypted file.

    Raises:
        BackupError: the file is damaged, or of a newer program; the target is not empty; it does not fit.
        KeysError: the keys cannot be written.
    """
    with BackupArchive(path, phrases(path)) as archive:
        apart = _from(keys_file, phrases)
        known = _put_back(archive, apart, told)
    manifest = archive.manifest
    told("upgrading")
    install_restored_triggers()
    if not queries.is_current(manifest.migrations):
        migrate_witnessed(timezone.now(), foreign=True)
    found = finish_restore(manifest, moved=moved, file=path.name, told=told)
    state.remove_state_file(settings.DATA, state.RESTORING)
    return replace(found, known=known)


def _put_back(archive: BackupArchive, apart: dict[str, bytes], told: Told) -> bool:
    """Check the whole file, then write keys, files and rows. Return whether a key here recognises its signature."""
    manifest = archive.manifest
    if unknown := queries.unknown_migrations(manifest.migrations):
        raise BackupError("newer", program=manifest.program, names=", ".join(unknown[:3]))
    known = refuse_other_signer(manifest, apart)
    told("checking")
    for _part in archive.check():
        pass
    here = state.current_database_url()
    begun = state.read_state_file(settings.DATA, state.RESTORING)
    if begun.get("into") != here and queries.holds_data():
        raise BackupError("not_empty", database=here)
    brought = {**apart, **archive.keys()}
    _same_keys(manifest, brought)
    if (left := free_disk_bytes(settings.DATA)) < manifest.files.size + ROOM:
        raise BackupError("space", path=str(settings.DATA), needed=manifest.files.size + ROOM, free=left)
    state.write_state_file(settings.DATA, {"file": str(archive.path.resolve()), "into": here}, state.RESTORING)
    keys.put_back(settings.DATA, brought)
    _use(keys.read_keys(settings.DATA, os.environ))
    told("files")
    _files(archive)
    told("rows")
    try:
        bring_back(archive)
    except BackupError:  # it does not fit here; what was begun is removed
        _drop([])
        state.remove_state_file(settings.DATA, state.RESTORING)
        raise
    return known


def refuse_other_signer(manifest: Manifest, apart: Mapping[str, bytes] = MappingProxyType({})) -> bool:
    """Return True if a key here, or one supplied separately, signed this backup; False if none can be compared.

    Raises:
        BackupError: ``other_signer``: another key did.
    """
    mine = keys.available_keys(settings.DATA, os.environ).get(signing.KEY, "").split()
    known = {signing.print_of_key(key) for key in mine}
    try:
        known |= {signing.print_of_key(key) for key in apart.get(signing.KEY, b"").decode("ascii").split()}
    except ValueError:
        raise BackupError("other_keys", name=signing.KEY) from None
    if manifest.signer and known and manifest.signer not in known:
        raise BackupError("other_signer", print=manifest.signer, known=sorted(known)[0])
    return manifest.signer in known


def bring_back(archive: BackupArchive) -> None:
    """Restore the database: the tables as the backup's migrations made them, with exactly its rows.

    Raises:
        BackupError: ``row``: a row does not fit; ``differs``: what was written reads differently.
    """
    manifest = archive.manifest
    remove_triggers()
    _drop([table.name for table in manifest.tables])
    executor = MigrationExecutor(connection)
    if queries.is_current(manifest.migrations):
        executor.migrate(executor.loader.graph.leaf_nodes())
    else:  # an earlier state has only the single migrations
        executor.loader = load_single_migrations(connection)
        executor.migrate(queries.leaf_migrations(manifest.migrations))
    made = {table.name: table for table in queries.backup_tables(manifest.migrations)}
    if {table.name: table.columns for table in manifest.tables} != {
        table.name: table.columns for table in made.values()
    }:
        raise BackupError("manifest")
    with connection.constraint_checks_disabled(), transaction.atomic():
        with connection.cursor() as cursor:
            for table in manifest.tables:
                cursor.execute(f'DELETE FROM "{table.name}"')  # rows inserted by migrations
        for table in manifest.tables:
            _put(table, archive.rows(table))
        for table in manifest.tables:
            _compare(table)
        if connection.vendor == "postgresql":  # SQLite accepts what it once held; the journal's verification reports it
            _hold_together()
    _index()


def finish_restore(manifest: Manifest, *, moved: bool, file: str, told: Told) -> Restored:
    """Finish a restore once rows and tables are of this version: record it, verify it, and report missing keys."""
    if not moved:
        waits = (Outgoing.WAITING, Outgoing.SENDING)
        Outgoing.objects.filter(state__in=waits).update(state=Outgoing.PERHAPS, since=timezone.now())
    update_planner_statistics()
    told("verifying")
    known = {manifest.number: manifest.head} if manifest.number else {}
    found = tuple(finding for finding in integrity_findings(known) if finding.is_broken)
    mine = keys.available_keys(settings.DATA, os.environ)
    needed = [file.name for file in keys.FILES if file.needed and file.name in manifest.keys]
    lacking = [name for name in needed if name not in mine]
    unread = "" if lacking else _unread()
    ours = keys.key_fingerprints(mine)
    if _fits(manifest, ours, "journal.key"):  # with another key nothing can be written that counts as the program's
        given = {"file": file, "day": manifest.made[:10], "size": manifest.number, "head": manifest.head}
        with suppress(WatchingError):
            after_migrating(timezone.now(), {})
        with transaction.atomic():
            journal_act("journal", "backup.restored", PROGRAM, given, at=timezone.now())
        seal_all()
    head_note.write_head_note(settings.DATA)
    how = "missing" if lacking else "there" if _fits(manifest, ours, *needed) else "others"
    return Restored(manifest, found, how, unread)


def _use(found: Mapping[str, str]) -> None:
    """Use keys that were written after the settings had read theirs."""
    settings.SECRET_KEY, settings.FIELD_KEYS = found["secret.key"], found["field.keys"].split()
    settings.JOURNAL_KEY = keys.journal_key(found)


def _fits(manifest: Manifest, mine: dict[str, tuple[str, ...]], *names: str) -> bool:
    """Return True if these keys include every key of the backup under these names; newer ones may precede them."""
    return all(set(manifest.keys.get(name, ())) <= set(mine.get(name, ())) for name in names)


def _from(keys_file: Path | None, phrases: Phrases) -> dict[str, bytes]:
    if keys_file is None:
        return {}
    try:
        with open_backup_content(keys_file, phrases(keys_file))[0] as content, zipfile.ZipFile(content) as file:
            names = [entry for entry in file.namelist() if entry.startswith("keys/") and entry.count("/") == 1]
            found = {name[5:]: file.read(name) for name in names}
    except (OSError, *UNFIT):
        found = {}
    if not found:
        raise BackupError("no_keys", path=str(keys_file))
    return found


def _same_keys(manifest: Manifest, brought: dict[str, bytes]) -> None:
    """Refuse keys of another installation or another backup: encrypted data could not be read with them."""
    mine = keys.available_keys(settings.DATA, os.environ)
    marks = keys.key_fingerprints({name: key.decode("ascii", "replace") for name, key in brought.items()})
    for name, of_backup in manifest.keys.items():
        if name in marks and not set(of_backup) <= set(marks[name]):
            raise BackupError("other_keys", name=name)
        if name in brought and name in mine and not set(of_backup) <= set(keys.key_fingerprints(mine)[name]):
            raise BackupError("keys_clash", name=name, folder=str(settings.DATA))
    newer = {file.name for file in keys.FILES if not file.needed}  # of a version newer than the backup
    if unknown := set(brought) - set(manifest.keys) - newer:
        raise BackupError("other_keys", name=sorted(unknown)[0])


def _files(archive: BackupArchive) -> None:
    for sha256 in archive.files():
        name = f"files/{sha256[:2]}/{sha256}"
        if not store.store_content_stream(sha256, archive.pieces(name)):
            raise BackupError("damaged", name=name)
    if hasattr(os, "sync"):  # Windows writes them to disk in its own time
        os.sync()


def _drop(names: list[str]) -> None:
    """Drop the tables of any version, so that the backup's can be created."""
    gone = sorted((queries.made_here() | set(names)) & queries.existing_table_names())
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if gone:
                cursor.execute("DROP TABLE " + ", ".join(f'"{table}"' for table in gone) + " CASCADE")
            return
        for name in gone:
            cursor.execute(f'DROP TABLE "{name}"')


def _put(table: ManifestTable, rows: Iterator[list[object]]) -> None:
    try:
        if connection.vendor == "postgresql":
            _copy(table, rows)
        else:
            _insert(table, rows)
        if table.last is not None:
            _count_on(table)
    except (DatabaseError, OverflowError, ValueError, TypeError) as error:
        words = (str(error).strip() or type(error).__name__).splitlines()
        raise BackupError("row", table=table.name, why=" ".join(words)[:300]) from error


def _insert(table: ManifestTable, rows: Iterator[list[object]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    sql = f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(["%s"] * len(table.columns))})'
    with connection.cursor() as cursor:
        while many := list(islice(rows, BATCH)):
            cursor.executemany(sql, [[for_sqlite(c, v) for c, v in zip(table.columns, r, strict=True)] for r in many])


def _copy(table: ManifestTable, rows: Iterator[list[object]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row([for_postgresql(c, v) for c, v in zip(table.columns, row, strict=True)])


def _count_on(table: ManifestTable) -> None:
    """Continue the key's sequence from its last number, even past deleted rows: their numbers are in the journal."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, table.last])
            return
        last = max(table.last or 0, 1)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)", [table.name, table.key, last, bool(table.last)]
        )


def _hold_together() -> None:
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise BackupError("row", table="?", why=" ".join(str(error).splitlines())[:300]) from error


def _compare(table: ManifestTable) -> None:
    digest, count = hashlib.sha256(), 0
    for row in queries.iterate_table_rows(table):
        digest.update(canonical_row_bytes(row, table.columns))
        count += 1
    if (count, digest.hexdigest()) != (table.rows, table.alike):
        raise BackupError("differs", table=table.name, count=count, wanted=table.rows)


def _index() -> None:
    """Rebuild the search index from its source texts."""
    with transaction.atomic():
        grams_index.clear_grams_index()
        words = queries.search_index_rows()
        while many := list(islice(words, BATCH)):
            grams_index.put_gram_rows((key, None, text) for key, text in many)


def _unread() -> str:
    """Return the first column whose newest value these keys cannot decrypt; "" if they decrypt all."""
    from django.apps import apps

    from luoshi.base.forms.fields import EncryptedText, Undecrypted

    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedText):
                filled = model._default_manager.exclude(**{field.name: ""}).exclude(**{f"{field.name}__isnull": True})
                if isinstance(filled.order_by("-pk").values_list(field.name, flat=True).first(), Undecrypted):
                    return f"{model._meta.db_table}.{field.column}"
    return ""


def install_restored_triggers() -> None:
    """Install the triggers on tables of another version; if this version cannot, that version's next start does."""
    for lay in (append_only.install_append_triggers, brought_back):
        with suppress(DatabaseError, WatchingError), transaction.atomic():
            lay()
