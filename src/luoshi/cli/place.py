"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from pathlib import Path


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


def name_of(error: OSError) -> str:
    """What a message calls a system error: its name, such as ENOSPC, for which ``words`` has a translation."""
    return errno.errorcode.get(error.errno or 0) or error.strerror or type(error).__name__


def _error(error: OSError, path: Path) -> PlaceError:
    return PlaceError(CODES.get(error.errno or 0, "out.failed"), path=str(path), why=name_of(error))


def no_temporary(error: OSError) -> PlaceError:
    """The system's folder for temporary files took none: full, not writable, or not there."""
    try:
        folder = tempfile.gettempdir()
    except OSError:
        folder = ""
    variable = "TEMP" if sys.platform == "win32" else "TMPDIR"
    return PlaceError("out.temporary", path=folder, variable=variable, why=name_of(error))


def ready(folder: Path) -> None:
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


def write(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: whole, or not at all. An older file there is replaced in one step.

    Raises:
        PlaceError: no room, no right, no folder.
    """
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".luoshi-", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(data)  # no fsync: what is derived can be made again, and a thousand of them take seconds
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise _error(error, path) from None
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _umask() -> int:
    """What mkstemp ignores: a colleague must be able to open the sheet."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
