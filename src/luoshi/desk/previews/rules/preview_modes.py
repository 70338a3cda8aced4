"""How a stored file is previewed, by its type and, for a picture, by the size that its first bytes state."""

from __future__ import annotations

import struct
from typing import Literal

from luoshi.evidence.received.rules.uploads import EVIDENCE, MEDIA, OFFICE, SHOWN_AS_PICTURE

Way = Literal["picture", "film", "pdf", "office", "packed", "words", "none"]
# The extension for LibreOffice, which goes by the content.
FORMATS = {MEDIA[name]: name for name in ("docx", "xlsx")} | {OFFICE[name]: name for name in ("doc", "wps", "xls")}
WORDS = {MEDIA[name]: name for name in ("txt", "csv", "ofd")}
PIXELS = 60_000_000  # a larger picture takes more than 240 MB in a browser
HEAD = 512 * 1024  # bytes within which a picture states its size
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def preview_mode(media: str) -> Way:
    """Return how a file of this type is shown."""
    if media in SHOWN_AS_PICTURE:
        return "picture"
    if media == EVIDENCE["mp4"]:
        return "film"
    if media == MEDIA["pdf"]:
        return "pdf"
    if media in FORMATS:
        return "office"
    if media == EVIDENCE["zip"]:
        return "packed"
    return "words" if media in WORDS else "none"


def is_displayable_size(head: bytes) -> bool:
    """Return whether the first bytes of a JPEG or PNG state a size that a browser can display."""
    try:
        width, height = _png(head) if head.startswith(b"\x89PNG") else _jpeg(head)
    except (struct.error, IndexError, ValueError):
        return False
    return 0 < width * height <= PIXELS


def _png(head: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while head[at] == 0xFF:
        code = head[at + 1]
        if code in _FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 1 if code == 0xFF else 2 + struct.unpack(">H", head[at + 2 : at + 4])[0]
    raise ValueError(at)
