"""Where what is shown of kept files lies: under the data folder, by the file's hash; in no backup, and gone any time.

A folder ``leaves/ab/<sha256>`` appears by a rename when all in it is written: pictures of pages, and what is said of
them. Whoever knows a hash gets nothing by it: a page finds the hash by its reader's right to the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

MOST = 2_000_000_000  # bytes of all; a file's pages are 1 to 5 MB
SAID = "said.json"


def preview_folder() -> Path:
    """The folder of all of them."""
    return Path(settings.DATA) / "leaves"


def _place(sha256: str) -> Path:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("no SHA-256")
    return preview_folder() / sha256[:2] / sha256


def load_preview(sha256: str) -> tuple[dict[str, Any], float] | None:
    """What is said of a file's pages, and when it was made; None where nothing was made.

    It counts as used now: what is not used for longest goes first.
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
    """The picture of a page, counted from 1; None where there is none."""
    try:
        return (_place(sha256) / f"{number}.png").read_bytes()
    except OSError:
        return None


def save_preview(sha256: str, said: dict[str, Any], leaves: Sequence[bytes] = ()) -> None:
    """Keep what was made of a file in place of what was made before. On a full disk it is not kept: it is made anew."""
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
    """Take away what was made of a file."""
    shutil.rmtree(_place(sha256), ignore_errors=True)


def prune_preview_cache(now: float, most: int = MOST) -> Iterator[str]:
    """Remove what was not used for longest until the rest is at most so many bytes; the hashes of what is left.

    What stopped acts left aside more than a day ago goes too.
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
