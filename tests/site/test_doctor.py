"""What doctor says: of the worker, of files of evidence that are missing, of what an office has not set."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from luoshi.evidence import store
from luoshi.kernel.files.models import Evidence
from luoshi.kernel.messages.models import Lease
from luoshi.kernel.worker.actions.work import keep_lease, leave_lease, take_lease
from luoshi.site.doctor import examine_installation


def said(words: str) -> list[str]:
    with translation.override("en"):
        return [finding.weight for finding in examine_installation() if words in finding.words]


def test_the_worker_that_stopped_is_a_note_and_the_one_that_died_is_wrong(db: None) -> None:
    assert said("The background work is not running") == ["note"]
    assert take_lease("one", timedelta(seconds=30)) and keep_lease("one")
    assert said("background work is running") == ["fine"]
    Lease.objects.update(beat=timezone.now() - timedelta(hours=1))
    assert said("The background work is not running") == ["wrong"]
    leave_lease("one")
    assert said("The background work is not running") == ["note"]


def test_files_of_evidence_that_are_missing_or_cut_short_are_named(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    hashes = []
    for words in (b"one", b"two", b"three"):
        hashes.append(hashlib.sha256(words).hexdigest())
        store.store_content(hashes[-1], words)
        Evidence.objects.create(sha256=hashes[-1], size=len(words), media="text/plain", at=timezone.now())
    assert said("All 3 files of evidence are there") == ["fine"]
    store.path_of(hashes[0]).unlink()
    store.path_of(hashes[1]).write_bytes(b"t")
    names = ", ".join(digest[:12] for digest in hashes[:2])
    assert said(f"2 of 3 files of evidence are missing or cut short: {names}") == ["wrong"]


def test_what_an_office_has_not_set_is_noted_by_its_variable(db: None, settings: Any) -> None:
    settings.OFFICE = {"name": "云岭县督查室", "helpline": "", "hours": "", "complaints": ""}
    assert said("The helpline is not set: set LUOSHI_HELPLINE.") == ["note"]
    assert said("set LUOSHI_COMPLAINTS.") == ["note"] and said("set LUOSHI_OFFICE.") == []
    settings.OFFICE = dict.fromkeys(settings.OFFICE, "x")
    assert said("Every page names the office") == ["fine"]
