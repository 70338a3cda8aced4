"""The store of file contents, by SHA-256, in the data folder; a content is complete or absent.

A name ``files/ab/<sha256>`` appears by a rename after its bytes are on the disk, so every file found there is complete,
whatever interrupts the program. Files in ``files/incoming`` are temporary and are removed after a day.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path

from django.conf import settings


def file_store_folder() -> Path:
    """Return the folder of all files."""
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Return the path of the content with this hash."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return file_store_folder() / sha256[:2] / sha256


def open_content(sha256: str) -> BufferedReader:
    """Open the content with this hash for reading; the caller verifies the hash.

    Raises:
        OSError: it does not exist, or its path is a device or a pipe, which may never end.
        ValueError: no SHA-256.
    """
    path = path_of(sha256)
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "no regular file", str(path))
    return path.open("rb")


def has_content(sha256: str, size: int) -> bool:
    """Whether the content exists with this size."""
    try:
        return path_of(sha256).stat().st_size == size
    except OSError:
        return False


def store_content(sha256: str, data: bytes) -> None:
    """Store content: temporary file, fsync, rename."""
    target = path_of(sha256)
    temporary = write_temporary_file(data)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(temporary, target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    fsync_folder(target.parent)


def write_temporary_file(data: bytes) -> Path:
    """Write a temporary file to the disk and return its path; the caller moves or removes it."""
    path = _place()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # on a full disk, no partial file is left
        path.unlink(missing_ok=True)
        raise
    return path


def store_content_stream(sha256: str, pieces: Iterable[bytes]) -> bool:
    """Store content of any length unless it exists; return False, and store nothing, if its hash differs.

    For many contents at once: the caller syncs the disk after the last.
    """
    target, digest = path_of(sha256), hashlib.sha256()
    if target.exists() and sha256_of(target) == sha256:
        return True
    temporary = _place()
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        if digest.hexdigest() != sha256:
            return False
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.replace(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
    return True


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place() -> Path:
    incoming = file_store_folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    return incoming / secrets.token_hex(16)


def fsync_folder(place: Path) -> None:
    """Make a rename in this folder survive a power failure, if the system allows opening folders."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def temporary_before(moment: float) -> list[Path]:
    """Return temporary files not modified since a moment (seconds since 1970)."""
    return [path for path in _files(file_store_folder() / "incoming") if _touched(path) < moment]


def kept_before(moment: float) -> Iterator[str]:
    """Yield the hashes of all content stored before a moment (seconds since 1970)."""
    for part in sorted(_folders(file_store_folder())):
        for path in _files(part):
            if len(path.name) == 64 and _touched(path) < moment:
                yield path.name


def withdraw_content(sha256: str) -> Path | None:
    """Move content out of the store; a concurrent store of the same content creates it again. None if there is none."""
    aside = _place()
    try:
        os.replace(path_of(sha256), aside)
    except OSError:
        return None
    return aside


def restore_content(aside: Path, sha256: str) -> None:
    """Restore withdrawn content."""
    os.replace(aside, path_of(sha256))


def delete_stored_file(path: Path) -> bool:
    """Delete a file; return False if it is in use or does not exist."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _files(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.is_file()]
    except OSError:
        return []


def _folders(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if len(path.name) == 2 and path.is_dir()]
    except OSError:
        return []


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return float("inf")
