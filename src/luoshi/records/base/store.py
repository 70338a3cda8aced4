"""Where the content of files lies: under the data folder, by its SHA-256, whole or not at all.

A name in ``files/ab/<sha256>`` appears by a rename after its bytes are on the disk, so whatever stops the program, what
can be found there is whole. What lies in ``files/incoming`` is of no use to anyone and is removed after a day.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder of all files."""
    return Path(settings.DATA) / "files"


def path_of(sha256: str) -> Path:
    """Where the content of this hash lies."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return folder() / sha256[:2] / sha256


def holds(sha256: str, size: int) -> bool:
    """Whether the content is there, as long as it should be."""
    try:
        return path_of(sha256).stat().st_size == size
    except OSError:
        return False


def put(sha256: str, data: bytes) -> None:
    """Lay content in its place: temporary file, fsync, rename."""
    target = path_of(sha256)
    temporary = written(data)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(temporary, target)
    _sync(target.parent)


def written(data: bytes) -> Path:
    """A temporary file with this content, on the disk; the caller moves or removes it."""
    path = _place()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return path


def _place() -> Path:
    incoming = folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    return incoming / secrets.token_hex(16)


def _sync(place: Path) -> None:
    """Make a rename in this folder survive a power cut, where the system lets folders be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def temporary_before(moment: float) -> list[Path]:
    """Temporary files not touched since a moment (seconds since 1970)."""
    return [path for path in _files(folder() / "incoming") if _touched(path) < moment]


def kept_before(moment: float) -> Iterator[str]:
    """The hashes of all content laid down before a moment (seconds since 1970)."""
    for part in sorted(_folders(folder())):
        for path in _files(part):
            if len(path.name) == 64 and _touched(path) < moment:
                yield path.name


def withdraw(sha256: str) -> Path | None:
    """Take content out of sight; who lays the same down meanwhile lays it down anew. None where there is none."""
    aside = _place()
    try:
        os.replace(path_of(sha256), aside)
    except OSError:
        return None
    return aside


def restore(aside: Path, sha256: str) -> None:
    """Bring back what was withdrawn."""
    os.replace(aside, path_of(sha256))


def remove(path: Path) -> bool:
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
