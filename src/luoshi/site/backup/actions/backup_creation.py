"""Make a backup while people work: a snapshot of the rows, then the files they name."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from luoshi import __version__
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.evidence import store
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.queries.seals import read_snapshot
from luoshi.site import keys, signing
from luoshi.site.backup import queries
from luoshi.site.backup.archive import (
    CHUNK,
    Writer,
    free_disk_bytes,
    open_encrypted_writer,
    open_private_file,
    place_of,
)
from luoshi.site.backup.columns import canonical_row_bytes, encode_backup_row
from luoshi.site.backup.errors import BackupError
from luoshi.site.backup.manifest import EvidenceFiles, Manifest, ManifestTable

ROOM = 50_000_000  # bytes that must stay free on disk besides the evidence files
PAUSE = 20_000  # rows after which it can be stopped


@dataclass(frozen=True)
class CreatedBackup:
    """A finished backup: its file, size in bytes, manifest, and whether it is encrypted."""

    path: Path
    size: int
    manifest: Manifest
    encrypted: bool

    @property
    def rows(self) -> int:
        """The number of rows in it."""
        return sum(table.rows for table in self.manifest.tables)


Making = Generator[tuple[int, int], None, CreatedBackup]


def create_backup(
    path: Path, *, at: datetime, files: bool = True, with_keys: bool = False, told: bool = True, phrase: str = ""
) -> Making:
    """Make a backup. If it is stopped, nothing that looks like a backup is left.

    On both databases all rows are of one moment, and no writer waits: a read transaction of SQLite's write-ahead log,
    REPEATABLE READ on PostgreSQL. Memory stays bounded. Files that are missing or differ from their hash are listed in
    the manifest. It yields often, each time the bytes of evidence copied and the total.

    Args:
        files: include the evidence files.
        told: journal it, unless the tables are those of an older version.
        phrase: the pass phrase for encryption; "": the one in the settings, if any.

    Raises:
        BackupError: the place is not writable, or the database contains something that a backup cannot hold.
    """
    mine = keys.available_keys(settings.DATA, os.environ)
    key = next(iter(mine.get(signing.KEY, "").split()), "")
    phrase = phrase or settings.BACKUP_PASSPHRASE
    with open_private_file(path) as file, open_encrypted_writer(file, phrase) as content, Writer(content) as writer:
        with read_snapshot():
            number, head = queries.last_seal_head()  # the first read fixes the snapshot
            migrations = queries.database_migrations()
            if not migrations:
                raise BackupError("no_tables")
            wanted = queries.evidence_files() if files else []
            size = sum(length for _sha256, length in wanted)
            if (left := free_disk_bytes(path.parent)) < size + ROOM:
                raise BackupError("space", path=str(path.parent), needed=size + ROOM, free=left)
            tables = []
            for table in queries.backup_tables(migrations):
                tables.append((yield from _table(writer, table, (0, size))))
            left_out = queries.foreign_table_names(tables)
        said = yield from _files(writer, wanted, size) if files else _none()
        if with_keys:
            for name, key in mine.items():
                with writer.entry(f"keys/{name}") as out:
                    out.write(key.encode())
        manifest = Manifest(
            __version__, at.isoformat(), connection.vendor, settings.OFFICE["name"], tuple(migrations), tuple(tables),
            said, number, head, keys.key_fingerprints(mine), with_keys, tuple(left_out),
            signing.print_of_key(key) if key else "",
        )  # fmt: skip
        writer.close(manifest, key)
    if told and queries.is_current(migrations):
        _tell(path, manifest)
    return CreatedBackup(path, path.stat().st_size, manifest, encrypted=bool(phrase))


def _table(
    writer: Writer, table: ManifestTable, done: tuple[int, int]
) -> Generator[tuple[int, int], None, ManifestTable]:
    lines, same, count = hashlib.sha256(), hashlib.sha256(), 0
    orders = any(column.kind == "json" for column in table.columns)
    with writer.entry(table.entry) as out:
        for row in queries.iterate_table_rows(table):
            text = encode_backup_row(row)
            out.write(text)
            lines.update(text)
            if orders:
                same.update(canonical_row_bytes(row, table.columns))
            count += 1
            if count % PAUSE == 0:
                yield done
    yield done
    last = None if table.last is None else queries.last_number(table)
    digest = lines.hexdigest()
    return replace(table, rows=count, last=last, sha256=digest, alike=same.hexdigest() if orders else digest)


def _none() -> Generator[tuple[int, int], None, EvidenceFiles]:
    yield 0, 0
    return EvidenceFiles(False)


def _files(writer: Writer, wanted: list[tuple[str, int]], size: int) -> Generator[tuple[int, int], None, EvidenceFiles]:
    """Copy the files.

    They are stored before their rows are committed and never change, so they may be copied afterwards.
    """
    count = done = 0
    wanting: dict[str, list[str]] = {"missing": [], "altered": [], "erased": []}
    for sha256, length in wanted:
        how = _file(writer, sha256, length)
        if how == "missing" and not queries.is_named(sha256):
            how = "erased"
        if how:
            wanting[how].append(sha256)
        else:
            count, done = count + 1, done + length
        yield done, size
    return EvidenceFiles(True, count, done, *(tuple(wanting[fault]) for fault in ("missing", "altered", "erased")))


def _file(writer: Writer, sha256: str, length: int) -> str:
    """Copy one file; return what is wrong if it cannot be copied."""
    try:
        file = open(store.path_of(sha256), "rb")  # noqa: SIM115  closed below; to open it is what may fail
    except (OSError, ValueError):
        return "missing"
    with file:
        try:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                return "altered"
            file.seek(0)
        except OSError:  # a disk read error
            return "altered"
        with writer.entry(place_of(sha256), packed=False) as out:
            while piece := file.read(CHUNK):
                out.write(piece)
    return ""


def _tell(path: Path, manifest: Manifest) -> None:
    given = {
        "file": path.name,
        "size": manifest.number,
        "head": manifest.head,
        "count": sum(table.rows for table in manifest.tables),
        "keys": manifest.with_keys,
    }
    with transaction.atomic():
        journal_act("journal", "backup.made", PROGRAM, given, at=timezone.now())


def make_keys(path: Path, mine: Mapping[str, str], phrase: str = "") -> None:
    """Write the keys into a separate file, readable only by its owner; ``restore --keys`` takes it.

    Args:
        phrase: as for ``create_backup``.

    Raises:
        BackupError: ``place``: it cannot be written there.
    """
    phrase = phrase or settings.BACKUP_PASSPHRASE
    with (
        open_private_file(path) as file,
        open_encrypted_writer(file, phrase) as content,
        zipfile.ZipFile(content, "w") as out,
    ):
        for name, key in mine.items():
            said = zipfile.ZipInfo(f"keys/{name}")
            said.external_attr = 0o600 << 16
            out.writestr(said, key)
