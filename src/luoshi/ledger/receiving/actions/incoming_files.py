"""Looks through what is sent for a plan, before a transaction begins and before anything of it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.files.actions.documents import Readable, inspect_document, inspect_upload
from luoshi.records.journal.actions.uploads import journal_marked_upload
from luoshi.records.journal.rules.proof import canonical_json
from luoshi.records.received.files import Received, looked_through
from luoshi.records.received.rules.uploads import MEDIA, SHOWN_AS_PICTURE

SCANS = SHOWN_AS_PICTURE | {MEDIA["pdf"]}  # what a transcript may be typed from


@dataclass
class CheckedUpload:
    """What came in one request, looked through.

    Attributes:
        waiting: files that must be converted before they can be read.
        scan: what the words were typed from; it belongs to the transcript alone.
        refused: for each file that is not taken why, and for the words.
        unread: why the words were not taken; among ``refused`` too.
    """

    documents: list[Readable] = field(default_factory=list)
    waiting: list[Received] = field(default_factory=list)
    scan: Received | None = None
    refused: list[RecordError] = field(default_factory=list)
    unread: RecordError | None = None

    @property
    def digest(self) -> str:
        """What tells one request from another that came with its key."""
        taken = [[document.read.name, document.sha256] for document in self.documents]
        taken += [[file.name, file.sha256] for file in self.waiting]
        refused = [[refusal.code, refusal.where] for refusal in self.refused]
        return hashlib.sha256(canonical_json([taken, refused, self.scan.sha256 if self.scan else ""])).hexdigest()


def looked_at(
    files: Sequence[Any], words: str, actor: Actor, *, at: datetime, name: str = "", picture: Any = None
) -> CheckedUpload:
    """All that was sent; a file that cannot be taken does not stop the others.

    Args:
        words: a transcript, where there are any; ``name`` is what it is called, ``picture`` what it was typed from.

    Raises:
        RecordError: nothing can be taken at all; ``marked`` or ``file.…`` for the picture, ``incomplete`` for one
            without words.
    """
    sent = CheckedUpload(
        scan=_scan(picture, actor, at)
    )  # first: where it bears a marking, nothing of the words may stay either
    if sent.scan and not words.strip():
        what = _("A scan stands beside the words that were typed from it, and there are none.")
        remedy = _("Paste or type the words, or leave the scan out.")
        raise RecordError("incomplete", what, where=sent.scan.name, remedy=remedy)
    for file in files:
        try:
            found = inspect_upload(file, actor, at=at)
        except RecordError as error:
            if error.code == "busy":  # all of it comes again, else nobody knows what is in and what is not
                raise
            sent.refused.append(error)
        else:
            sent.waiting.append(found) if isinstance(found, Received) else sent.documents.append(found)
    if words.strip():
        try:
            sent.documents.append(inspect_document(words, actor, at=at, name=name))
        except RecordError as error:
            sent.unread = error
            sent.refused.append(error)
    if not (sent.documents or sent.waiting) and sent.refused:
        raise sent.refused[0]
    if not (sent.documents or sent.waiting):
        what, remedy = _("There is nothing to read."), _("Choose a file, or paste or type the words.")
        raise RecordError("incomplete", what, remedy=remedy)
    return sent


def _scan(picture: Any, actor: Actor, at: datetime) -> Received | None:
    """What a transcript was typed from, if there is anything: a picture, or a PDF of pictures."""
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
            remedy=_("Give the scan as jpg, png or pdf; what has text of its own is received as a document."),
        )
    return looked
