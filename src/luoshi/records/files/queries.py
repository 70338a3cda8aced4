"""Which files hang on a record, and what is in a kept one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from django.db.models import Count, Q, QuerySet

from luoshi.records.base import store
from luoshi.records.files.models import Attachment, Evidence
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.parts import Files

MONTH = timedelta(days=30)  # in which each kept file is read
NAMED = 5  # damaged files that are named


def attachments_of(record: Record) -> QuerySet[Attachment]:
    """The files of a record, and those of others that prove it too, with giver and moment, oldest first. One query."""
    own = Q(record=record.pk)
    if record.declared.borrows:
        own |= Q(entry__in=record.declared.borrows(record))
    return Attachment.objects.filter(own).select_related("evidence", "entry__person", "record").order_by("pk")


def lacking_attachments(record: Record, there: Collection[Attachment]) -> list[Files]:
    """The files that a step of the record had to have and that did not come, as from a sheet none can. One query.

    No query for kinds whose steps need none.
    """
    must = [part for part in record.declared.every(Files) if part.must]
    wanted = [part for part in must if not any(file.part == part.name for file in there)]
    if not wanted:
        return []
    steps = record.declared.cycle.by_name
    taken = {name for (name,) in Entry.objects.filter(record=record.pk).values_list("step").distinct()} & steps.keys()
    asked = {name for step in taken for name in getattr(steps[step].given, "base_fields", {})}
    return [part for part in wanted if part.name in asked]


def replaced_attachments(record: Record, there: Sequence[Attachment]) -> set[int]:
    """The ids of those files whose place a later one took."""
    single = {part.name for part in record.declared.every(Files) if part.most == 1}
    newest = {
        attachment.part: attachment.pk for attachment in there if attachment.part in single
    }  # the oldest come first
    return {
        attachment.pk for attachment in there if attachment.part in single and newest[attachment.part] != attachment.pk
    }


def content_of(evidence: Evidence) -> IO[bytes] | None:
    """The content of a kept file, open for reading, if it is still what its hash says; the caller checks the right."""
    try:
        content = store.open_content(evidence.sha256)
    except OSError:
        return None
    if hashlib.file_digest(content, "sha256").hexdigest() != evidence.sha256:
        content.close()
        return None
    content.seek(0)
    return content


def is_sound(sha256: str) -> bool:
    """Whether the kept file is there and is what its hash says. Reads it whole."""
    try:
        with store.open_content(sha256) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == sha256
    except (OSError, ValueError):
        return False


def damaged_hashes() -> Iterator[str]:
    """The hashes of kept files that are not there or not what they were. Reads all of them."""
    hashes = Evidence.objects.order_by("pk").values_list("sha256", flat=True)
    return (sha256 for sha256 in hashes.iterator(chunk_size=2000) if not is_sound(sha256))


@dataclass(frozen=True)
class Looked:
    """What the daily reading of kept files found so far: how many there are, were not read for a month, are damaged."""

    count: int
    behind: int
    damaged: Sequence[str]


def file_check_summary(day: date) -> Looked:
    """What the daily reading of kept files found, as of a day. Two queries."""
    late = Q(looked=None, at__date__lt=day - MONTH) | Q(looked__lt=day - MONTH)
    counted = Evidence.objects.aggregate(count=Count("pk"), behind=Count("pk", filter=late))
    bad = Evidence.objects.filter(sound=False).order_by("pk").values_list("sha256", flat=True)
    return Looked(counted["count"], counted["behind"], list(bad[:NAMED]))


def kept_bytes(evidence: Evidence) -> bytes | None:
    """The same as bytes."""
    content = content_of(evidence)
    if content is None:
        return None
    with content:
        return content.read()
