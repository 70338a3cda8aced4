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
from typing import TYPE_CHECKING, cast

from luoshi.reading.errors import ReadError
from luoshi.reading.load import DEFAULT, FileLimits, finish_document
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.isolation import unpack_draft
from luoshi.reading.load.secrecy import HEAD, SECTION, head_lines, looks_marked
from luoshi.reading.load.sniff import PICTURES, picture_format
from luoshi.reading.load.workers import call_in_worker
from luoshi.reading.model import LoadedDocument

if TYPE_CHECKING:
    from luoshi.ocr.worker import PackedPage, RecognisedPage

__all__ = ["PAGES", "PICTURES", "can_read_scans", "read_scans"]

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
        pictures: receives of each page a JPEG as it was turned and laid flat, and its width and height in hundredths
            of a point, for ``make_searchable_pdf``.
        report_page: is called with how many pages are done and how many there are.

    Raises:
        ReadError: ``load.needs_ocr``, ``load.heic``, ``load.secret_unclear``, and as ``load_document``.
    """
    if not can_read_scans():
        raise ReadError("load.needs_ocr", format=_format(files[0][1]))
    if sum(len(data) for _name, data in files) > limits.bytes:
        raise ReadError("load.too_large", what="bytes", limit=limits.bytes)
    found = [(data, _format(data), page) for _name, data in files for page in _list_pages(data, limits)]
    if len(found) > PAGES:
        raise ReadError("load.too_large", what="pages", limit=PAGES)
    pages: list[RecognisedPage] = []
    numbers: dict[int, int] = {}
    for done, (data, format, page) in enumerate(found):
        number = numbers[id(data)] = numbers.get(id(data), -1) + 1
        if report_page is not None:
            report_page(done, len(found))
        if page is not None:
            pages.append({"page": page, "doubts": [], "unseen": []})
            picture = b"" if pictures is None else _picture_page(data, number)
        else:
            read_page, picture = _recognise(data, format, number, first=not done, alone=len(found) == 1)
            pages.append(read_page)
        if pictures is not None:
            pictures.append((picture, pages[-1]["page"]["width"], pages[-1]["page"]["height"]))
    read = sum(page is None for _data, _format, page in found)
    return _finish(files, pages, read, limits, cleared=cleared)


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


def _finish(
    files: Sequence[tuple[str, bytes]], pages: list[RecognisedPage], read: int, limits: FileLimits, *, cleared: bool
) -> LoadedDocument:
    made, _ = call_in_worker(f"{_WORKER}:assemble_pages", json.dumps(pages).encode(), limits, {})
    draft = TextDraft(limits)
    unpack_draft(made, draft)
    text = draft.text()
    draft.note("load.recognised", pages=read, unsure=len(draft.unsure))
    if not cleared:
        _refuse_unclear_marks(text, draft)
    digest = hashlib.sha256()
    for _name, data in files:
        digest.update(data)
    return finish_document(files[0][0], _format(files[0][1]), digest.hexdigest(), text, draft)


def _refuse_unclear_marks(text: str, draft: TextDraft) -> None:
    """Stop for a person where something in the head of a page looks like a marking and cannot be read for sure."""
    doubtful = {place.start for place in draft.unsure if place.start < place.end}
    shown = "".join("□" if at in doubtful else char for at, char in enumerate(text)) if doubtful else text
    lines = head_lines(shown, 0, HEAD)
    for start in draft.sections:
        lines += head_lines(shown, start, SECTION)
    lines += [line for words in draft.unseen for line in head_lines(words, 0, SECTION)]
    if any(looks_marked(line) for line in lines):
        raise ReadError("load.secret_unclear")
