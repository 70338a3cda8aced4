"""The keys of an installation: stored beside the data, never in the database or the code.

Settings only read them (``read_keys``). The commands that begin an installation, ``luoshi serve`` and ``luoshi work``,
make missing ones (``create_missing_keys``) before Django starts; never for a database that was written with other keys
(``key_checks.startup_checks``).
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
    """A file in the data folder that holds keys, readable only by its owner (0600).

    Attributes:
        variable: the environment variable that can replace it.
        new: makes its first content.
        fit: raises ValueError if one of its blank-separated keys is invalid.
        lasting: what was made with a key is lost without it, so the database requires each key that it was written
            with; a new key is put in front of them. Otherwise the key may change at any start.
        needed: nothing starts without it if the database was begun with it. Otherwise a new one is made.
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
"""Every key file: all code that reads, makes, checks or copies keys uses this table."""
SENTENCES = {
    "none": "There are no keys in {folder}: luoshi serve creates them. Or set LUOSHI_SECRET_KEY, LUOSHI_FIELD_KEYS and "
    "LUOSHI_JOURNAL_KEY.",
    "empty": "The key file {path} is empty. Put its copy back from a backup.",
    "unread": "The key file {path} cannot be read: {why}.",
    "damaged": "{path} contains something other than keys. Put its copy back from a backup.",
    "lost": "The key file {path} is missing, but the database was written under it. Put it back from a backup.",
    "wrong": "{path} lacks the key under which the database was written. Put its copy back from a backup.",
    "unasked": "The key file {path} is missing, and the database cannot be asked whether it needs it: {why}.",
    "unwritten": "The key file {path} cannot be created: {why}.",
}


class KeysError(ImproperlyConfigured):
    """Keys that are missing or invalid, or cannot be made: a code for the command line's message, with values.

    An invalid file is never replaced: under another key all encrypted data would be lost.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(SENTENCES[code].format(**values))
        self.code, self.values = code, values


def read_keys(data: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """Return the content of each key file, by its name; nothing is written.

    It comes from the variable if that is set, else from the file in the data folder. Several keys are blank-separated,
    newest first. "" if there is no key yet: then Django refuses to sign, and fields refuse to encrypt.

    Raises:
        KeysError: a key exists and cannot be used.
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
    """Return the key of the journal's MACs from the key files' content: the oldest one, because it never changes."""
    return (found["journal.key"].split() or [""])[-1].encode()


def print_of(name: str, key: str) -> str:
    """Return a print by which a database recognises a key; the key cannot be derived from it."""
    return hmac.new(key.encode(), f"luoshi {name}".encode(), "sha256").hexdigest()


def require_keys(data: Path, surroundings: Mapping[str, str]) -> None:
    """Refuse to continue without keys.

    Raises:
        KeysError: there are none yet, and it names the command that makes them; or from ``read_keys``.
    """
    if missing_key_files(read_keys(data, surroundings)):
        raise KeysError("none", folder=str(data))


def missing_key_files(found: Mapping[str, str]) -> list[str]:
    """List the required key files that are empty or missing."""
    return [file.name for file in FILES if file.needed and not found[file.name]]


def available_keys(data: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """Return every available key of this installation, by the name of its file, whatever its source.

    Raises:
        KeysError: a key file exists and cannot be used.
    """
    return {name: key for name, key in read_keys(data, surroundings).items() if key}


def key_fingerprints(keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return fingerprints of the keys in each file: they show whether two keys are equal, and nothing else."""
    return {
        name: tuple(hashlib.sha256(b"mark of a key\0" + secret.encode()).hexdigest()[:16] for secret in key.split())
        for name, key in keys.items()
    }


def put_back(data: Path, keys: Mapping[str, bytes]) -> None:
    """Write key files that come from a backup; existing ones stay.

    Raises:
        KeysError: the folder is not writable.
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
    """Make the data folder and all keys that are neither set nor stored: files readable only by their owner.

    However many processes start at once, all find the same key; after a kill a key is complete or missing.

    Raises:
        KeysError: the folder is not writable.
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
        # The key exists now, so temporary files of any start, even a killed one, are useless.
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
    """Write a key under a temporary name, then rename it unless another start was first."""
    # Named before it is made: if a signal ends the start, the file is removed.
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
    except OSError:  # a file system without hard links: FAT, some network folders
        with _alone(path.parent), contextlib.suppress(FileExistsError):
            if not path.exists():
                os.rename(temporary, path)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock a folder against other starts; the lock ends with the process.

    Windows needs none: its rename never replaces.
    """
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
    """Wait until the folder's names are on disk: data encrypted soon after must not outlive its key."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # the errors of file systems that cannot do it
            raise
    finally:
        os.close(handle)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0) or error.strerror or type(error).__name__
