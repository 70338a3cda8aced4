"""The secrets of an installation: kept beside the data, never in the database or the code.

Settings only read them (``read_keys``). What begins an installation makes those that are missing (``make``), before
Django starts: ``luoshi serve`` and ``luoshi work``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

FIELDS = "LUOSHI_FIELD_KEYS"
SENTENCES = {
    "none": "There are no keys in {folder}: luoshi serve makes them. Or set LUOSHI_SECRET_KEY and LUOSHI_FIELD_KEYS.",
    "empty": "The key file {path} is empty. Put its copy back from a backup.",
    "unread": "The key file {path} cannot be read: {why}.",
    "damaged": "{path} holds something else than keys. Put its copy back from a backup.",
    "unwritten": "The key file {path} cannot be made: {why}.",
}


class KeysError(ImproperlyConfigured):
    """Keys that are missing, unfit, or cannot be made: a code for the command line's words, with values.

    A file that is unfit is never replaced: under another key all that was encrypted would be lost.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(SENTENCES[code].format(**values))
        self.code, self.values = code, values


def read_keys(data: Path, surroundings: Mapping[str, str]) -> tuple[str, list[str]]:
    """The secret for signatures, and the keys for encrypted fields, newest first; nothing is written.

    They come from LUOSHI_SECRET_KEY and LUOSHI_FIELD_KEYS (blank-separated) where these are set, else from two files in
    the data folder. Where there is none yet, "" and []: Django refuses to sign with that, and fields to encrypt.

    Raises:
        KeysError: a key is there and cannot be used.
    """
    secret, fields = (
        surroundings.get(variable, "").strip() or _read(data / name) for variable, name, _new in _INSTALLATION
    )
    try:
        for key in fields.split():
            Fernet(key)
    except ValueError:
        raise KeysError("damaged", path=FIELDS if surroundings.get(FIELDS) else str(data / "field.keys")) from None
    return secret, fields.split()


def require(data: Path, surroundings: Mapping[str, str]) -> None:
    """Go on only with keys.

    Raises:
        KeysError: there are none yet, and it names the command that makes them; or ``read_keys`` raises it.
    """
    if not all(read_keys(data, surroundings)):
        raise KeysError("none", folder=str(data))


def make(data: Path, surroundings: Mapping[str, str]) -> None:
    """Make the data folder, and the keys that are neither set nor there: files for their owner alone.

    However many start at once, all find the same key; wherever one is killed, a key is whole or not there.

    Raises:
        KeysError: the folder takes none.
    """
    for variable, name, new in _INSTALLATION:
        path = data / name
        if surroundings.get(variable, "").strip():
            continue
        try:
            data.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _lay(path, new())
            _settle(data)
        except OSError as error:
            raise KeysError("unwritten", path=str(path), why=_name_of(error)) from None
        # There is a key now, so what any start still has under such a name, be it a killed one's, is of no use.
        for left in data.glob(f".{name}-*.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()


_INSTALLATION: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("LUOSHI_SECRET_KEY", "secret.key", lambda: secrets.token_urlsafe(48)),
    (FIELDS, "field.keys", lambda: Fernet.generate_key().decode()),
)


def _read(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise KeysError("unread", path=str(path), why=_name_of(error)) from None
    except UnicodeDecodeError:
        raise KeysError("damaged", path=str(path)) from None
    if not key:
        raise KeysError("empty", path=str(path))
    return key


def _lay(path: Path, key: str) -> None:
    """Write a key, and give it its name unless another start was first."""
    # Named before it is made: wherever a signal ends the start, what was made is removed.
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(8)}.tmp")
    try:
        with open(temporary, "x", encoding="ascii", opener=_private) as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        _name(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _name(temporary: Path, path: Path) -> None:
    try:
        os.link(temporary, path)
    except (FileExistsError, FileNotFoundError):
        if not path.exists():
            raise
    except OSError:  # a file system without such links: FAT, some network folders
        with _alone(path.parent), contextlib.suppress(FileExistsError):
            if not path.exists():
                os.rename(temporary, path)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other starts out of a folder; the lock ends with the process. Windows needs none: no rename replaces."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk: what is encrypted soon must not outlive its key."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # as file systems say that they cannot
            raise
    finally:
        os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0) or error.strerror or type(error).__name__
