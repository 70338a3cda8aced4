"""The secrets of an installation: made at the first start, kept beside the data, never in the database or the code."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def keys(data: Path) -> tuple[str, list[str]]:
    """The secret for signatures, and the keys for encrypted fields, newest first.

    They come from LUOSHI_SECRET_KEY and LUOSHI_FIELD_KEYS (blank-separated) where these are set, else from two files in
    the data folder that are made on the first start, readable by their owner alone.
    """
    secret = os.environ.get("LUOSHI_SECRET_KEY") or _kept(data / "secret.key", lambda: secrets.token_urlsafe(48))
    fields = os.environ.get("LUOSHI_FIELD_KEYS") or _kept(data / "field.keys", lambda: Fernet.generate_key().decode())
    return secret, fields.split()


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()  # another process of the same start was first
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
    return path.read_text(encoding="ascii").strip()
