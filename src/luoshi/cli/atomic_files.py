"""Write files so that a reader never sees a partial one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class PlaceError(Exception):
    """A result cannot be written: a message id with values."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.code, self.values)


def _restored(code: str, values: dict[str, str | int]) -> PlaceError:
    return PlaceError(code, **values)


CODES = {
    errno.ENOSPC: "out.full",
    errno.EDQUOT: "out.full",
    errno.EFBIG: "out.full",
    errno.EROFS: "out.refused",
    errno.EACCES: "out.refused",
    errno.EPERM: "out.refused",
    errno.ENOTDIR: "out.no_folder",
    errno.EEXIST: "out.no_folder",
}


def system_error_name(error: OSError) -> str:
    """Return the name of a system error, such as ENOSPC, which ``words`` can translate."""
    return errno.errorcode.get(error.errno or 0) or error.strerror or type(error).__name__


def _error(error: OSError, path: Path) -> PlaceError:
    return PlaceError(CODES.get(error.errno or 0, "out.failed"), path=str(path), why=system_error_name(error))


def ensure_writable_folder(folder: Path) -> None:
    """Create ``folder`` and check that a file can be written there.

    Raises:
        PlaceError: it is a file, or not writable.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".luoshi-"):
            pass
    except OSError as error:
        raise _error(error, folder) from None


def write_file_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: all of it, or nothing. An existing file is replaced in one step.

    Raises:
        PlaceError: no space, no permission, no folder.
    """
    with open_atomic_file(path) as file:
        file.write(data)  # no fsync: derived files can be made again, and syncing a thousand takes seconds


@contextlib.contextmanager
def open_atomic_file(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """Open a file for writing that appears at ``path`` when complete, readable as the umask permits.

    Args:
        private: readable only by its owner, and synced to disk before it gets its name.

    Raises:
        PlaceError: no space, no permission, no folder.
    """
    # Named before it is made: if a signal ends the run, the file is removed.
    temporary = path.parent / f".luoshi-{secrets.token_hex(8)}.tmp"
    try:
        with open(temporary, "xb", opener=_private if private else None) as file:
            yield file
            if private:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        raise _error(error, path) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # already gone if it was renamed


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
