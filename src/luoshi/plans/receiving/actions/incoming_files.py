"""Checks everything sent for a plan before a transaction begins and before any of it is written."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.evidence.journal.rules.proof import canonical_json
from luoshi.evidence.received.files import Received, looked_through
from luoshi.evidence.received.rules.uploads import MEDIA, SCAN, SHOWN_AS_PICTURE
from luoshi.kernel.files.actions.documents import Readable, inspect_document, inspect_upload

SCANS = SHOWN_AS_PICTURE | {MEDIA["pdf"]}  # file types of a transcript's original


PagesSent = Literal["by_name", "as_sent", "apart"]


@dataclass
class CheckedUpload:
    """The checked contents of one request.

    Attributes:
        waiting: files that must be converted before they can be read.
        scans: the files of each document whose pages are pictures, in the order of its pages.
        scan: the original of the typed words; it belongs to the transcript only.
        refused: the reasons for each file not accepted, and for the words.
        unread: why the words were not accepted; also in ``refused``.
    """

    documents: list[Readable] = field(default_factory=list)
    waiting: list[Received] = field(default_factory=list)
    scans: list[list[Received]] = field(default_factory=list)
    scan: Received | None = None
    refused: list[RecordError] = field(default_factory=list)
    unread: RecordError | None = None

    @property
    def digest(self) -> str:
        """The digest that distinguishes requests with the same idempotency key."""
        taken = [[document.read.name, document.sha256] for document in self.documents]
        taken += [[file.name, file.sha256] for file in self.waiting]
        taken += [[file.sha256 for file in files] for files in self.scans]
        refused = [[refusal.code, refusal.where] for refusal in self.refused]
        return hashlib.sha256(canonical_json([taken, refused, self.scan.sha256 if self.scan else ""])).hexdigest()


def looked_at(
    files: Sequence[object],
    words: str,
    actor: Actor,
    *,
    at: datetime,
    name: str = "",
    picture: object = None,
    pages: PagesSent = "by_name",
) -> CheckedUpload:
    """Check everything that was sent. A file that cannot be accepted does not stop the others.

    Args:
        pages: what several pictures are: pages of one document by their names, or as they were sent; or "apart", each
            a document of its own.
        words: a transcript, if any; ``name`` is its name, ``picture`` the scan it was typed from.

    Raises:
        RecordError: nothing can be accepted; ``marked`` or ``file.…`` for the picture, ``incomplete`` for a picture
            without words.
    """
    sent = CheckedUpload(
        scan=_scan(picture, actor, at)
    )  # first: if it bears a classification marking, the words must not be stored either
    if sent.scan and not words.strip():
        what = _("A scan is shown beside the words typed from it, but there are no words.")
        remedy = _("Paste or type the words, or leave the scan out.")
        raise RecordError("incomplete", what, where=sent.scan.name, remedy=remedy)
    pictures: list[Received] = []
    for file in files:
        try:
            found = inspect_upload(file, actor, at=at)
        except RecordError as error:
            if error.code == "busy":  # all must be sent again, else it is unclear what was accepted
                raise
            sent.refused.append(error)
        else:
            if isinstance(found, Readable):
                sent.documents.append(found)
            elif found.waits != SCAN:
                sent.waiting.append(found)
            elif found.media == MEDIA["pdf"] or pages == "apart":
                sent.scans.append([found])
            else:
                pictures.append(found)
    if pictures:
        sent.scans.append(sort_pages(pictures) if pages == "by_name" else pictures)
    if words.strip():
        try:
            sent.documents.append(inspect_document(words, actor, at=at, name=name))
        except RecordError as error:
            sent.unread = error
            sent.refused.append(error)
    if not (sent.documents or sent.waiting or sent.scans) and sent.refused:
        raise sent.refused[0]
    if not (sent.documents or sent.waiting or sent.scans):
        what, remedy = _("There is nothing to read."), _("Choose a file, or paste or type the words.")
        raise RecordError("incomplete", what, remedy=remedy)
    return sent


def sort_pages(files: Sequence[Received]) -> list[Received]:
    """Return pictures of pages in the order of their names, with the numbers in them as numbers: 2 before 10."""

    def by_number(file: Received) -> list[tuple[int, int, str]]:
        parts = re.split(r"(\d+)", unicodedata.normalize("NFKC", file.name).casefold())
        return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]

    return sorted(files, key=by_number)


def _scan(picture: Any, actor: Actor, at: datetime) -> Received | None:
    """Return the scan of a transcript if there is one: a picture, or a PDF of pictures."""
    looked = looked_through(picture) if picture else None
    if isinstance(looked, RecordError):
        if looked.code == "marked":
            journal_marked_upload(actor, picture.size, at=at)
        raise looked
    if looked and looked.media not in SCANS:
        raise RecordError(
            "file.not_taken",
            _("This is neither a picture nor a PDF."),
            where=looked.name,
            remedy=_("Upload the scan as jpg, png or pdf; a file with its own text is received as a document."),
        )
    return looked
