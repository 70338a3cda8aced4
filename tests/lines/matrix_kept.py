"""What a record is as a whole, to be compared before and after; and what is tried and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from luoshi.evidence.journal.models import Entry
from luoshi.kernel.duties.models import Act, Duty, Occurrence
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.messages.models import Message


def whole(record: Record) -> tuple[dict[str, Any], list[tuple[str, str, int | None]], list[int]]:
    """The record's row, its entries, and how much hangs on it."""
    row = type(record)._base_manager.get(pk=record.pk)
    entries = done_entries().filter(record=record.pk).order_by("pk").values_list("step", "actor", "version")
    hang = [
        Duty.objects.filter(record=record.pk).count(),
        Occurrence.objects.filter(duty__record=record.pk).count(),
        Act.objects.filter(duty__record=record.pk).count(),
        Message.objects.filter(record=record.pk).count(),
        Attachment.objects.filter(record=record.pk).count(),
    ]
    more: Mapping[str, Any] = {name: getattr(row, name) for name in ("state", "version", "number", "closed", "due")}
    return {**model_to_dict(row), **more}, list(entries), hang


def done_entries() -> Any:
    """The journal without who opened what, and who was not let in: of some kinds that is kept whenever one looks."""
    return Entry.objects.exclude(step__in=(Entry.OPENED, Entry.SHUT))


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
