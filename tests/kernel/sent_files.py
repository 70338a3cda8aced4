"""What people send with a step, and where it lies then."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from entries import appeal
from luoshi.evidence import store
from luoshi.evidence.received.files import Received, looked_through
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import take
from office import NOW, Office


def sent(name: str = "佐证.txt", words: str = "活动室已开放") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


def received(words: str) -> Received:
    found = looked_through(sent(words=words))
    assert isinstance(found, Received)
    return found


def assigned(office: Office, **more: Any) -> Record:
    record = appeal(office, **more)
    to = {"grade": "ordinary", "unit": office.units["kexie"].pk}
    return take(record, "assign", office.actor("supervisor"), to, at=NOW).record


def answer(office: Office, record: Record, *files: SimpleUploadedFile) -> Record:
    return take(record, "answer", office.actor("clerk"), {"answer": "列入计划"}, at=NOW, files={"files": files}).record


def hash_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def on_disk() -> dict[str, bytes]:
    """Every file in the store by its path there."""
    root = store.file_store_folder()
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def place(words: str) -> str:
    return f"{hash_of(words)[:2]}/{hash_of(words)}"
