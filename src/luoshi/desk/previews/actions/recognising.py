"""Recognise the text in an attached picture or scan in the worker, and store it masked.

Nothing is stored as it was read: numbers of people are masked first, and of a file that looks marked as secret only
that it does. The file itself stays as it is, whatever happens here.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from luoshi.codes.personal_numbers import mask_personal_numbers
from luoshi.desk.previews.actions.making import BEHIND
from luoshi.desk.previews.queries import is_read_anywhere, list_recognised_texts, unprotected_evidence
from luoshi.desk.previews.rules.picture_text import is_tried_again
from luoshi.evidence.received.rules import markings
from luoshi.kernel.files.models import RECOGNISED, Attachment, Evidence, EvidenceText
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds.models import Record
from luoshi.ocr import can_read_scans, read_scans
from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT
from luoshi.reading.model import LoadedDocument
from luoshi.reading.recognised import cover_unsure_text

PAGES = 5  # of a scan that are read
CHARACTERS = 20_000
LIMITS = replace(DEFAULT, seconds=60, memory=2_000_000_000)
_MARKED = frozenset({"load.secret", "load.secret_unclear"})
log = logging.getLogger("luoshi.kernel")


@dataclass(frozen=True)
class _Outcome:
    """What came of reading a file, as its row holds it: ``words`` are masked."""

    state: str
    words: str = ""
    pages: int = 0
    fault: str = ""


def request_texts(record: Record, files: Collection[Attachment], *, at: datetime) -> Mapping[int, EvidenceText | None]:
    """Queue the reading of those of a record's files that were not read yet; return all that may be shown.

    The result is that of ``list_recognised_texts``, in which what was just queued waits.
    """
    texts = list_recognised_texts(record, files, timezone.localdate(at))
    if not can_read_scans():  # what was read before it was removed is still there
        return {pk: text for pk, text in texts.items() if text and text.state != EvidenceText.WAITING}
    due = [pk for pk, text in texts.items() if text is None or _is_due(text, at)]
    if not due:
        return texts
    rows = [EvidenceText(evidence_id=pk, state=EvidenceText.WAITING, at=at) for pk in due]
    with contextlib.suppress(IntegrityError), transaction.atomic():  # a file may be erased meanwhile
        EvidenceText.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["evidence"], update_fields=["state", "fault", "at"]
        )
        for pk in due:
            recognise_later.enqueue(pk)
    return {**texts, **{row.evidence_id: row for row in rows}}


def _is_due(text: EvidenceText, at: datetime) -> bool:
    return is_tried_again(text.state == EvidenceText.WAITING, text.fault, text.at, at)


@task(priority=BEHIND)
def recognise_later(evidence: int) -> bool:
    """Read the text of a file; return whether there is any. Repeating does no harm; the file may be gone by then."""
    one = Evidence.objects.filter(pk=evidence, recognised__state=EvidenceText.WAITING).first()
    if one is None:
        return False
    if not _may_be_read(one):
        EvidenceText.objects.filter(evidence=evidence).delete()
        return False
    return _save(one, _read(one))


def fail_recognition(evidence: int) -> None:
    """Record that workers died of this file, so that it is not tried again."""
    waiting = EvidenceText.objects.filter(evidence=evidence, state=EvidenceText.WAITING)
    waiting.update(state=EvidenceText.FAILED, fault="load.damaged", at=timezone.now())


def _may_be_read(evidence: Evidence) -> bool:
    unprotected = unprotected_evidence().filter(pk=evidence.pk).exists()
    return unprotected and is_read_anywhere(evidence, timezone.localdate())


def _read(evidence: Evidence) -> _Outcome:
    data = kept_bytes(evidence)
    if data is None:
        return _Outcome(EvidenceText.FAILED, fault="missing")
    try:
        document = read_scans([("picture", data)], limits=LIMITS, most=PAGES)
    except ReadError as error:
        if error.code in _MARKED:
            return _Outcome(EvidenceText.REFUSED)
        empty = error.code == "load.empty"
        return _Outcome(EvidenceText.NONE) if empty else _Outcome(EvidenceText.FAILED, fault=error.code[:40])
    except Exception:
        log.exception("the text of evidence %s was not recognised", evidence.sha256)
        return _Outcome(EvidenceText.FAILED, fault="failed")
    return _weigh(document)


def _weigh(document: LoadedDocument) -> _Outcome:
    """Return what may be stored of a document that was read."""
    if markings.in_document(document.text) or markings.in_document(cover_unsure_text(document.text, document.unsure)):
        return _Outcome(EvidenceText.REFUSED)
    recognised = [note.values["pages"] for note in document.notes if note.code == RECOGNISED]
    if not any(recognised) or not document.text.strip():  # a PDF with text of its own is no picture
        return _Outcome(EvidenceText.NONE)
    words = mask_personal_numbers(document.text.replace("\0", "\ufffd"))[:CHARACTERS].strip()
    return _Outcome(EvidenceText.READ, words, max(1, len(document.pages)))


def _save(evidence: Evidence, outcome: _Outcome) -> bool:
    """Store what came of it, unless the file is gone or was attached to a protected record meanwhile."""
    with transaction.atomic():
        # Whoever attaches the file takes this lock too: either they see the text and delete it, or it is not stored.
        locked = Evidence.objects.select_for_update(no_key=True).filter(pk=evidence.pk).first()
        rows = EvidenceText.objects.filter(evidence=evidence.pk, state=EvidenceText.WAITING)
        if locked is None or not _may_be_read(locked):
            rows.delete()
            return False
        stored = rows.update(
            state=outcome.state, words=outcome.words, pages=outcome.pages, fault=outcome.fault, at=timezone.now()
        )
    return bool(stored) and outcome.state == EvidenceText.READ
