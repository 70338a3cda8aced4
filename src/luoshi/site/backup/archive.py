"""The file of a backup: a ZIP that any computer opens; written under another name until complete, checked as a whole.

With a pass phrase the whole ZIP is encrypted (``envelope``), and read in place.

manifest.json           its content, with counts and SHA-256
manifest.sig            its signature (``signing``)
README.txt              how to restore it
tables/NAME.jsonl       a table, one row per line (``columns``)
files/ab/SHA256         the evidence files, unchanged
keys/NAME               the keys, if requested
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import secrets
import shutil
import struct
import time
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from luoshi.evidence.store import fsync_folder, sha256_of
from luoshi.site import signing
from luoshi.site.backup.envelope import (
    PIECE,
    Decrypting,
    Encrypting,
    EnvelopeError,
    PhraseError,
    is_encrypted,
    read_envelope_head,
)
from luoshi.site.backup.errors import BackupError, of_system
from luoshi.site.backup.manifest import NAME, Manifest, ManifestTable, read_manifest

CHUNK = 1 << 20
Phrases = Callable[[Path], Iterable[str]]  # the pass phrases to try for a file
UNFIT = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
    OverflowError,
)  # fmt: skip  what zipfile raises on files that were cut off, altered, or are no ZIP
_README = """\
落实（Luoshi）的备份：整个单位的数据。恢复到一台空机器：luoshi restore 本文件
tables/ 每张表一个文件，每行一条；files/ 是佐证原件，以 SHA-256 为名；manifest.json 列出全部内容、条数和哈希。
请像对待系统本身一样保管本文件。加密字段要有 keys/ 或另存的密钥才能读出。

A backup of Luoshi: all the data of an office. To bring it back on an empty machine: luoshi restore THIS-FILE
tables/ has a file a table, a row a line; files/ the evidence, by SHA-256; manifest.json says what is here, with hashes.
Guard this file like the system itself. Encrypted fields need the keys, in keys/ or kept apart.
"""


class Writer:
    """A backup being written; on an error it closes its file."""

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        with contextlib.suppress(OSError, ValueError):  # the original error is the one to report
            self._zip.close()

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self._now = time.gmtime()[:6]
        with self.entry("README.txt") as out:
            out.write(_README.encode())

    @contextmanager
    def entry(self, name: str, *, packed: bool = True) -> Iterator[IO[bytes]]:
        """Open one entry of any length for writing."""
        said = zipfile.ZipInfo(name, self._now)
        said.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        said.external_attr = 0o600 << 16
        with self._zip.open(said, "w", force_zip64=True) as out:
            yield out

    def close(self, manifest: Manifest, key: str) -> None:
        """Write the manifest, its signature if there is a key, and the ZIP's directory."""
        data = manifest.to_json()
        with self.entry(NAME) as out:
            out.write(data)
        if key:
            with self.entry(signing.NAME) as out:
                out.write(signing.sign_manifest(key, data))
        self._zip.close()


@contextmanager
def open_encrypted_writer(file: IO[bytes], phrase: str) -> Iterator[IO[bytes]]:
    """Yield a file for writing, encrypted with a pass phrase; unencrypted if that is ""."""
    if not phrase:
        yield file
        return
    out = Encrypting(file, phrase)
    yield out  # type: ignore[misc]  # all of IO[bytes] that writing a ZIP needs
    out.finish()


def own_phrases(_path: Path) -> Iterable[str]:
    """Return the pass phrase in the settings, for code that cannot ask: see ``cli.pass_phrases``."""
    return [settings.BACKUP_PASSPHRASE] if settings.BACKUP_PASSPHRASE else []


def open_backup_content(path: Path, phrases: Iterable[str]) -> tuple[IO[bytes], str]:
    """Return a file's content, seekable, and the pass phrase that opened it, or "".

    Args:
        phrases: tried in turn if it is encrypted, and requested only then.

    Raises:
        BackupError: ``locked``: no pass phrase was given, ``phrase``: none fits, ``cut``: it has been altered.
        OSError: it cannot be read.
    """
    with contextlib.ExitStack() as failing:
        file: IO[bytes] = failing.enter_context(open(path, "rb"))
        phrase, content = "", file
        if is_encrypted(file):
            phrase, content = _decrypted(file, path, phrases)
        failing.pop_all()
        return content, phrase


def _decrypted(file: IO[bytes], path: Path, phrases: Iterable[str]) -> tuple[str, IO[bytes]]:
    why = "locked"
    try:
        read_envelope_head(file)
        for phrase in phrases:
            try:
                return phrase, io.BufferedReader(Decrypting(file, phrase), PIECE)
            except PhraseError:
                why = "phrase"
    except EnvelopeError:
        why = "cut"
    raise BackupError(why, path=str(path))


@contextmanager
def open_private_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, readable only by its owner, that gets its name when complete and on disk; a failure leaves nothing.

    Raises:
        BackupError: ``place``: it cannot be written there.
    """
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}.tmp")
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(temporary, flags, 0o600)
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        fsync_folder(path.parent)
    except OSError as error:
        raise of_system(error, "place", path=str(path)) from error


def copy_backup(path: Path, folder: Path) -> Path:
    """Copy a backup into another folder and read it back.

    Raises:
        BackupError: ``place``: it cannot be written there; ``copy_differs``: it reads differently from what was
            written.
    """
    target, digest = folder / path.name, hashlib.sha256()
    with open_private_file(target) as out, open(path, "rb") as source:
        while piece := source.read(CHUNK):
            digest.update(piece)
            out.write(piece)
    try:
        same = sha256_of(target) == digest.hexdigest()
    except OSError as error:
        raise of_system(error, "place", path=str(target)) from error
    if not same:
        with contextlib.suppress(OSError):
            target.unlink()
        raise BackupError("copy_differs", path=str(target))
    return target


def free_disk_bytes(folder: Path) -> int:
    """Return the free bytes on the disk of a folder, or of its nearest existing parent."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


class BackupArchive:
    """An existing backup; only its manifest has been read."""

    def __init__(self, path: Path, phrases: Iterable[str] = ()) -> None:
        self.path = path
        with contextlib.ExitStack() as failing:
            try:
                self._file, self.phrase = open_backup_content(path, phrases)
                failing.callback(self._file.close)
                self._zip = zipfile.ZipFile(self._file)
                with self._zip.open(NAME) as file:
                    data = file.read(100_000_000)
            except OSError as error:
                raise of_system(error, "unread", path=str(path)) from error
            except EnvelopeError:
                raise BackupError("cut", path=str(path)) from None
            except (KeyError, *UNFIT):
                raise BackupError("no_backup", path=str(path)) from None
            self.manifest = read_manifest(data)
            self._check_signature(data)
            failing.pop_all()

    def __enter__(self) -> BackupArchive:
        return self

    def __exit__(self, *_how: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def _check_signature(self, manifest: bytes) -> None:
        """Check that the key named in the manifest signed it; callers judge whose key that is."""
        if signing.NAME not in self._zip.namelist():
            if self.manifest.signer:
                raise BackupError("signature_gone", path=str(self.path))
            return
        with self._part(signing.NAME) as file:
            said = file.read(signing.LENGTH)
        try:
            signer = signing.print_of_signer(said, manifest)
        except ValueError:
            signer = ""
        if not signer or signer != self.manifest.signer:
            raise BackupError("signature", path=str(self.path))

    def check(self) -> Iterator[None]:
        """Read all of it and compare each part with the manifest; yields between parts.

        Raises:
            BackupError: ``lacks``, ``extra`` or ``damaged``, naming the part.
        """
        wanted = {NAME, "README.txt", *(table.entry for table in self.manifest.tables)}
        wanted |= {signing.NAME} if self.manifest.signer else set()
        names = self._zip.namelist()
        files = {name for name in names if name.startswith("files/")}
        keys = {name for name in names if name.startswith("keys/") and name[5:] in self.manifest.keys}
        if gone := sorted(wanted - set(names)):
            raise BackupError("lacks", name=gone[0])
        more = sorted(set(names) - wanted - files - (keys if self.manifest.with_keys else set()))
        if more or len(set(names)) != len(names):
            raise BackupError("extra", name=more[0] if more else "?")
        for name in ("README.txt", *keys):  # checked by the ZIP's own checksum
            for _piece in self.pieces(name):
                pass
        named: set[str] = set()
        for table in self.manifest.tables:
            last = None
            for last in self.rows(table):
                if table.name == "records_evidence":
                    named.add(place_of(_said(table, last, "sha256")))
            if table.name == "records_seal" and last and not self._heads(table, last):
                raise BackupError("damaged", name=NAME)
            yield
        lacking = {place_of(sha256) for sha256 in self.manifest.files.missing_files}
        if gone := sorted(named - lacking - files) if self.manifest.files.taken else []:
            raise BackupError("lacks", name=gone[0])
        if more := sorted(files - named):
            raise BackupError("extra", name=more[0])
        for name in sorted(files):
            digest = hashlib.sha256()
            for piece in self.pieces(name):
                digest.update(piece)
            if digest.hexdigest() != name.rpartition("/")[2]:
                raise BackupError("damaged", name=name)
            yield

    def _heads(self, table: ManifestTable, last: list[object]) -> bool:
        """Return True if the manifest's head is that of the last seal."""
        top = b64decode(_said(table, last, "head")).hex()
        return (int(_said(table, last, "number")), top) == (self.manifest.number, self.manifest.head)

    def rows(self, table: ManifestTable) -> Iterator[list[Any]]:
        """Yield the rows of a table; at the end their number and hash have been compared.

        Raises:
            BackupError: ``damaged`` or ``lacks``.
        """
        digest, count = hashlib.sha256(), 0
        with self._part(table.entry) as file, io.BufferedReader(file, CHUNK) as lines:  # type: ignore[type-var]
            for line in lines:
                digest.update(line)
                count += 1
                row = json.loads(line)
                if type(row) is not list or len(row) != len(table.columns):
                    raise BackupError("damaged", name=table.entry)
                yield row
        if count != table.rows or digest.hexdigest() != table.sha256:
            raise BackupError("damaged", name=table.entry)

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the content of a part, in pieces."""
        with self._part(name) as file:
            while piece := file.read(CHUNK):
                yield piece

    def files(self) -> Iterator[str]:
        """Yield the SHA-256 of each evidence file in it."""
        return (entry.rpartition("/")[2] for entry in self._zip.namelist() if entry.startswith("files/"))

    def keys(self) -> dict[str, bytes]:
        """Return the key files in it, by name."""
        if not self.manifest.with_keys:
            return {}
        found = {}
        for name in self.manifest.keys:
            if f"keys/{name}" in self._zip.namelist():
                found[name] = b"".join(self.pieces(f"keys/{name}"))
        return found

    @contextmanager
    def _part(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as file:
                yield file
        except KeyError:
            raise BackupError("lacks", name=name) from None
        except UNFIT:
            raise BackupError("damaged", name=name) from None
        except OSError as error:
            raise of_system(error, "unread", path=str(self.path)) from error


def place_of(sha256: str) -> str:
    """Return the path of an evidence file in a backup."""
    return f"files/{sha256[:2]}/{sha256}"


def _said(table: ManifestTable, row: list[object], column: str) -> str:
    """Return a row's value in a column."""
    return str(
        next(value for value, table_column in zip(row, table.columns, strict=True) if table_column.name == column)
    )
