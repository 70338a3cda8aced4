"""Which files hang on a record, and what is in a kept one."""

from __future__ import annotations

import hashlib
from typing import IO

from django.db.models import Q, QuerySet

from luoshi.records.base import store
from luoshi.records.files.models import Attachment, Evidence
from luoshi.records.kinds.models import Record


def attachments_of(record: Record) -> QuerySet[Attachment]:
    """The files of a record, and those of others that prove it too, with giver and moment, oldest first. One query."""
    own = Q(record=record.pk)
    if record.declared.borrows:
        own |= Q(entry__in=record.declared.borrows(record))
    return Attachment.objects.filter(own).select_related("evidence", "entry__person", "record").order_by("pk")


def content_of(evidence: Evidence) -> IO[bytes] | None:
    """The content of a kept file, open for reading, if it is still what its hash says; the caller checks the right."""
    try:
        content = store.path_of(evidence.sha256).open("rb")
    except OSError:
        return None
    if hashlib.file_digest(content, "sha256").hexdigest() != evidence.sha256:
        content.close()
        return None
    content.seek(0)
    return content


def kept_bytes(evidence: Evidence) -> bytes | None:
    """The same as bytes."""
    content = content_of(evidence)
    if content is None:
        return None
    with content:
        return content.read()
