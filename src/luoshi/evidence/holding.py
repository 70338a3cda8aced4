"""The holding place: files of which nobody knows yet whether they are marked as secret, in the data folder.

What lies here is in no backup, search or list: backups copy the files that rows name, and no row names these. A folder
``held/<key>`` has the files as they came, their names, and the pages that were read of them so far. It is erased as a
whole: when everything was read and the files are kept as evidence, or when they were refused.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from luoshi.evidence.store import fsync_folder

_KEY = re.compile(r"[0-9a-f]{32}")
_NAMES = "names.json"
_TRIES = 3


def holding_folder() -> Path:
    """Return the folder of all held files."""
    return Path(settings.DATA) / "held"


@dataclass(frozen=True)
class HeldFiles:
    """The files of one scan in the holding place, by the key of their folder.

    Raises:
        ValueError: the key is none.
    """

    key: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError("no key of held files")

    @property
    def folder(self) -> Path:
        return holding_folder() / self.key

    def names(self) -> list[str]:
        """Return the names of the files in their order; empty if they are not here."""
        return [name for name, _media in self._list_files()]

    def load_files(self) -> list[tuple[str, str, bytes]] | None:
        """Return name, media type and bytes of each file in their order; None if they are not complete here."""
        listed = self._list_files()
        try:
            return [
                (name, media, (self.folder / f"file{number}").read_bytes())
                for number, (name, media) in enumerate(listed)
            ] or None
        except OSError:
            return None

    def _list_files(self) -> list[tuple[str, str]]:
        try:
            return [(name, media) for name, media in json.loads((self.folder / _NAMES).read_bytes())]
        except (OSError, ValueError):
            return []

    def save_values(self, name: str, values: object, picture: bytes = b"") -> None:
        """Keep values under a name, and the picture that belongs to them; complete, or not at all."""
        if picture:
            self.write(f"{name}.jpg", picture)
        self.write(f"{name}.json", json.dumps(values, ensure_ascii=False).encode())

    def load_values(self, name: str) -> object:
        """Return the values kept under a name, as JSON has them; None if there are none."""
        try:
            found: object = json.loads((self.folder / f"{name}.json").read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def load_picture(self, name: str) -> bytes:
        """Return the picture kept under a name; b"" if there is none."""
        try:
            return (self.folder / f"{name}.jpg").read_bytes()
        except OSError:
            return b""

    def write(self, name: str, data: bytes) -> None:
        """Keep bytes under a name; complete, or not at all."""
        aside = self.folder / f".{secrets.token_hex(8)}"
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, self.folder / name)

    def erase(self) -> None:
        """Erase everything held under this key; nothing happens if nothing is there."""
        for _try in range(_TRIES):  # a page may just be written: then its folder is not empty yet
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return


def hold_files(files: Sequence[tuple[str, str, bytes]]) -> HeldFiles:
    """Put files (name, media type, bytes) into the holding place, on the disk before this returns.

    Raises:
        OSError: the disk is full; nothing is left of them then.
    """
    held = HeldFiles(secrets.token_hex(16))
    held.folder.mkdir(parents=True, mode=0o700)
    try:
        for number, (_name, _media, data) in enumerate(files):
            held.write(f"file{number}", data)
        held.write(_NAMES, json.dumps([[name, media] for name, media, _data in files]).encode())
        fsync_folder(held.folder)
    except BaseException:
        held.erase()
        raise
    return held


def list_held_before(moment: float) -> Iterator[HeldFiles]:
    """Yield what was put into the holding place before a moment (seconds since 1970)."""
    folder = holding_folder()
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if _KEY.fullmatch(place.name) and place.stat().st_mtime < moment:
            yield HeldFiles(place.name)
