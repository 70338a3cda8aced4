"""Scan an uploaded file before anything of it is written: return what it is, or why it is refused."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.base.record_errors import RecordError
from luoshi.evidence import store
from luoshi.evidence.received.rules import markings, uploads
from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, workers
from luoshi.reading.model import LoadedDocument

if TYPE_CHECKING:
    from luoshi.evidence.received.rules import looking
    from luoshi.reading.load.limits import FileLimits

SECONDS = 30  # seconds of computing time to scan a file
SCANNED = 60  # seconds for the external virus scanner
# A workbook of an office has some ten thousand cells; the largest that can be imported as rows has a million.
LIMITS = replace(DEFAULT, seconds=SECONDS, memory=1_500_000_000, cells=1_000_000)
AT_ONCE, WAITING = 2, 2  # files scanned at once, and waiting, per process: of the server's 8 threads
# Seconds: to wait for a turn; to wait for a place among those waiting; and until it is worth sending again.
WAIT, SOON, AGAIN = 5, 1, 10
_COMING, _LOOKING = BoundedSemaphore(AT_ONCE + WAITING), BoundedSemaphore(AT_ONCE)
_LOOK = "luoshi.evidence.received.rules.looking:look"
TAKEN = "docx, xlsx, pdf, ofd, jpg, png, txt, csv, doc, wps, xls, zip, mp4"
READABLE = "docx, doc, wps, xlsx, xls, et, ods, pdf, ofd, txt, csv, jpg, png, tif"  # formats of documents to be read
# The error and its remedy.
_SENTENCES = {
    "empty": (N_("The file is empty."), N_("Choose the file again.")),
    "too_large": (N_("The file is larger than %(limit)s MB."), N_("Make it smaller, or send it in parts.")),
    "not_taken": (N_("This kind of file is not accepted."), N_("Accepted: %(taken)s.")),
    "save_as": (N_("Files of the kind %(named)s are not accepted."), N_("Open it and save it as %(instead)s.")),
    "disguised": (
        N_("The content does not match the file type .%(named)s."),
        N_("Save it again with its own program."),
    ),
    "macros": (N_("The file contains macros or controls."), N_("Save it without them.")),
    "encrypted": (N_("The file is protected by a password."), N_("Save it without one.")),
    "bomb": (N_("The file unpacks to far more than its size suggests."), N_("Save it again with its own program.")),
    "cells": (
        N_("The workbook has more than %(limit)s cells."),
        N_("Remove what is not needed, or send it in parts."),
    ),
    "damaged": (N_("The file is damaged or incomplete."), N_("Save it again with its own program.")),
    "unstripped": (N_("The file names its author in a place that cannot be removed."), N_("Print it to a new PDF.")),
    "slow": (N_("Checking the file took too long."), N_("Send it in parts, or as pictures.")),
    "needs_ocr": (
        N_("This is a picture of text, and text recognition is not installed on the computer that runs Luoshi."),
        N_("Those who run it install it with make scan; or type or paste the words as a transcript."),
    ),
    "virus": (N_("The virus scanner refuses the file."), N_("Tell your computer administrators.")),
    "unscanned": (N_("The virus scanner does not answer."), N_("Try again later, or call the helpline.")),
}
Strip = Literal["", "pictures", "all"]  # files whose author names, places and devices are removed


@dataclass(frozen=True)
class Received:
    """A file that was scanned and may be kept; nothing of it is written yet.

    Attributes:
        read: The document as parsed by the reader; None for pictures and scans.
        waits: The format of a document that LibreOffice must convert first; ``read`` is None then. ``uploads.SCAN``
            for one whose pages are pictures; ``read`` has the text of its other pages, if any.
    """

    name: str
    media: str
    sha256: str
    data: bytes = field(repr=False, compare=False)
    read: LoadedDocument | None = field(default=None, repr=False, compare=False)
    waits: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> int:
        return len(self.data)


def marked_file_error(part: str = "") -> RecordError:
    """Return the refusal of content with a secrecy marking."""
    what = _("This has the marking of a state secret (绝密, 机密 or 秘密). Nothing was stored.")
    remedy = _("Luoshi is for unclassified work only. Stop here and tell your office's secrecy officer.")
    return RecordError("marked", what, remedy=remedy, fields={part: [f"{what} {remedy}"]} if part else {})


def looked_through(
    sent: Any, *, strip: Strip = "", part: str = "", sheets: list[looking.Named] | None = None, document: bool = False
) -> Received | RecordError:
    """Scan an uploaded file (Django's ``UploadedFile``); return it as it may be kept, or the error that refuses it.

    It is opened in a worker within limits of time, memory and cells, at most ``AT_ONCE`` at a time per process. The
    caller must have checked the right to send it.

    Args:
        sheets: Receives the sheets of an .xlsx workbook as ``reading.load`` gives them.
        document: It is sent to be read: files of older office programs are accepted too.
    """
    from luoshi.evidence.received.rules import looking

    name = uploads.clean_name(sent.name or "")
    if markings.in_name(sent.name or ""):
        return marked_file_error(part)
    if sent.size > settings.UPLOAD_LIMIT:
        return refused_file_error(name, "too_large", limit=settings.UPLOAD_LIMIT // 1_000_000)
    sent.seek(0)
    data = sent.read()
    limits = replace(LIMITS, bytes=max(LIMITS.bytes, len(data)))
    given = {"name": name, "size": settings.UPLOAD_LIMIT, "strip": strip, "document": document}
    try:
        found, other = open_in_turn(_LOOK, name, data, limits, {**given, "sheets": sheets is not None})
    except UploadsBusy as busy:
        return busy
    except ReadError as error:  # raised by the worker itself
        return refused_file_error(name, {"load.too_slow": "slow", "load.too_large": "bomb"}.get(error.code, "damaged"))
    if "fault" in found:
        code, values = found["fault"], found["values"]
        return marked_file_error(part) if code == "marked" else refused_file_error(name, code, **values)
    if sheets is not None:
        sheets += looking.sheets_of(found["sheets"])
    data = other if found["other"] else data
    if code := _scanned(data):
        return refused_file_error(name, code)
    media = uploads.ANY_MEDIA[uploads.upload_extension(name)]
    read = looking.document_of(found["read"])
    return Received(name, media, hashlib.sha256(data).hexdigest(), data, read, found["waits"])


class UploadsBusy(RecordError):
    """The process already scans as many files as it may; ``seconds`` until it is worth asking again."""

    seconds = AGAIN

    def __init__(self, name: str) -> None:
        what = _("Other files are being checked right now.")
        remedy = _("Nothing was saved. Send it again in %(seconds)d seconds.") % {"seconds": AGAIN}
        super().__init__("busy", what, where=name, remedy=remedy)


def open_in_turn(
    call: str, name: str, data: bytes, limits: FileLimits, given: Mapping[str, object]
) -> tuple[workers.JobAnswer, bytes]:
    """Return what ``call`` makes of a file's bytes in a worker; at most ``AT_ONCE`` at a time per process.

    Args:
        name: of the file, for the refusal.

    Raises:
        UploadsBusy: no turn is free.
        ReadError: as ``workers.call_in_worker``.
    """
    try:
        with _in_turn():
            return workers.call_in_worker(call, data, limits, given)
    except _NoUploadTurn:
        raise UploadsBusy(name) from None


class _NoUploadTurn(Exception):
    """There is no free turn."""


@contextmanager
def _in_turn() -> Iterator[None]:
    """Take a turn to scan a file. Most files take hundredths of a second, so that waiting is short for nearly all."""
    if not _COMING.acquire(timeout=SOON):
        raise _NoUploadTurn
    try:
        if not _LOOKING.acquire(timeout=WAIT):
            raise _NoUploadTurn
        try:
            yield
        finally:
            _LOOKING.release()
    finally:
        _COMING.release()


def unconverted_file_error(found: Received) -> RecordError:
    """Return the refusal of a file that must be converted first, where nobody waits for a conversion."""
    named = uploads.upload_extension(found.name)
    return refused_file_error(found.name, "save_as", named=named, instead=uploads.instead_of(named))


def accept_made_file(name: str, kind: str, data: bytes) -> Received:
    """Return a file that Luoshi itself made from a scanned file, as it may be kept."""
    return Received(name, uploads.MEDIA[kind], hashlib.sha256(data).hexdigest(), data)


def _scanned(data: bytes) -> str:
    """Return the verdict of the office's virus scanner: "", "virus" or "unscanned"."""
    if not settings.SCAN_COMMAND:
        return ""
    path = store.write_temporary_file(data)
    try:
        command = [*shlex.split(settings.SCAN_COMMAND, posix=os.name != "nt"), str(path)]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SCANNED,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return "unscanned"
    finally:
        store.delete_stored_file(path)
    return "virus" if done.returncode else ""


def refused_file_error(name: str, code: str, **values: str | int) -> RecordError:
    """Return the refusal of a file for a reason in ``_SENTENCES``."""
    what, remedy = (_(sentence) % {"taken": TAKEN, **values} for sentence in _SENTENCES[code])
    return RecordError(f"file.{code}", what, where=name, remedy=remedy)


def each_sent(given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the fields of a request with their values; a list if a field of Django's ``QueryDict`` has several."""
    for name in given:
        several = given.getlist(name) if hasattr(given, "getlist") else [given[name]]
        yield name, several if len(several) > 1 else given[name]


def nested_strings(value: object) -> Iterator[str]:
    """Yield all strings in a submitted value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for _name, part in each_sent(value):
            yield from nested_strings(part)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for member in value:
            yield from nested_strings(member)
