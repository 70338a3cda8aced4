"""Attached pictures whose text is told instead of recognised: for tests of what happens with it."""

from __future__ import annotations

from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from luoshi.desk.previews.actions import recognising
from luoshi.reading.errors import ReadError
from luoshi.reading.model import LoadedDocument, ReaderNote


def tell_text(monkeypatch: pytest.MonkeyPatch, text: str | ReadError, pages: int = 1, recognised: int = 1) -> list[int]:
    """Let every picture say this, or fail so; return a list that grows with each reading."""
    readings: list[int] = []

    def read(files: Any, **given: Any) -> LoadedDocument:
        readings.append(given["most"])
        if isinstance(text, ReadError):
            raise text
        notes = (ReaderNote("load.recognised", {"pages": recognised, "unsure": 0}),)
        return LoadedDocument(files[0][0], "jpg", "0" * 64, text, tuple(range(pages)), notes=notes)

    monkeypatch.setattr(recognising, "can_read_scans", lambda: True)
    monkeypatch.setattr(recognising, "read_scans", read)
    return readings


def work_on_texts() -> list[bool]:
    """The worker reads what was asked for."""
    asked = DBTaskResult.objects.filter(task_path=recognising.recognise_later.module_path).order_by("id")
    tasks = list(asked)
    DBTaskResult.objects.filter(pk__in=[task.pk for task in tasks]).delete()
    return [recognising.recognise_later.func(*task.args_kwargs["args"]) for task in tasks]
