"""The cache of drawn pictures: in the data folder, by the hash of their data; in no backup, and deletable any time.

Knowing a hash gives no access: a page computes the figures by its reader's rights, and the hash from them.
"""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

from django.conf import settings

MOST = 64_000_000  # bytes in all; a picture has 5 to 300 kB
OFTEN = 50  # pictures stored by a process between two checks of the total size
_number = count(1)


def picture_folder() -> Path:
    """Return the folder of all pictures."""
    return Path(settings.DATA) / "pictures"


def read_picture(key: str) -> bytes | None:
    """Return the picture for a hash, or None. Reading marks it as used now."""
    path = picture_folder() / key
    try:
        found = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return found


def store_picture(key: str, data: bytes) -> None:
    """Store a picture, readable only by its owner. On a full disk it is not stored: it can be drawn again."""
    place = picture_folder()
    with contextlib.suppress(OSError):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = next(_number)
        path = place / f".{os.getpid()}-{number}"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(path, place / key)
        if number % OFTEN == 1:
            prune_pictures(MOST)


def prune_pictures(most: int) -> None:
    """Delete the pictures unused for longest, if they exceed ``most`` bytes, until three quarters of that remain."""
    known = []
    for entry in os.scandir(picture_folder()):
        with contextlib.suppress(OSError):  # another process removed it
            stat = entry.stat()
            known.append((stat.st_mtime_ns, stat.st_size, entry.path))
    held = sum(size for _used, size, _path in known)
    if held <= most:
        return
    for _used, size, path in sorted(known):
        if held <= most * 3 // 4:
            return
        with contextlib.suppress(OSError):
            os.unlink(path)
            held -= size
