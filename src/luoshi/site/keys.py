"""The secrets of an installation: kept beside the data, never in the database or the code.

Settings only read them (``read_keys``). What begins an installation makes those that are missing
(``create_missing_keys``), before
Django starts: ``luoshi serve`` and ``luoshi work``; never for a database that knows other ones (``keyed.begun``).
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from luoshi.site import signing


@dataclass(frozen=True)
class KeyFile:
    """A file of the data folder that holds keys, for its owner alone (0600).

    Attributes:
        variable: what is set in the surroundings in its place.
        new: makes what it holds at first.
        fit: raises ValueError where one of its blank-separated keys is none.
        lasting: what was made with a key is lost without it, so that the database asks for each that it was written
            under; a new one is put in front of them. Else the key may be another at any start.
        needed: nothing starts without it where the database was begun with it. Else a new one is made in its place.
    """

    name: str
    variable: str
    new: Callable[[], str]
    fit: Callable[[str], object] = str
    lasting: bool = True
    needed: bool = True


FILES = (
    KeyFile("secret.key", "LUOSHI_SECRET_KEY", lambda: secrets.token_urlsafe(48), lasting=False),
    KeyFile("field.keys", "LUOSHI_FIELD_KEYS", lambda: Fernet.generate_key().decode(), Fernet),
    KeyFile("journal.key", "LUOSHI_JOURNAL_KEY", lambda: secrets.token_hex(32)),
    KeyFile(
        signing.KEY,
        "LUOSHI_SIGNING_KEY",
        lambda: secrets.token_hex(32),
        signing.load_private_key,
        lasting=False,
        needed=False,
    ),
)
"""Every key file: whatever reads, makes, checks or copies keys goes over this table."""
SENTENCES = {
    "none": "There are no keys in {folder}: luoshi serve makes them. Or set LUOSHI_SECRET_KEY, LUOSHI_FIELD_KEYS and "
    "LUOSHI_JOURNAL_KEY.",
    "empty": "The key file {path} is empty. Put its copy back from a backup.",
    "unread": "The key file {path} cannot be read: {why}.",
    "damaged": "{path} holds something else than keys. Put its copy back from a backup.",
    "lost": "The key file {path} is not there, but the database was written under it. Put it back from a backup.",
    "wrong": "{path} lacks the key under which the database was written. Put its copy back from a backup.",
    "unasked": "The key file {path} is not there, and the database cannot be asked whether it needs it: {why}.",
    "unwritten": "The key file {path} cannot be made: {why}.",
}


class KeysError(ImproperlyConfigured):
    """Keys that are missing, unfit, or cannot be made: a code for the command line's words, with values.

    A file that is unfit is never replaced: under another key all that was encrypted would be lost.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(SENTENCES[code].format(**values))
        self.code, self.values = code, values


def read_keys(data: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """What each key file holds, by its name; nothing is written.

    It comes from the variable where that is set, else from the file in the data folder. Several keys are
    blank-separated, newest first. Where there is none yet, "": Django refuses to sign with that, and fields to encrypt.

    Raises:
        KeysError: a key is there and cannot be used.
    """
    found = {}
    for file in FILES:
        told = surroundings.get(file.variable, "").strip()
        found[file.name] = told or _read(data / file.name)
        try:
            for key in found[file.name].split():
                file.fit(key)
        except ValueError:
            raise KeysError("damaged", path=file.variable if told else str(data / file.name)) from None
    return found


def journal_key(found: Mapping[str, str]) -> bytes:
    """The key of the journal's MACs among what key files hold: the oldest, since it is not changed."""
    return (found["journal.key"].split() or [""])[-1].encode()


def print_of(name: str, key: str) -> str:
    """By what a database knows a key again: nobody finds the key from it."""
    return hmac.new(key.encode(), f"luoshi {name}".encode(), "sha256").hexdigest()


def require_keys(data: Path, surroundings: Mapping[str, str]) -> None:
    """Go on only with keys.

    Raises:
        KeysError: there are none yet, and it names the command that makes them; or ``read_keys`` raises it.
    """
    if missing_key_files(read_keys(data, surroundings)):
        raise KeysError("none", folder=str(data))


def missing_key_files(found: Mapping[str, str]) -> list[str]:
    """The key files without which nothing starts, and that hold nothing."""
    return [file.name for file in FILES if file.needed and not found[file.name]]


def available_keys(data: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """Every key of this installation that there is, by the name of its file, wherever it comes from.

    Raises:
        KeysError: a key file is there and cannot be used.
    """
    return {name: key for name, key in read_keys(data, surroundings).items() if key}


def key_fingerprints(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Of each key file the marks of its keys: they tell whether two keys are the same, and nothing of the keys."""
    return {
        name: tuple(hashlib.sha256(b"mark of a key\0" + secret.encode()).hexdigest()[:16] for secret in key.split())
        for name, key in keys.items()
    }


def put_back(data: Path, keys: Mapping[str, bytes]) -> None:
    """Lay key files that come from a backup; those that are there stay.

    Raises:
        KeysError: the folder takes none.
    """
    for name, key in keys.items():
        try:
            data.mkdir(parents=True, exist_ok=True)
            if not (data / name).exists():
                _lay(data / name, key.decode("ascii"))
            _settle(data)
        except OSError as error:
            raise KeysError("unwritten", path=str(data / name), why=_name_of(error)) from None


def create_missing_keys(data: Path, surroundings: Mapping[str, str]) -> None:
    """Make the data folder, and the keys that are neither set nor there: files for their owner alone.

    However many start at once, all find the same key; wherever one is killed, a key is whole or not there.

    Raises:
        KeysError: the folder takes none.
    """
    for file in FILES:
        path = data / file.name
        if surroundings.get(file.variable, "").strip():
            continue
        try:
            data.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _lay(path, file.new())
            _settle(data)
        except OSError as error:
            raise KeysError("unwritten", path=str(path), why=_name_of(error)) from None
        # There is a key now, so what any start still has under such a name, be it a killed one's, is of no use.
        for left in data.glob(f".{file.name}-*.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()


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
