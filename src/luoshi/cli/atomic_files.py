"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class PlaceError(Exception):
    """A result that cannot be written: a message id with values."""

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
    """What a message calls a system error: its name, such as ENOSPC, for which ``words`` has a translation."""
    return errno.errorcode.get(error.errno or 0) or error.strerror or type(error).__name__


def _error(error: OSError, path: Path) -> PlaceError:
    return PlaceError(CODES.get(error.errno or 0, "out.failed"), path=str(path), why=system_error_name(error))


def no_temporary(error: OSError) -> PlaceError:
    """The system's folder for temporary files took none: full, not writable, or not there."""
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = ""
    variable = "TEMP" if sys.platform == "win32" else "TMPDIR"
    return PlaceError("out.temporary", path=folder, variable=variable, why=system_error_name(error))


def ensure_writable_folder(folder: Path) -> None:
    """Make ``folder`` and try that it takes a file.

    Raises:
        PlaceError: it is a file, or nothing may be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".luoshi-"):
            pass
    except OSError as error:
        raise _error(error, folder) from None


def write_file_atomically(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: whole, or not at all. An older file there is replaced in one step.

    Raises:
        PlaceError: no room, no right, no folder.
    """
    with open_atomic_file(path) as file:
        file.write(data)  # no fsync: what is derived can be made again, and a thousand of them take seconds


@contextlib.contextmanager
def open_atomic_file(path: Path, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A file to write that stands at ``path`` when all of it is there, for everybody whom the umask lets read.

    Args:
        private: for its owner alone, and on the disk before it has its name.

    Raises:
        PlaceError: no room, no right, no folder.
    """
    # Named before it is made: wherever a signal ends the run, what was made is removed.
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
            os.unlink(temporary)  # gone already where it has its name


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
