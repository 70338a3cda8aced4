"""Uploaded files that were tried and wait for confirmation: kept with their report for up to a day."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

KEPT = timedelta(hours=24)
SHAPE = 3  # version of the stored reports; files kept by another version must be uploaded again
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")


@dataclass(frozen=True, slots=True)
class FileTrial:
    """A tried file: ``report`` as stored, with the file's ``name`` and ``sha256`` and the ``person``."""

    token: str
    report: Mapping[str, Any]


def save_trial(data: bytes, report: Mapping[str, object], at: datetime) -> str:
    """Store a file with its report; return the token that finds it again. Remove what is older than a day."""
    sweep_expired_trials(at)
    token = secrets.token_urlsafe(24)
    _write(_path(token, "xlsx"), data)
    replace_trial_report(token, {**report, "sha256": hashlib.sha256(data).hexdigest()})
    return token


def replace_trial_report(token: str, report: Mapping[str, object]) -> None:
    """Replace the report of a file that was tried again."""
    _write(_path(token, "json"), json.dumps({**report, "shape": SHAPE}, ensure_ascii=False).encode())


def find_trial(token: str, person: int) -> FileTrial | None:
    """Return this person's trial; None if there is none, it is another person's, or another version stored it."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        report = json.loads(_path(token, "json").read_bytes())
    except (OSError, ValueError):
        return None
    mine = report.get("person") == person and report.get("shape") == SHAPE
    return FileTrial(token, report) if mine else None


def data_of(trial: FileTrial) -> bytes | None:
    """Return the file's bytes if they are still those that were tried; else None."""
    try:
        data = _path(trial.token, "xlsx").read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == trial.report["sha256"] else None


def save_parts(parts: Mapping[str, bytes], at: datetime) -> str:
    """Store several files, by name, that belong together; return the token that finds them again.

    Only callers that keep the token to themselves may rely on it: it says nothing about the person. Remove what is
    older than a day.
    """
    sweep_expired_trials(at)
    token = secrets.token_urlsafe(24)
    for name, data in parts.items():
        _write(_path(token, name), data)
    return token


def read_part(token: str, name: str) -> bytes | None:
    """Return one of several files; None if it is no longer there."""
    try:
        return _path(token, name).read_bytes() if _TOKEN.fullmatch(token) else None
    except OSError:
        return None


def renew_trial(token: str) -> None:
    """Keep what belongs to a token for another day."""
    for path in _paths(token):
        with contextlib.suppress(OSError):
            os.utime(path)


def drop_trial(token: str) -> None:
    """Remove a file with its report, or several files that belong together."""
    for path in _paths(token):
        path.unlink(missing_ok=True)


def sweep_expired_trials(at: datetime) -> None:
    """Remove what nobody confirmed within a day."""
    for path in _folder().glob("*"):
        if path.stat().st_mtime < (at - KEPT).timestamp():
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "trials"


def _paths(token: str) -> list[Path]:
    return list(_folder().glob(f"{token}.*")) if _TOKEN.fullmatch(token) else []


def _path(token: str, ending: str) -> Path:
    return _folder() / f"{token}.{ending}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        os.fchmod(file.fileno(), 0o600) if hasattr(os, "fchmod") else None
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
