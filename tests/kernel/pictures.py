"""Small pictures and PDFs, made in memory, with the names and places that cameras and programs write into them."""

from __future__ import annotations

import struct
import zlib


def png(*more: tuple[bytes, bytes], tail: bytes = b"") -> bytes:
    """A picture of one white point with further chunks before its end."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), *more, (b"IDAT", zlib.compress(b"\0\xff"))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*pair) for pair in [*chunks, (b"IEND", b"")]) + tail


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def segment(code: int, data: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(data) + 2) + data


# A baseline picture of eight by eight grey points: tables, frame, one scan of a single block.
_TABLE = segment(0xDB, b"\0" + b"\1" * 64)
_FRAME = segment(0xC0, b"\x08\0\x08\0\x08\x01\x01\x11\0")
_CODES = segment(0xC4, b"\0" + b"\1" + b"\0" * 15 + b"\0") + segment(0xC4, b"\x10" + b"\1" + b"\0" * 15 + b"\0")
PICTURE = _TABLE + _FRAME + _CODES + segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x3f"


def jpeg(*before: bytes, tail: bytes = b"") -> bytes:
    """A picture with further segments at its head."""
    return b"\xff\xd8" + b"".join(before) + PICTURE + b"\xff\xd9" + tail


def exif(orientation: int, words: bytes, order: str = ">") -> bytes:
    """An Exif segment: which side is up, and who took it."""
    mark = b"MM\0*" if order == ">" else b"II*\0"
    rows = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    rows += struct.pack(order + "HHII", 0x013B, 2, len(words), 38)
    body = mark + struct.pack(order + "I", 8) + struct.pack(order + "H", 2) + rows + b"\0\0\0\0" + words
    return segment(0xE1, b"Exif\0\0" + body)


def pdf_with(info: bytes, extra: bytes = b"") -> bytes:
    """The bones of a PDF with this information dictionary."""
    return b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n2 0 obj\n<<" + info + b">>\nendobj\n" + extra + b"%%EOF\n"


def packed_objects(words: bytes, level: int = 1) -> bytes:
    """A compressed object stream that says this."""
    data = zlib.compress(words, level)
    head = b"3 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(data)
    return head + data + b"\nendstream\nendobj\n"
