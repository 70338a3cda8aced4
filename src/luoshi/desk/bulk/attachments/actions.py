"""Receive the zip beside a sheet, and keep its files encrypted until the sheet is confirmed, dropped or expired."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from luoshi.base.forms.fields import encrypt_bytes
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.trials import drop_trial, renew_trial, save_parts
from luoshi.desk.bulk.attachments.queries import MANIFEST
from luoshi.desk.bulk.attachments.rules import MOST_FILES
from luoshi.desk.bulk.attachments.zipped_files import ZippedFile, ZippedFiles, list_file_fields
from luoshi.evidence.journal.actions.uploads import check_sent, journal_marked_upload, marked_file_error
from luoshi.evidence.received.files import LIMITS, Received, open_in_turn, refused_file_error
from luoshi.evidence.received.rules import markings, uploads
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.steps.stripping import stripped_metadata, units_named
from luoshi.reading.errors import ReadError
from luoshi.reading.load.workers import JobAnswer

FIELD = "zip"  # of the form that takes the zip
MEGABYTE = 1_000_000
MOST_SECONDS = 120  # to scan all files of a zip; an ordinary document takes some hundredths
_UNPACK = "luoshi.desk.bulk.attachments.rules:unpack_files"


def receive_zip(file: UploadedFile, kind: CompiledKind, step: Step, actor: Actor, *, at: datetime) -> ZippedFiles:
    """Return the files of an uploaded zip, each scanned as if it had been uploaded alone; nothing is written.

    If one of the step's fields takes nameless files, names are removed from all: which file is for it is not known yet.

    Raises:
        RecordError: with the field ``zip``: it is no zip, locked, damaged, too large or has too many files; ``busy``;
            ``marked``, which is journaled.
    """
    nameless = (FIELD,) if kind.nameless_files.intersection(list_file_fields(kind, step)) else ()
    strip = stripped_metadata(kind, units_named({}, actor), localdate(at))
    try:
        found, body = _unpack(file, actor, at)
        sent, late = list(_iterate_sent(found["files"], memoryview(body))), monotonic() + MOST_SECONDS
        for packed in sent:
            check_sent({}, {FIELD: packed}, actor, at=at, strip=strip, nameless=nameless)
            if monotonic() > late:
                raise refused_file_error(uploads.clean_name(file.name or ""), "slow")
    except RecordError as error:
        error.fields = {FIELD: [error.what]}
        raise
    return ZippedFiles([ZippedFile(packed.name or "", packed.received) for packed in sent], found["skipped"])


def _unpack(file: UploadedFile, actor: Actor, at: datetime) -> tuple[JobAnswer, bytes]:
    """Return what is in an uploaded zip, as ``unpack_files`` does.

    Raises:
        RecordError: as ``receive_zip``.
    """
    name, size = uploads.clean_name(file.name or ""), file.size or 0
    if markings.in_name(file.name or ""):
        raise _marked(actor, size, at)
    if size > settings.UPLOAD_LIMIT:
        raise refused_file_error(name, "too_large", limit=settings.UPLOAD_LIMIT // MEGABYTE)
    file.seek(0)
    data = file.read()
    if not data.startswith(b"PK"):
        what = _("This is no zip.")
        raise RecordError("incomplete", what, where=name, remedy=_("Pack the files as .zip, not as .rar or .7z."))
    limits = replace(LIMITS, bytes=settings.UPLOAD_LIMIT, expanded=settings.REQUEST_LIMIT, entries=MOST_FILES)
    try:
        found, body = open_in_turn(_UNPACK, name, data, limits, {})
    except ReadError as error:  # raised by the worker itself
        code = {"load.too_slow": "slow", "load.too_large": "bomb"}.get(error.code, "damaged")
        raise refused_file_error(name, code) from error
    if fault := found.get("fault"):
        raise _zip_refused(name, fault)
    if found["marked"]:
        raise _marked(actor, size, at)
    if not found["files"]:
        raise RecordError("incomplete", _("There is no file in the zip."), where=name)
    return found, body


class PackedUpload(SimpleUploadedFile):
    """A file from a zip as if it had been uploaded alone; ``received``: the result of its scan."""

    received: Received | RecordError


def _iterate_sent(files: Collection[tuple[str, int]], body: memoryview) -> Iterator[PackedUpload]:
    """Yield the files as uploads; of one that is too large only the size, for its refusal."""
    start = 0
    for name, size in files:
        large = size > settings.UPLOAD_LIMIT
        sent = PackedUpload(name, b"" if large else bytes(body[start : start + size]))
        sent.size = size
        start += 0 if large else size
        yield sent


def _marked(actor: Actor, size: int, at: datetime) -> RecordError:
    journal_marked_upload(actor, size, at=at)
    return marked_file_error(FIELD)


def _zip_refused(name: str, fault: str) -> RecordError:
    if fault == "many":
        what = _("The zip has more than %(most)d files.") % {"most": MOST_FILES}
        return RecordError("incomplete", what, where=name, remedy=_("Split the sheet and its files."))
    if fault == "expanded":
        what = _("The files of the zip have more than %(limit)d MB together.")
        what %= {"limit": settings.REQUEST_LIMIT // MEGABYTE}
        return RecordError("incomplete", what, where=name, remedy=_("Split the sheet and its files."))
    if fault == "packing":
        what = _("The zip is packed in a way that cannot be read.")
        return RecordError("incomplete", what, where=name, remedy=_("Pack the files again as an ordinary .zip."))
    return refused_file_error(name, fault)


def keep_files(zipped: ZippedFiles | None, *, at: datetime) -> str:
    """Store the files of a zip encrypted for a day, once; return the token that finds them, "" for none."""
    if zipped is None or zipped.token:
        return zipped.token if zipped else ""
    told = [_told(file) for file in zipped.files]
    manifest = json.dumps({"files": told, "skipped": zipped.skipped}, ensure_ascii=False)
    received = [file.received for file in zipped.files if isinstance(file.received, Received)]
    parts = {MANIFEST: encrypt_bytes(manifest.encode())}
    parts |= {scanned.sha256: encrypt_bytes(scanned.data) for scanned in received}
    zipped.token = save_parts(parts, at)
    return zipped.token


def _told(file: ZippedFile) -> list[object]:
    found = file.received
    if isinstance(found, Received):
        return [file.name, {"name": found.name, "media": found.media, "sha256": found.sha256}]
    return [file.name, {"code": found.code, "what": found.what, "where": found.where, "remedy": found.remedy}]


def renew_files(token: str) -> None:
    """Keep the files beside a sheet for another day, while it is written."""
    renew_trial(token)


def release_files(tokens: Collection[str], *, but: str = "") -> None:
    """Remove the files beside sheets that were imported or given up, once this is committed.

    Args:
        but: a token whose files another sheet has now.
    """
    for token in {*tokens} - {"", but}:
        transaction.on_commit(partial(drop_trial, token))
