"""The cache of previews of stored files, by file hash, in the data folder; not in backups, and deletable at any time.

A folder ``leaves/ab/<sha256>`` appears by a rename once everything in it is written: page images and their description.
Knowing a hash gives no access: a page looks the hash up by its reader's permission on the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from django.conf import settings

MOST = 2_000_000_000  # bytes in all; a file's pages are 1 to 5 MB
SAID = "said.json"


def preview_folder() -> Path:
    """Return the folder of the cache."""
    return Path(settings.DATA) / "leaves"


def _place(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return preview_folder() / sha256[:2] / sha256


def load_preview(sha256: str) -> tuple[dict[str, object], float] | None:
    """Return the description of a file's pages and its time of creation; None if there is none.

    This counts as a use: the least recently used previews are removed first.
    """
    path = _place(sha256) / SAID
    try:
        found = json.loads(path.read_bytes())
        made = path.stat().st_mtime
        os.utime(path.parent)
    except (OSError, ValueError):
        return None
    return found, made


def read_page_image(sha256: str, number: int) -> bytes | None:
    """Return the image of a page, counted from 1; None if there is none."""
    try:
        return (_place(sha256) / f"{number}.png").read_bytes()
    except OSError:
        return None


def save_preview(sha256: str, said: Mapping[str, object], leaves: Sequence[bytes] = ()) -> None:
    """Save a file's preview in place of an earlier one. On a full disk nothing is saved, and it is made again later."""
    place = _place(sha256)
    aside = preview_folder() / f".{secrets.token_hex(8)}"
    with contextlib.suppress(OSError):
        aside.mkdir(mode=0o700, parents=True)
        try:
            for number, leaf in enumerate(leaves, 1):
                (aside / f"{number}.png").write_bytes(leaf)
            (aside / SAID).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            delete_preview(sha256)
            os.replace(aside, place)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def delete_preview(sha256: str) -> None:
    """Delete a file's preview."""
    shutil.rmtree(_place(sha256), ignore_errors=True)


def prune_preview_cache(now: float, most: int = MOST) -> Iterator[str]:
    """Remove the least recently used previews until the rest has at most ``most`` bytes; yield the hashes of the rest.

    Temporary folders older than a day, left by interrupted runs, are removed too.
    """
    known = []
    for place in [
        folder for part in preview_folder().glob("*") for folder in ([part] if part.name[0] == "." else part.iterdir())
    ]:
        with contextlib.suppress(OSError):
            used = place.stat().st_mtime
            if place.name[0] != ".":
                known.append((used, sum(file.stat().st_size for file in place.iterdir()), place.name))
            elif used < now - 86_400:
                shutil.rmtree(place, ignore_errors=True)
    held = sum(size for _used, size, _name in known)
    for _used, size, name in sorted(known):
        if held > most:
            held -= size
            delete_preview(name)
        else:
            yield name
