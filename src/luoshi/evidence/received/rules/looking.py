"""The scan of an uploaded file: what it is and contains, or why it is refused. ``received.files`` runs it in a worker.

Nothing here knows the sender, the language of the refusal, or where the file will be kept.
"""

from __future__ import annotations

from typing import Any

from luoshi.evidence.received.rules import markings, uploads
from luoshi.evidence.received.rules.metadata import Unstripped, strip_metadata
from luoshi.reading.errors import ReadError
from luoshi.reading.load import load_document, needs_office
from luoshi.reading.load import ods_workbook as ods_workbook
from luoshi.reading.load import ofd as ofd
from luoshi.reading.load import pdf as pdf
from luoshi.reading.load import word as word
from luoshi.reading.load import workbook as workbook
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.load.sheet import SheetCells
from luoshi.reading.model import LoadedDocument, ReaderNote

# The readers are imported above, so that a worker loads them before it forks: once, not for each file.

PICTURES = ("jpg", "png")
UNREAD = ("ole", "rtf", "zip", "mp4")  # by content: kept unread unless they are sent to be read
# Without text for the reader: scans and pictures are accepted as evidence all the same.
_NO_TEXT = frozenset({"load.scanned", "load.garbled", "load.empty"})
_PAGES = (*PICTURES, *uploads.PAGE_PICTURES)  # one picture a page
_READ = {"load.encrypted": "encrypted", "load.too_large": "bomb", "load.too_slow": "slow"}
Named = tuple[str, bool, SheetCells]  # a sheet: name, whether it is visible, cells


def look(
    data: bytes, limits: FileLimits, *, name: str, size: int, strip: str, document: bool, sheets: bool
) -> tuple[dict[str, object], bytes]:
    """Return what a file is and contains, as JSON values, and its bytes if they differ from those sent.

    Args:
        name: As ``uploads.clean_name`` made it.
        size: The maximum size in bytes.
        strip: "", "pictures" or "all": the files from which author names are removed.
        document: It is sent to be read: files of older office programs are accepted too.
        sheets: Also return the cells of a workbook's sheets.

    Returns:
        ``{"fault", "values"}`` for a refused file: a code of ``UploadFault`` or "unstripped", "slow", "cells",
        "marked"; else ``{"waits", "read", "sheets", "other"}``; see ``document_of`` and ``sheets_of``. A document with
        pages that are pictures waits for ``uploads.SCAN``; ``read`` has the text of its other pages, if any.
    """
    bounds = uploads.Bounds(size=size)
    if fault := uploads.upload_fault(name, data, len(data), bounds, document=document):
        return _fault(fault.code, **fault.values)
    type = uploads.type_of(data)
    waits = needs_office(name, data) if document else ""
    unread = not document and (type in UNREAD or name.lower().endswith(".zip"))
    if (waits or unread) and (markings.in_old(data) or (data.startswith(b"PK") and markings.in_packed(data))):
        return _fault("marked")
    if unread and strip == "all":
        return _fault("unstripped")
    kept: list[Named] | None = [] if sheets else None
    try:
        read, lacks = (None, "") if waits or unread or type in _PAGES else _read(name, data, limits, kept)
    except ReadError as error:
        if error.code == "load.secret":
            return _fault("marked")
        if error.values.get("what") == "cells":
            return _fault("cells", limit=limits.cells)
        return _fault(_READ.get(error.code, "damaged"))
    if (read and markings.in_document(read.text)) or (type in uploads.PACKED and markings.in_package(data)):
        return _fault("marked")
    try:
        fresh = (
            data if unread else strip_metadata(type, data) if strip == "all" or (strip and type in PICTURES) else data
        )
    except Unstripped:
        return _fault("unstripped")
    if document and (type in _PAGES or (type == "pdf" and _has_picture_pages(read, lacks))):
        waits = uploads.SCAN
    found = {"waits": waits, "read": _told(read), "sheets": [_cells(*sheet) for sheet in kept or []]}
    return {**found, "other": fresh is not data}, fresh if fresh is not data else b""


def _fault(code: str, **values: str | int) -> tuple[dict[str, object], bytes]:
    return {"fault": code, "values": values}, b""


def _read(name: str, data: bytes, limits: FileLimits, sheets: list[Named] | None) -> tuple[LoadedDocument | None, str]:
    """Return the document, or None and the code why it has no text."""
    try:
        return load_document(name, data, limits=limits, sheets=sheets), ""
    except ReadError as error:
        if error.code in _NO_TEXT:
            return None, error.code
        raise


def _has_picture_pages(read: LoadedDocument | None, lacks: str) -> bool:
    noted = read.notes if read else ()
    return lacks == "load.scanned" or any(note.code == "load.pages_without_text" for note in noted)


def _told(read: LoadedDocument | None) -> dict[str, object] | None:
    if read is None:
        return None
    notes = [[note.code, note.values] for note in read.notes]
    return {
        "name": read.name,
        "format": read.format,
        "sha256": read.sha256,
        "text": read.text,
        "pages": read.pages,
        "joined": read.joined,
        "notes": notes,
    }


def document_of(told: dict[str, Any] | None) -> LoadedDocument | None:
    """Return the document from the result of ``look``."""
    if told is None:
        return None
    joined, notes = (tuple(span) for span in told["joined"]), (ReaderNote(*note) for note in told["notes"])
    return LoadedDocument(**{**told, "pages": tuple(told["pages"]), "joined": tuple(joined), "notes": tuple(notes)})


def _cells(name: str, visible: bool, sheet: SheetCells) -> list[object]:
    rows = [[row, list(words.items())] for row, words in sheet.rows.items()]
    return [name, visible, rows, sheet.merged, sheet.hidden_rows]


def sheets_of(told: list[Any]) -> list[Named]:
    """Return the sheets from the result of ``look``."""
    found: list[Named] = []
    for name, visible, rows, merged, hidden in told:
        cells = {row: dict(words) for row, words in rows}
        found.append((name, visible, SheetCells(cells, [(a, b, c, d) for a, b, c, d in merged], hidden)))
    return found
