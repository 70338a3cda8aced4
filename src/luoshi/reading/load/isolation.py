"""Read a file in a separate process: whatever its bytes do to the parser, the caller gets a Draft or a ReadError.

Other products of such a file, such as page images, are made there too.

pdfium is C++, and a PDF can make it run for ever (forms that call forms); an .xls can claim sixteen million cells;
rules on an OFD page are compared with each other. The other process has bounded time and, where the system allows,
memory. It starts in about 0.1 s (``workers``), so formats whose cost is bounded by their size (docx, xlsx, ordinary
pages) are read directly where people read their own files. Files sent to the application are checked there as a whole.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from luoshi.reading.load import workers
from luoshi.reading.load.draft import TextDraft
from luoshi.reading.load.limits import FileLimits
from luoshi.reading.model import ReaderNote, TextPlace, UnsureText

_READERS = {
    "pdf": "pdf:read",
    "xls": "oldbook:read",
    "xls.cells": "oldbook:cells",
    "xls.values": "oldbook:read_stored_values",
    "ofd": "ofd:read",
    "mhtml": "webpage:read_archive",
    "html": "webpage:read_text",
}
# What is made of a file besides its text; returns a dictionary that JSON can represent.
_MAKERS = {
    "pdf.sizes": "pictures:sizes_of",
    "pdf.page": "pictures:picture_of",
    "pdf.jpeg": "pictures:jpeg_of",
}


def read_in_subprocess(format: str, data: bytes, draft: TextDraft) -> None:
    """Read a file of one of the formats above into ``draft``.

    Raises:
        ReadError: as the reader raises; ``load.too_slow`` on timeout; ``load.damaged`` if the process died.
    """
    unpack_draft(_answered(format, data, draft.limits), draft)


def make_in_subprocess(what: str, data: bytes, limits: FileLimits, **given: int) -> dict[str, Any]:
    """Return the result of one of the makers above.

    Raises:
        ReadError: as ``read_in_subprocess``.
    """
    return _answered(what, data, limits, given)


def _answered(format: str, data: bytes, limits: FileLimits, given: dict[str, int] | None = None) -> dict[str, object]:
    """Return the result of the reader or maker, from another process unless this is one."""
    if not sys.executable or workers.inside:
        return answer(data, limits, format, given or {})[0]
    made, _ = workers.call_in_worker(
        "luoshi.reading.load.isolation:answer", data, limits, {"format": format, "given": given or {}}
    )
    return made


def answer(data: bytes, limits: FileLimits, format: str, given: dict[str, int]) -> tuple[dict[str, object], bytes]:
    """Return what a reader or maker makes of a file, in a form that JSON can represent.

    Raises:
        ReadError: as ``read_in_subprocess``.
    """
    module, _, function = (_MAKERS.get(format) or _READERS[format]).partition(":")
    called = getattr(import_module(f"luoshi.reading.load.{module}"), function)
    if format in _MAKERS:
        return called(data, limits, **given), b""
    draft = TextDraft(limits)
    called(data, draft)
    return pack_draft(draft), b""


def pack_draft(draft: TextDraft) -> dict[str, object]:
    """Return a draft in a form that JSON can represent."""
    return {
        "text": draft.text(),
        "pages": draft.pages,
        "sections": draft.sections,
        "joined": draft.joined,
        "unseen": draft.unseen,
        "cells": draft.cells,
        "places": draft.places,
        "unsure": draft.unsure,
        "notes": [[note.code, note.values] for note in draft.notes],
    }


def unpack_draft(made: dict[str, Any], draft: TextDraft) -> None:
    """Add to a draft what ``pack_draft`` returned for another one."""
    draft.pieces.append(made["text"])
    draft.size += len(made["text"])
    draft.pages.extend(made["pages"])
    draft.sections.extend(made["sections"])
    draft.joined.extend((start, end) for start, end in made["joined"])
    draft.unseen.extend(made["unseen"])
    draft.count(made["cells"])
    draft.places.extend(TextPlace(*place) for place in made["places"])
    draft.unsure.extend(UnsureText(*text) for text in made["unsure"])
    draft.notes.extend(ReaderNote(code, values) for code, values in made["notes"])
