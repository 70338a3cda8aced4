"""The files of a record, and the content of stored files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.evidence import store
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.files.models import Attachment, Document, DocumentFile, Evidence, RecognisedText
from luoshi.kernel.kinds.forms.making import form_fields
from luoshi.kernel.kinds.language.parts import Files
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.references.queries import Reference

FILES = Reference(Attachment, "record")
MONTH = timedelta(days=30)  # each stored file is read within this time
NAMED = 5  # damaged files that are named


def attachments_of(record: Record) -> QuerySet[Attachment]:
    """Return the files of a record and those borrowed from others, with giver and time, oldest first.

    At most one query.
    """
    borrows = kind_of(record).borrows
    borrowed = borrows.entries(record) if borrows else Entry.objects.none()
    if borrowed.query.is_empty() and not FILES.may_exist(record):
        return Attachment.objects.none()
    own = Q(record=record.pk) | Q(entry__in=borrowed)
    return Attachment.objects.filter(own).select_related("evidence", "entry__person", "record").order_by("pk")


def list_shown_attachments(record: Record) -> list[Attachment]:
    """Return ``attachments_of`` as readers of the record may know them. One query.

    In a blind review the borrowed ones are numbered instead of named.
    """
    found = list(attachments_of(record))
    borrowed = [attachment for attachment in found if is_borrowed_blindly(record, attachment)]
    for number, attachment in enumerate(borrowed, 1):
        ending = attachment.name.rpartition(".")[2].lower()
        attachment.name = _("Paper %(n)d") % {"n": number} + f".{ending}"
    return found


def is_borrowed_blindly(record: Record, attachment: Attachment) -> bool:
    """Whether readers of the record must not learn who gave this file of another record."""
    borrows = kind_of(record).borrows
    return borrows is not None and attachment.record_id != record.pk and borrows.blind(record)


def lacking_attachments(record: Record, there: Collection[Attachment]) -> list[Files]:
    """Return the required files of a record's steps that are missing, for instance after an import from a sheet.

    One query; none for kinds whose steps require no files.
    """
    must = [part for part in kind_of(record).every(Files) if part.must]
    wanted = [part for part in must if not any(file.part == part.name for file in there)]
    if not wanted:
        return []
    steps = kind_of(record).cycle.by_name
    taken = {name for (name,) in Entry.objects.filter(record=record.pk).values_list("step").distinct()} & steps.keys()
    asked = {name for step in taken for name in form_fields(kind_of(record), steps[step])}
    return [part for part in wanted if part.name in asked]


def replaced_attachments(record: Record, there: Sequence[Attachment]) -> set[int]:
    """Return the ids of the files that a later one replaced."""
    single = {part.name for part in kind_of(record).every(Files) if part.most == 1}
    newest = {
        attachment.part: attachment.pk for attachment in there if attachment.part in single
    }  # the oldest come first
    return {
        attachment.pk for attachment in there if attachment.part in single and newest[attachment.part] != attachment.pk
    }


def recognised_text_of(document: Document) -> RecognisedText | None:
    """Return where the text of a scan stands on its pages; None for other documents. At most one query."""
    if not document.is_recognised:
        return None
    return RecognisedText.objects.filter(document=document).first()


def files_of(document: Document) -> list[DocumentFile]:
    """Return the files of a scan that came as several, in order; empty for other documents. At most one query."""
    if not document.is_recognised:
        return []
    return list(document.files.select_related("evidence").order_by("place"))


def content_of(evidence: Evidence) -> IO[bytes] | None:
    """Return a stored file's content, open for reading, if it matches its hash. The caller must check the right."""
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
    """Return whether the stored file exists and matches its hash. Reads it completely."""
    try:
        with store.open_content(sha256) as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == sha256
    except (OSError, ValueError):
        return False


def damaged_hashes() -> Iterator[str]:
    """Yield the hashes of stored files that are missing or changed. Reads all of them."""
    hashes = Evidence.objects.order_by("pk").values_list("sha256", flat=True)
    return (sha256 for sha256 in hashes.iterator(chunk_size=2000) if not is_sound(sha256))


@dataclass(frozen=True)
class Looked:
    """The result of the daily file check so far: the number of files, those unread for a month, and damaged ones."""

    count: int
    behind: int
    damaged: Sequence[str]


def file_check_summary(day: date) -> Looked:
    """Return the result of the daily file check as of a day. Two queries."""
    late = Q(looked=None, at__date__lt=day - MONTH) | Q(looked__lt=day - MONTH)
    counted = Evidence.objects.aggregate(count=Count("pk"), behind=Count("pk", filter=late))
    bad = Evidence.objects.filter(sound=False).order_by("pk").values_list("sha256", flat=True)
    return Looked(counted["count"], counted["behind"], list(bad[:NAMED]))


def kept_bytes(evidence: Evidence) -> bytes | None:
    """Return the content of a stored file as bytes; None as for ``content_of``."""
    content = content_of(evidence)
    if content is None:
        return None
    with content:
        return content.read()
