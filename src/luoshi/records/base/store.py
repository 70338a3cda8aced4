"""Where the content of files lies: under the data folder, by its SHA-256, whole or not at all.

A name in ``files/ab/<sha256>`` appears by a rename after its bytes are on the disk, so whatever stops the program, what
can be found there is whole. What lies in ``files/incoming`` is of no use to anyone and is removed after a day.
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
    """The folder of all files."""
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Where the content of this hash lies."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return file_store_folder() / sha256[:2] / sha256


def open_content(sha256: str) -> BufferedReader:
    """The content of this hash, open for reading; whether it still is that, the caller asks.

    Raises:
        OSError: there is none; or something that never ends, a device or a pipe, lies in its place.
        ValueError: no SHA-256.
    """
    path = path_of(sha256)
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "no regular file", str(path))
    return path.open("rb")


def has_content(sha256: str, size: int) -> bool:
    """Whether the content is there, as long as it should be."""
    try:
        return path_of(sha256).stat().st_size == size
    except OSError:
        return False


def store_content(sha256: str, data: bytes) -> None:
    """Lay content in its place: temporary file, fsync, rename."""
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
    """A temporary file with this content, on the disk; the caller moves or removes it."""
    path = _place()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk keeps no half of it
        path.unlink(missing_ok=True)
        raise
    return path


def store_content_stream(sha256: str, pieces: Iterable[bytes]) -> bool:
    """Lay content of any length in its place, unless it is there; False, and nothing is laid, where it is another.

    For many at once: the caller waits for the disk when all are laid.
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
    """The SHA-256 of a file, hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place() -> Path:
    incoming = file_store_folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    return incoming / secrets.token_hex(16)


def fsync_folder(place: Path) -> None:
    """Make a rename in this folder survive a power cut, where the system lets folders be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def temporary_before(moment: float) -> list[Path]:
    """Temporary files not touched since a moment (seconds since 1970)."""
    return [path for path in _files(file_store_folder() / "incoming") if _touched(path) < moment]


def kept_before(moment: float) -> Iterator[str]:
    """The hashes of all content laid down before a moment (seconds since 1970)."""
    for part in sorted(_folders(file_store_folder())):
        for path in _files(part):
            if len(path.name) == 64 and _touched(path) < moment:
                yield path.name


def withdraw_content(sha256: str) -> Path | None:
    """Take content out of sight; who lays the same down meanwhile lays it down anew. None where there is none."""
    aside = _place()
    try:
        os.replace(path_of(sha256), aside)
    except OSError:
        return None
    return aside


def restore_content(aside: Path, sha256: str) -> None:
    """Bring back what was withdrawn."""
    os.replace(aside, path_of(sha256))


def delete_stored_file(path: Path) -> bool:
    """Delete a file; False where someone holds it or it is gone."""
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
