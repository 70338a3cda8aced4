"""Scans and photographs in, a document out: optical character recognition on this machine, without a network.

Each page becomes characters and ruled lines at their places, as a page of a PDF with a text layer is; from there on the
reader is the same (``luoshi.reading.load.paragraphs``). Nothing is dropped in silence: what could not be read stands in
the document's ``unsure``, with its place on the page, and figures that may be wrong do too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, FileLimits, finish_document, head_of_parts, marking_of_parts
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.isolation import unpack_draft
from luoshi.reading.load.secrecy import looks_marked
from luoshi.reading.load.sniff import PICTURES, picture_format
from luoshi.reading.load.workers import call_in_worker
from luoshi.reading.model import LoadedDocument
from luoshi.reading.recognised import cover_unsure_text

if TYPE_CHECKING:
    from luoshi.ocr.worker import PackedPage, RecognisedPage

__all__ = [
    "PAGES",
    "PICTURES",
    "ScanPage",
    "assemble_scan",
    "can_read_scans",
    "list_scan_pages",
    "read_scan_page",
    "read_scans",
]

PAGES = 200  # of one document
PAGE_LIMITS = FileLimits(seconds=20, memory=2_000_000_000, pages=PAGES)  # for one page
_WORKER = "luoshi.ocr.worker"
_SURVIVED = frozenset({"load.too_slow", "load.too_large", "load.damaged", "load.empty"})


def can_read_scans() -> bool:
    """Whether text recognition is installed here (``make scan``)."""
    from importlib.util import find_spec

    return all(find_spec(name) is not None for name in ("numpy", "onnxruntime", "PIL", "rapidocr"))


def read_scans(
    files: Sequence[tuple[str, bytes]],
    *,
    limits: FileLimits = DEFAULT,
    cleared: bool = False,
    most: int = PAGES,
    report_page: Callable[[int, int], None] | None = None,
    pictures: list[tuple[bytes, int, int]] | None = None,
) -> LoadedDocument:
    """Return the document whose pages these files hold, in this order: pictures, or PDFs with pages that are pictures.

    About three seconds of CPU time a page. A page that cannot be read in its time, or is broken among others, is an
    empty page with a doubt. The document has the name of the first file.

    Args:
        files: name and bytes of each.
        limits: of the files together.
        cleared: a person has looked and says that the document bears no marking of secrecy: one that is not clearly
            legible stops no longer. A clear one always does.
        most: only so many pages are read, the first ones.
        pictures: receives of each page a JPEG as it was turned and laid flat, and its width and height in hundredths
            of a point, for ``make_searchable_pdf``.
        report_page: is called with how many pages are done and how many there are.

    Raises:
        ReadError: ``load.needs_ocr``, ``load.heic``, ``load.secret_unclear``, and as ``load_document``.
    """
    found = list_scan_pages(files, limits)[:most]
    pages: list[RecognisedPage] = []
    for done, page in enumerate(found):
        if report_page is not None:
            report_page(done, len(found))
        alone = len(found) == 1
        read, picture = read_scan_page(files, page, first=not done, alone=alone, drawn=pictures is not None)
        pages.append(read)
        if pictures is not None:
            pictures.append((picture, read["page"]["width"], read["page"]["height"]))
    recognised = sum(page.own is None for page in found)
    return assemble_scan(files, pages, recognised, limits=limits, cleared=cleared)


class ScanPage(NamedTuple):
    """A page of a scan: of which of its files, its number there (from 0), and the text that it has of its own."""

    file: int
    number: int
    own: PackedPage | None


def list_scan_pages(files: Sequence[tuple[str, bytes]], limits: FileLimits = DEFAULT) -> list[ScanPage]:
    """Return the pages of a scan in the order of ``files``; JSON can represent them.

    Raises:
        ReadError: as ``read_scans``.
    """
    if not can_read_scans():
        raise ReadError("load.needs_ocr", format=_format(files[0][1]))
    if sum(len(data) for _name, data in files) > limits.bytes:
        raise ReadError("load.too_large", what="bytes", limit=limits.bytes)
    found = [
        ScanPage(file, number, page)
        for file, (_name, data) in enumerate(files)
        for number, page in enumerate(_list_pages(data, limits))
    ]
    if len(found) > PAGES:
        raise ReadError("load.too_large", what="pages", limit=PAGES)
    return found


def read_scan_page(
    files: Sequence[tuple[str, bytes]], page: ScanPage, *, first: bool, alone: bool, drawn: bool = True
) -> tuple[RecognisedPage, bytes]:
    """Return what stands on one page, and a JPEG of it as it was turned and laid flat.

    Args:
        files: of the scan.
        page: one of ``list_scan_pages``.
        first: it is the document's first page, whose red writing is its head.
        alone: it is the only one, so that the document is refused if it cannot be read.
        drawn: a page that has text of its own is drawn too.

    Raises:
        ReadError: as ``read_scans``.
    """
    data = files[page.file][1]
    if page.own is not None:
        return {"page": page.own, "doubts": [], "unseen": []}, _picture_page(data, page.number) if drawn else b""
    return _recognise(data, _format(data), page.number, first=first, alone=alone)


def _format(data: bytes) -> str:
    """Return pdf or the format of a picture.

    Raises:
        ReadError: ``load.unsupported``: it is neither; ``load.heic``.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    found = picture_format(data)
    if found is None:
        raise ReadError("load.unsupported", format="")
    if found == "heic":  # its decoders are under patents and licences that do not fit
        raise ReadError("load.heic")
    return found


def _list_pages(data: bytes, limits: FileLimits) -> list[PackedPage | None]:
    found, _ = call_in_worker(f"{_WORKER}:list_pages", data, replace(limits, pages=PAGES), {"format": _format(data)})
    return cast("list[PackedPage | None]", found["pages"])


def _recognise(data: bytes, format: str, number: int, *, first: bool, alone: bool) -> tuple[RecognisedPage, bytes]:
    given = {"format": format, "number": number, "first": first}
    try:
        read, picture = call_in_worker(f"{_WORKER}:recognise_page", data, PAGE_LIMITS, given)
        return cast("RecognisedPage", read), picture
    except ReadError as error:
        if alone or error.code not in _SURVIVED:
            raise
        width, height = 59_528, 84_189  # A4
        empty: PackedPage = {"width": width, "height": height, "glyphs": [], "strokes": []}
        return {"page": empty, "doubts": [("ocr.page_unread", 0, 0, width, height)], "unseen": []}, b""


def _picture_page(data: bytes, number: int) -> bytes:
    return call_in_worker(f"{_WORKER}:picture_page", data, PAGE_LIMITS, {"format": "pdf", "number": number})[1]


def assemble_scan(
    files: Sequence[tuple[str, bytes]],
    pages: Sequence[RecognisedPage],
    recognised: int,
    *,
    limits: FileLimits = DEFAULT,
    cleared: bool = False,
) -> LoadedDocument:
    """Return the document of all pages of a scan.

    Args:
        files: of the scan.
        pages: as ``read_scan_page`` returned them.
        recognised: how many of them have no text of their own.
        limits: of the document.
        cleared: as in ``read_scans``.

    Raises:
        ReadError: ``load.secret``, ``load.secret_unclear``, ``load.empty``, ``load.too_large``.
    """
    made, _ = call_in_worker(f"{_WORKER}:assemble_pages", json.dumps(pages).encode(), limits, {})
    draft = TextDraft(limits)
    unpack_draft(made, draft)
    text = draft.text()
    draft.note("load.recognised", pages=recognised, unsure=len(draft.unsure))
    digest = hashlib.sha256()
    for _name, data in files:
        digest.update(data)
    sure = cover_unsure_text(text, draft.unsure)
    document = finish_document(files[0][0], _format(files[0][1]), digest.hexdigest(), text, draft, sure=sure)
    if not cleared and (any(map(looks_marked, head_of_parts(sure, draft))) or marking_of_parts(text, draft)):
        raise ReadError("load.secret_unclear")
    return document
