"""A backup's manifest: its tables with counts and hashes, its files, the journal's head, its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from luoshi.site.backup.columns import KINDS, BackupColumn
from luoshi.site.backup.errors import BackupError

FORMAT = 1
NAME = "manifest.json"
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ManifestTable:
    """A table in the backup.

    Attributes:
        key: the column of its primary key, by which its rows are ordered.
        last: the last number of its key's sequence, if it has one; else None.
        sha256: of the lines as stored in the file.
        alike: of the rows in the form that is the same on both databases (``columns.canonical_row_bytes``).
    """

    name: str
    columns: tuple[BackupColumn, ...]
    key: str
    rows: int = 0
    last: int | None = None
    sha256: str = ""
    alike: str = ""

    @property
    def entry(self) -> str:
        """Its path in the backup."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class EvidenceFiles:
    """The evidence files: number and size; and the SHA-256 of those that could not be copied.

    Attributes:
        taken: whether the backup contains them; one made before an upgrade leaves them in place.
        erased: lawfully removed between the snapshot and the copying.
    """

    taken: bool
    count: int = 0
    size: int = 0
    missing: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()

    @property
    def missing_files(self) -> set[str]:
        """The files that rows name and the backup lacks."""
        return {*self.missing, *self.altered, *self.erased}


@dataclass(frozen=True)
class Manifest:
    """A backup's description of itself.

    Attributes:
        made: the time of its snapshot, ISO 8601.
        migrations: app and name of each applied migration.
        number: how many entries were sealed; ``head``: the journal's head after the last, hex, or "".
        keys: the keys that belong to it: fingerprints by file name, from which no key can be derived.
        with_keys: whether it contains the keys themselves.
        left_out: tables of the database that are not in it.
        signer: the print of the key that signed it; "" if unsigned, as in earlier versions.
    """

    program: str
    made: str
    database: str
    office: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[ManifestTable, ...]
    files: EvidenceFiles
    number: int
    head: str
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    with_keys: bool = False
    left_out: tuple[str, ...] = ()
    signer: str = ""

    def to_json(self) -> bytes:
        """Return the content of the manifest file."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1).encode() + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """Parse a manifest; every name in it is safe for SQL and paths.

    Raises:
        BackupError: ``newer_format``, or ``manifest``: its content is invalid.
    """
    try:
        said = json.loads(data)
        if said["format"] > FORMAT:
            raise BackupError("newer_format", program=str(said.get("program", "?"))[:40])
        return Manifest(
            program=str(said["program"]),
            made=str(said["made"]),
            database=str(said["database"]),
            office=str(said["office"]),
            migrations=tuple((str(app), str(name)) for app, name in said["migrations"]),
            tables=tuple(_table(table) for table in said["tables"]),
            files=_files(said["files"]),
            number=int(said["number"]),
            head=str(said["head"]),
            keys={_plain(name, ".-"): tuple(map(str, marks)) for name, marks in said["keys"].items()},
            with_keys=bool(said["with_keys"]),
            left_out=tuple(map(str, said["left_out"])),
            signer=str(said.get("signer", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise BackupError("manifest") from None


def _table(said: dict[str, Any]) -> ManifestTable:
    columns = tuple(
        BackupColumn(_plain(column["name"]), _kind(column["kind"]), int(column["places"])) for column in said["columns"]
    )
    last = said["last"] if said["last"] is None else int(said["last"])
    table = ManifestTable(_plain(said["name"]), columns, _plain(said["key"]), int(said["rows"]), last)
    return ManifestTable(
        *(getattr(table, attribute) for attribute in ("name", "columns", "key", "rows", "last")), *_hashes(said)
    )


def _hashes(said: dict[str, Any]) -> list[str]:
    return [_hash(said["sha256"]), _hash(said["alike"])]


def _files(said: dict[str, Any]) -> EvidenceFiles:
    lacking = [tuple(map(_hash, said[name])) for name in ("missing", "altered", "erased")]
    return EvidenceFiles(bool(said["taken"]), int(said["count"]), int(said["size"]), *lacking)


def _plain(name: str, more: str = "") -> str:
    if not _PLAIN.fullmatch(name.translate({ord(sign): None for sign in more})):
        raise ValueError(name)
    return name


def _kind(kind: str) -> str:
    if kind not in KINDS.values():
        raise ValueError(kind)
    return kind


def _hash(text: str) -> str:
    if not _SHA256.fullmatch(text):
        raise ValueError(text)
    return text
