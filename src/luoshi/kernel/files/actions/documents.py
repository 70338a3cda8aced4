"""Receive documents as files or transcripts, and store spans of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.evidence.received.files import (
    Received,
    looked_through,
    marked_file_error,
    refused_file_error,
    unconverted_file_error,
)
from luoshi.evidence.received.rules import markings
from luoshi.evidence.received.rules.uploads import SCAN, clean_name
from luoshi.kernel.files.actions.files import store_evidence
from luoshi.kernel.files.models import Document, DocumentFile, RecognisedText, Span
from luoshi.ocr import can_read_scans
from luoshi.reading.model import LoadedDocument as PureDocument
from luoshi.reading.model import ReaderNote

_MOST = 120  # characters of a name


@dataclass(frozen=True)
class Readable:
    """A document that can be received: its text is known, and nothing of it is written yet.

    Attributes:
        file: The file as kept as evidence; None for a transcript.
        converted: The converted file whose text ``read`` holds, if any; of a scan the searchable PDF.
        scanned: The files of a scan in their order, the first of which is ``file``; empty for other documents.
        sizes: Width and height of a scan's pages, in hundredths of a point.
    """

    file: Received | None
    read: PureDocument
    converted: Received | None = None
    scanned: Sequence[Received] = ()
    sizes: Sequence[tuple[int, int]] = ()

    @property
    def sha256(self) -> str:
        return self.file.sha256 if self.file and not self.scanned else self.read.sha256


def receive_document(given: UploadedFile, actor: Actor, *, at: datetime, name: str = "") -> Document:
    """Store a document with its text, which nobody can change afterwards.

    Args:
        given: An uploaded file, which is kept as evidence too; or typed or pasted words: a transcript.
        name: The name of a transcript.

    Raises:
        RecordError: ``marked`` (journaled with size and time only), ``file.…`` for a file that is refused,
            ``unreadable`` if no text could be read.
    """
    return save_document(inspect_document(given, actor, at=at, name=name), actor, at=at)


def inspect_document(given: Any, actor: Actor, *, at: datetime, name: str = "") -> Readable:
    """Check a document as ``receive_document`` does, before a transaction begins: a long file takes seconds.

    Raises:
        RecordError: As ``receive_document``.
    """
    try:
        return _transcript(given, name) if isinstance(given, str) else _file(given)
    except RecordError as error:
        if error.code == "marked":
            journal_marked_upload(actor, len(given.encode()) if isinstance(given, str) else given.size, at=at)
        raise


@transaction.atomic
def save_document(given: Readable, actor: Actor, *, at: datetime) -> Document:
    """Write a checked document: its file, its text and the journal entry."""
    file, read = given.file, given.read
    document = Document.objects.create(
        sha256=read.sha256,
        name=read.name,
        format=read.format,
        text=read.text,
        transcript=file is None,
        evidence=store_evidence(file, actor, at=at) if file else None,
        converted=store_evidence(given.converted, actor, at=at) if given.converted else None,
        pages=list(read.pages),
        joined=[list(span) for span in read.joined],
        notes=[[note.code, note.values] for note in read.notes],
        received_by_id=actor.person or None,
        at=at,
    )
    if given.scanned:
        _save_scan(document, given, actor, at)
    said = {"name": document.name, "sha256": document.sha256, "transcript": document.transcript}
    journal_act(f"document:{document.pk}", "receive", actor, said, at=at)
    return document


def _save_scan(document: Document, given: Readable, actor: Actor, at: datetime) -> None:
    """Write where the text of a scan stands on its pages, and its files if they are several."""
    read = given.read
    RecognisedText.objects.create(
        document=document,
        sizes=[list(size) for size in given.sizes],
        places=[list(place) for place in read.places],
        unsure=[tuple(text) for text in read.unsure],
    )
    if len(given.scanned) > 1:
        DocumentFile.objects.bulk_create(
            DocumentFile(document=document, place=place, name=file.name, evidence=store_evidence(file, actor, at=at))
            for place, file in enumerate(given.scanned, 1)
        )


def inspect_upload(given: Any, actor: Actor, *, at: datetime) -> Readable | Received:
    """Check an uploaded document: readable, or ``Received`` if it must be converted or recognised first.

    See ``inspect_document``. Without text recognition, a PDF with some pages that are pictures is read without them.

    Raises:
        RecordError: As ``receive_document``; ``file.needs_ocr``.
    """
    found = looked_through(given, document=True)
    if isinstance(found, RecordError) and found.code == "marked":
        journal_marked_upload(actor, given.size, at=at)
    if isinstance(found, Received) and found.waits == SCAN and not can_read_scans():
        if found.read is None:
            raise refused_file_error(found.name, "needs_ocr")
        return _of(found)
    return found if isinstance(found, Received) and found.waits else _of(found)


def readable_scan(
    files: Sequence[Received], read: PureDocument, pdf: Received, sizes: Sequence[tuple[int, int]]
) -> Readable:
    """Return the readable document of a scan.

    Args:
        files: of the scan, in their order.
        read: as ``luoshi.ocr`` returned it.
        pdf: its pages with the text behind them.
        sizes: width and height of the pages, in hundredths of a point.
    """
    more = f" +{len(files) - 1}" if len(files) > 1 else ""
    read = replace(read, name=files[0].name[: _MOST - len(more)] + more)
    return Readable(files[0], _storable(read), pdf, tuple(files), tuple(sizes))


def readable_as(original: Received, converted: Received, read: PureDocument) -> Readable:
    """Return a readable document with the original's name, format and hash, and the converted file's text."""
    read = replace(read, name=original.name, format=original.waits, sha256=original.sha256)
    noted = (*read.notes, ReaderNote("load.converted", {"format": original.waits}))
    return Readable(original, _storable(replace(read, notes=noted)), converted)


def _file(given: UploadedFile) -> Readable:
    found = looked_through(given, document=True)
    if isinstance(found, Received) and found.waits and found.waits != SCAN:
        found = unconverted_file_error(found)
    return _of(found)


def _of(found: Received | RecordError) -> Readable:
    if isinstance(found, RecordError):
        raise found
    if found.read is None:
        raise _unreadable(found.name)
    return Readable(found, _storable(found.read))


def _transcript(words: str, name: str) -> Readable:
    """Return typed words unchanged as a transcript, even if they look like HTML; only line ends are normalised."""
    if markings.in_name(name) or markings.in_typed(words) or markings.in_document(words):
        raise marked_file_error()
    called = clean_name(name.replace("/", "／"), _MOST) if name.strip() else _("Transcript")
    data = words.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if not data.strip(b"\0 \t\n"):
        raise _unreadable(called)
    return Readable(None, _storable(PureDocument(called, "txt", hashlib.sha256(data).hexdigest(), data.decode())))


def _storable(read: PureDocument) -> PureDocument:
    """Return the same text, position for position, without NUL, which PostgreSQL cannot store."""
    return replace(read, name=read.name[:_MOST], text=read.text.replace("\0", "\ufffd"))


def _unreadable(name: str) -> RecordError:
    return RecordError(
        "unreadable",
        _("No text could be read from this."),
        where=name,
        remedy=_("Receive a scan as a document of a plan, or type or paste its words as a transcript."),
    )


def create_span(document: Document, start: int, end: int, quote: str | None = None) -> Span:
    """Store the span ``[start, end)`` of a document's text, in code points; the same span twice is one row.

    Args:
        quote: The words that the caller expects there.

    Raises:
        RecordError: ``quote``: there is no such span, or it has other words.
    """
    return create_spans(document, [(start, end, quote)])[0]


def create_spans(document: Document, places: Iterable[tuple[int, int, str | None]]) -> list[Span]:
    """Store these spans and return them in this order; see ``create_span``. Two queries per five hundred spans.

    Raises:
        RecordError: As ``create_span``; nothing is written then.
    """
    wanted = list(places)
    for start, end, quote in wanted:
        words = document.text[start:end] if 0 <= start < end <= len(document.text) else None
        if words is None or quote not in (None, words):
            raise RecordError(
                "quote",
                _("The text from %(start)s to %(end)s differs from the quotation.") % {"start": start, "end": end},
                where=str(document),
                remedy=_("Reload the document and choose the words again."),
            )
    rows = [Span(document=document, start=s, end=e, quote=document.text[s:e]) for s, e, _quote in wanted]
    with transaction.atomic():
        Span.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        starts = sorted({row.start for row in rows})
        found: dict[tuple[int, int], Span] = {}
        for at in range(0, len(starts), 500):
            for row in Span.objects.filter(document=document, start__in=starts[at : at + 500]):
                found[row.start, row.end] = row
    return [found[start, end] for start, end, _quote in wanted]
