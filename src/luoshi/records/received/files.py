"""Looks through a file as it was sent, before anything of it is written: what it is, or why it is not taken."""

from __future__ import annotations

import hashlib
import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, load, needs_office
from luoshi.reading.model import Document
from luoshi.records.base import store
from luoshi.records.base.errors import RecordError
from luoshi.records.received.rules import markings, uploads
from luoshi.records.received.rules.metadata import Unstripped, stripped

SECONDS = 60  # in which a file must be looked through, and again for the program that scans for viruses
TAKEN = "docx, xlsx, pdf, ofd, jpg, png, txt, csv"
READABLE = "docx, doc, wps, xlsx, xls, et, ods, pdf, ofd, txt, csv"  # what documents are received as
# What is wrong, and what to do.
_SENTENCES = {
    "empty": (N_("The file is empty."), N_("Choose the file again.")),
    "too_large": (N_("The file is larger than %(limit)s MB."), N_("Make it smaller, or send it in parts.")),
    "not_taken": (N_("This kind of file is not taken."), N_("Taken are: %(taken)s.")),
    "save_as": (N_("Files of the kind %(named)s are not taken."), N_("Open it and save it as %(instead)s.")),
    "disguised": (N_("The content is not what the ending .%(named)s says."), N_("Save it again from its program.")),
    "macros": (N_("The file holds macros or controls."), N_("Save it without them.")),
    "encrypted": (N_("The file is protected by a password."), N_("Save it without one.")),
    "bomb": (N_("Far more is packed into the file than its size says."), N_("Save it again from its program.")),
    "damaged": (N_("The file is broken or cut off."), N_("Save it again from its program.")),
    "unstripped": (N_("The file names its maker where that cannot be taken out."), N_("Print it to a new PDF.")),
    "slow": (N_("The file could not be looked through in time."), N_("Send it in parts, or as pictures.")),
    "virus": (N_("The virus scanner refuses the file."), N_("Tell those who look after your computer.")),
    "unscanned": (N_("The virus scanner does not answer."), N_("Try again later, or call the helpline.")),
}
Strip = Literal["", "pictures", "all"]  # of which files the names of makers, the places and devices are taken out
PICTURES = ("jpg", "png")
# What the reader cannot look into for want of text: scans and pictures are evidence all the same.
_NO_TEXT = frozenset({"load.scanned", "load.garbled", "load.empty"})
_READ = {"load.encrypted": "encrypted", "load.too_large": "bomb", "load.too_slow": "slow"}


@dataclass(frozen=True)
class Received:
    """A file that was looked through and may be kept; nothing of it is written yet.

    Attributes:
        read: the document as the reader knows it; None for pictures and scans.
        waits: the format of a document that LibreOffice must convert before it can be read; ``read`` is None then.
    """

    name: str
    media: str
    sha256: str
    data: bytes = field(repr=False, compare=False)
    read: Document | None = field(default=None, repr=False, compare=False)
    waits: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        return self.name

    @property
    def size(self) -> int:
        return len(self.data)


def marked(part: str = "") -> RecordError:
    """The refusal of what bears a marking."""
    what = _("This bears the marking of a state secret (绝密, 机密 or 秘密). Nothing of it was kept.")
    remedy = _("Luoshi is for unclassified work only. Stop here and tell your office's secrecy officer.")
    return RecordError("marked", what, remedy=remedy, fields={part: [f"{what} {remedy}"]} if part else {})


def looked_through(
    sent: Any, *, strip: Strip = "", part: str = "", sheets: list[Any] | None = None, document: bool = False
) -> Received | RecordError:
    """A file that was sent (Django's ``UploadedFile``), as it may be kept, or why it may not.

    Args:
        sheets: takes the sheets of an .xlsx workbook as ``reading.load`` gives them.
        document: it is sent to be read: what office programs of before saved is taken too.
    """
    bounds = uploads.Bounds(size=settings.UPLOAD_LIMIT)
    name = uploads.clean_name(sent.name or "")
    if markings.in_name(sent.name or ""):
        return marked(part)
    sent.seek(0)
    data = sent.read() if sent.size <= bounds.size else b""
    if fault := uploads.fault(name, data, sent.size, bounds, document=document):
        return _refused(name, fault.code, **fault.values)
    type = uploads.type_of(data)
    waits = needs_office(name, data) if document else ""
    if waits and markings.in_old(data):
        return marked(part)
    try:
        read = None if waits or type in ("jpg", "png") else _read(name, data, sheets)
    except ReadError as error:
        return marked(part) if error.code == "load.secret" else _refused(name, _READ.get(error.code, "damaged"))
    if (read and markings.in_document(read.text)) or (type in uploads.PACKED and markings.in_package(data)):
        return marked(part)
    try:
        data = stripped(type, data) if strip == "all" or (strip and type in PICTURES) else data
    except Unstripped:
        return _refused(name, "unstripped")
    if code := _scanned(data):
        return _refused(name, code)
    media = {**uploads.MEDIA, **uploads.OFFICE}[uploads.extension(name)]
    return Received(name, media, hashlib.sha256(data).hexdigest(), data, read, waits)


def unconverted(found: Received) -> RecordError:
    """The refusal of a file that must be converted first, where nobody waits for that."""
    named = uploads.extension(found.name)
    return _refused(found.name, "save_as", named=named, instead=uploads.instead_of(named))


def processed(name: str, kind: str, data: bytes) -> Received:
    """What a program of our own made of a file that was looked through, as it may be kept."""
    return Received(name, uploads.MEDIA[kind], hashlib.sha256(data).hexdigest(), data)


def _read(name: str, data: bytes, sheets: list[Any] | None) -> Document | None:
    try:
        limits = replace(DEFAULT, bytes=max(DEFAULT.bytes, len(data)), seconds=SECONDS)
        return load(name, data, limits=limits, sheets=sheets)
    except ReadError as error:
        if error.code in _NO_TEXT:
            return None
        raise


def _scanned(data: bytes) -> str:
    """What speaks against a file by the office's virus scanner: "", "virus" or "unscanned"."""
    if not settings.SCAN_COMMAND:
        return ""
    path = store.written(data)
    try:
        command = [*shlex.split(settings.SCAN_COMMAND, posix=os.name != "nt"), str(path)]
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return "unscanned"
    finally:
        store.remove(path)
    return "virus" if done.returncode else ""


def _refused(name: str, code: str, **values: str | int) -> RecordError:
    what, remedy = (_(sentence) % {"taken": TAKEN, **values} for sentence in _SENTENCES[code])
    return RecordError(f"file.{code}", what, where=name, remedy=remedy)


def each_sent(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields of a request with what was sent for each: of Django's ``QueryDict`` a list where it is several."""
    for name in given:
        several = given.getlist(name) if hasattr(given, "getlist") else [given[name]]
        yield name, several if len(several) > 1 else given[name]


def strings(value: Any) -> Iterator[str]:
    """All words in a value as it was sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for _name, one in each_sent(value):
            yield from strings(one)
    elif isinstance(value, Iterable) and not isinstance(value, bytes):
        for one in value:
            yield from strings(one)
