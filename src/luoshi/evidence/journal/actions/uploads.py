"""Scan what users send before an act begins; refuse content with a secrecy marking, and journal the refusal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.received.files import Received, Strip, each_sent, looked_through, marked_file_error, nested_strings
from luoshi.evidence.received.old_workbooks import OLD_WORKBOOKS, renew_old_workbook, renew_open_workbook
from luoshi.evidence.received.rules import markings
from luoshi.evidence.received.rules.uploads import OFFICE, upload_extension

__all__ = [
    "Received",
    "check_sent",
    "each_file",
    "journal_marked_upload",
    "looked_through",
    "marked_file_error",
    "received_file",
    "received_sheet",
]
__all__ += ["nested_strings", "size_of"]

FILE_BYTES = 10_000_000  # limit for a sheet


def check_sent(
    given: Mapping[str, object],
    files: Mapping[str, object] | None,
    actor: Actor,
    *,
    at: datetime,
    strip: Strip = "",
    nameless: Collection[str] = (),
) -> None:
    """Scan typed text and uploaded files before the transaction, as it may take seconds and nothing is written yet.

    Each file then carries its scan result (``received``) for the form's ``EvidenceField``.

    Args:
        strip: The files from which names of authors and places are removed: ``Kind.strips``.
        nameless: The fields from whose files they are removed in any case: ``Kind.nameless_files``.

    Raises:
        RecordError: ``busy``; ``marked``, with the field. A refused marking is journaled with the size and nothing
            else.
    """
    try:
        for name, value in each_sent(given):
            for words in nested_strings(value):
                if markings.in_typed(words):
                    raise marked_file_error(name)
        for name, sent in each_file(files):
            sent.received = looked_through(sent, strip="all" if name in nameless else strip, part=name)
            if isinstance(sent.received, RecordError) and sent.received.code in ("marked", "busy"):
                raise sent.received
    except RecordError as error:
        if error.code == "marked":
            journal_marked_upload(actor, size_of(given, files), at=at)
        raise


def received_sheet(file: Any, actor: Actor, *, at: datetime, old: bool = False) -> bytes:
    """Return the bytes of an uploaded sheet, scanned like every file, before anything of it is written.

    Args:
        old: a workbook of another program (.xls, .et, .ods) is accepted too, and converted to .xlsx.

    Raises:
        RecordError: The file is too large, no .xlsx workbook, broken or locked; ``marked``, which is journaled.
    """
    if file.size > FILE_BYTES:
        raise RecordError("incomplete", _("The file is larger than 10 MB."), remedy=_("Split it into several files."))
    if old and upload_extension(file.name or "") in OLD_WORKBOOKS:
        try:
            file = renew_old_workbook(file, stored=True)
        except RecordError as error:
            if error.code == "marked":
                journal_marked_upload(actor, file.size, at=at)
            raise
    found = received_file(file, actor, at=at, part="file", document=old)
    if old and found.media == OFFICE["ods"]:
        return renew_open_workbook(found.data, found.name)
    if not found.media.endswith("spreadsheetml.sheet"):
        raise RecordError(
            "incomplete",
            _("“%(name)s” is not an .xlsx workbook.") % {"name": found.name},
            remedy=_("Nothing was saved.") + " " + _("Fill in the template and save it as .xlsx (in WPS: Save as)."),
        )
    return found.data


def received_file(
    file: UploadedFile, actor: Actor, *, at: datetime, part: str = "", document: bool = False
) -> Received:
    """Return an uploaded file, scanned like every file, before anything of it is written.

    Args:
        part: The field or part that a refusal names.
        document: It is sent to be read: files of other office programs are accepted too.

    Raises:
        RecordError: Why it is refused; ``marked``, which is journaled.
    """
    found = looked_through(file, part=part, document=document)
    if isinstance(found, RecordError):
        if found.code == "marked":
            journal_marked_upload(actor, file.size or 0, at=at)
        raise found
    return found


def journal_marked_upload(actor: Actor, size: int, *, at: datetime) -> None:
    """Journal that a marked upload was refused: who, when and how many bytes, but no name, text or subject."""
    with transaction.atomic():
        journal_act("upload", "refused.marked", actor, {"bytes": size}, at=at)


def each_file(files: Mapping[str, object] | None) -> Iterator[tuple[str, Any]]:
    """Yield the files of a request, each with the name of its field; all files of a field of a ``MultiValueDict``."""
    for name in files or {}:
        value = files.getlist(name) if hasattr(files, "getlist") else files[name]  # type: ignore[union-attr,index]
        for file in value if isinstance(value, list | tuple) else [value]:
            yield name, file


def size_of(given: Mapping[str, object], files: Mapping[str, object] | None) -> int:
    """Return the number of bytes that were sent; text counts in UTF-8."""
    words = sum(len(string.encode()) for string in nested_strings(given))
    return words + sum(file.size or 0 for _name, file in each_file(files))
